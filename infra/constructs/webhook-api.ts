import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { vendedLogGroupName } from '../names.ts';

/** A ticket system sends a few events per ticket; this is far above a busy day and far below what would cost money. */
const THROTTLE = { rateLimit: 20, burstLimit: 50 };

/** Where ticket systems send their webhooks: one POST route per system, `/webhooks/<system>`. */
export class WebhookApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, stage: string, doors: ReadonlyMap<string, IFunction>) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: `access-desk-${stage}`, createDefaultStage: false });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'Log', {
            logGroupName: vendedLogGroupName(stage, 'apis'),
            retention: RetentionDays.THREE_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LINE)),
      },
    });
    for (const [system, door] of doors) {
      const [route] = this.api.addRoutes({
        path: `/webhooks/${system}`,
        methods: [HttpMethod.POST],
        integration: new HttpLambdaIntegration(`Door-${system}`, door),
      });
      if (!route) continue;
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'The function checks the signature over the raw body; an authorizer never sees the body.',
      });
    }
  }
}

/** Who knocked, when, and how it was answered; nothing of what was said. */
const ACCESS_LINE = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  failure: '$context.integrationErrorMessage',
};
