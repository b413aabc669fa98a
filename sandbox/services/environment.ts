/** Region and credentials of services that check neither; the SDK insists on some. */
export const REGION = 'eu-central-1';
export const DUMMY_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/**
 * The environment in which SDK clients made without any option reach the local services instead of AWS (AWS SDKs and
 * Tools reference guide, "Service-specific endpoints": the service id in capitals, spaces as underscores).
 */
export function localEnvironment(urls: { dynamoDB: string; stepFunctions: string; secrets: string }) {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: DUMMY_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: DUMMY_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamoDB,
    AWS_ENDPOINT_URL_SFN: urls.stepFunctions,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets,
  };
}
