/** What a Task calls: a Lambda function named by its ARN, or the `lambda:invoke` integration with or without a token. */
export type Resource = { kind: 'function'; functionRef: string } | { kind: 'invoke' } | { kind: 'waitForTaskToken' };

/**
 * Reads a Task's `Resource`.
 * @throws {SyntaxError} when this engine cannot call it.
 */
export function parseResource(arn: string): Resource {
  if (/^arn:[^:]+:lambda:[^:]*:[^:]*:function:.+$/.test(arn)) return { kind: 'function', functionRef: arn };
  if (/^arn:[^:]+:states:::lambda:invoke$/.test(arn)) return { kind: 'invoke' };
  if (/^arn:[^:]+:states:::lambda:invoke\.waitForTaskToken$/.test(arn)) return { kind: 'waitForTaskToken' };
  throw new SyntaxError(`no such resource in this engine: ${arn}`);
}
