import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/**
 * The keys by which the audit record knows people. Nobody issues them, so Secrets Manager makes the first one when the
 * stack is created. It outlives the stack (but not a first deployment that failed): without it the record's people cannot
 * be found any more.
 */
export class PseudonymSecret extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    const secret = new CfnSecret(this, 'Secret', {
      name,
      description: 'Keys of the pseudonyms in the audit record: {"current": id of the key in use, id: key, …}',
      // Never change this: CloudFormation would make a new value, which takes the place of every key there is.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ current: 'k1' }),
        generateStringKey: 'k1',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.name = name;
    this.arn = secret.ref;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A rotation must keep the older keys, or people could not be found in older entries: an operator adds one.',
    });
  }
}
