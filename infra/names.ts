/** Names that are an API: tools, running executions and other stacks refer to them. */
export const machineName = (stage: string): string => `access-desk-${stage}`;
export const functionName = (stage: string, folder: string): string => `access-desk-${stage}-${folder}`;
export const tableName = (stage: string): string => `access-desk-${stage}`;
export const stackName = (stage: string): string => `access-desk-${stage}`;
/** Log groups of Lambdas. */
export const logGroupName = (stage: string, what: string): string => `/access-desk/${stage}/${what}`;
/**
 * Log groups that an AWS service delivers to. By this prefix they share one entry of the account's resource policy; others
 * would each need one, and it is limited to 5,120 characters (CloudWatch Logs user guide, "Logs sent to CloudWatch Logs").
 */
export const vendedLogGroupName = (stage: string, service: 'apis' | 'states'): string =>
  `/aws/vendedlogs/${service}/access-desk-${stage}`;
