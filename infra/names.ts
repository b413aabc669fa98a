/** Names that are an API: tools, running executions and other stacks refer to them. */
export const machineName = (stage: string): string => `access-desk-${stage}`;
export const functionName = (stage: string, folder: string): string => `access-desk-${stage}-${folder}`;
export const tableName = (stage: string): string => `access-desk-${stage}`;
export const stackName = (stage: string): string => `access-desk-${stage}`;
/** Log groups of Lambdas and API. */
export const logGroupName = (stage: string, what: string): string => `/access-desk/${stage}/${what}`;
