/**
 * A failure in the words of the Amazon States Language: what `Retry` and `Catch` match and what an execution ends with.
 * `code` is the error name (`Error`), `detail` the `Cause`.
 */
export class StateFailure extends Error {
  override readonly name = 'StateFailure' as const;
  readonly code: string;
  readonly detail: string | undefined;

  constructor(code: string, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

/**
 * A path, or another expression, that does not fit the data. AWS answers an unresolvable path of a payload template
 * with `States.Runtime`, although the language's specification names `States.ParameterPathFailure`.
 */
export function runtimeFailure(detail: string): StateFailure {
  return new StateFailure('States.Runtime', detail);
}

/** Why a branch stops that did nothing wrong: a sibling failed, its attempt is over, or the execution has ended. */
export class Terminated extends Error {
  override readonly name = 'Terminated' as const;
}
