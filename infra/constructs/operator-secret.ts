import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface OperatorSecretProps {
  /** As the stage file names it. */
  readonly name: string;
  /** What it holds, for whoever fills it. */
  readonly description: string;
}

/**
 * A secret that is created without a value; an operator fills it. It outlives the stack, but not a first deployment that
 * failed.
 */
export class OperatorSecret extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, description }: OperatorSecretProps) {
    super(scope, id);
    // Not the L2 construct: that one generates a password, and a made-up value is harder to notice than none.
    const secret = new CfnSecret(this, 'Secret', { name, description });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.name = name;
    this.arn = secret.ref;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The value is issued by Databricks or the ticket system; an operator rotates it there and then here.',
    });
  }
}
