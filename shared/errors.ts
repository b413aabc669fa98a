/**
 * Every error Access Desk raises on purpose. One class each, a literal `name` (bundlers rename classes, and Step
 * Functions matches Retry and Catch on this name), one sentence as message. A message never holds personal data: it
 * ends in execution histories and logs. What a person needs to read (who, which field) travels in `facts`, which only
 * the request store and the ticket see.
 */

/** What the workflow does about an error; the table is in docs/errors.md and in infra/retry.ts. */
export type ErrorFamily = 'wish' | 'tryAgain' | 'refused' | 'ours';

/** Facts an error carries for the ticket; plain JSON so that they can be stored. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export abstract class DeskError extends Error {
  abstract override readonly name: string;
  abstract readonly family: ErrorFamily;
  readonly facts: ErrorFacts;

  constructor(message: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(message, options);
    this.facts = facts;
  }
}

/** Which of the two principals of a request an error speaks of. */
export type RequestField = 'source' | 'target' | 'without' | 'scanUc' | 'reason';

// ── The wish cannot be served: TellRequester says what to correct ────────────────────────────────────────────────────

/** No principal carries the name the request gives. `near` are names within two typing errors. */
export class PrincipalNotFound extends DeskError {
  override readonly name = 'PrincipalNotFound';
  readonly family = 'wish';
  /** `waitedDays`: how long a person was waited for whom the ticket system knows. */
  constructor(
    facts: { field: RequestField; asked: string; near: readonly string[]; waitedDays?: number },
    options?: ErrorOptions,
  ) {
    super(`No Databricks principal was found for the ${facts.field}.`, facts, options);
  }
}

/** The name fits several principals, and choosing one would be guessing. `names`: theirs, where somebody may see them. */
export class PrincipalAmbiguous extends DeskError {
  override readonly name = 'PrincipalAmbiguous';
  readonly family = 'wish';
  constructor(
    facts: { field: RequestField; asked: string; hits: number; names?: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(`${facts.hits} Databricks principals fit the ${facts.field}; exactly one must.`, facts, options);
  }
}

/** The target is deactivated in Databricks. (An inactive source is planned with a remark.) */
export class PrincipalInactive extends DeskError {
  override readonly name = 'PrincipalInactive';
  readonly family = 'wish';
  constructor(facts: { field: RequestField; asked: string }, options?: ErrorOptions) {
    super(`The ${facts.field} is deactivated in Databricks.`, facts, options);
  }
}

/** Source and target are the same principal. */
export class SamePrincipal extends DeskError {
  override readonly name = 'SamePrincipal';
  readonly family = 'wish';
  constructor(facts: { asked: string }, options?: ErrorOptions) {
    super('Source and target are the same principal.', { field: 'target', ...facts }, options);
  }
}

/** One is a person, the other a service principal. */
export class PrincipalKindMismatch extends DeskError {
  override readonly name = 'PrincipalKindMismatch';
  readonly family = 'wish';
  constructor(facts: { sourceKind: string; targetKind: string }, options?: ErrorOptions) {
    super('Source and target are of different kinds.', { field: 'target', ...facts }, options);
  }
}

/** The name is a group's. Groups can be compared, never be source or target. */
export class GroupNamed extends DeskError {
  override readonly name = 'GroupNamed';
  readonly family = 'wish';
  constructor(facts: { field: RequestField; asked: string }, options?: ErrorOptions) {
    super(`The ${facts.field} names a group; a user or service principal is needed.`, facts, options);
  }
}

/** A request field is missing, doubled or unreadable. `problem` is a sentence for the requester. */
export class RequestIncomplete extends DeskError {
  override readonly name = 'RequestIncomplete';
  readonly family = 'wish';
  constructor(facts: { field: RequestField; asked: string; problem: string }, options?: ErrorOptions) {
    super(`The request field ${facts.field} cannot be used.`, facts, options);
  }
}

/** More memberships than one request may add. */
export class TooManyAdditions extends DeskError {
  override readonly name = 'TooManyAdditions';
  readonly family = 'wish';
  constructor(facts: { count: number; most: number }, options?: ErrorOptions) {
    super(
      `The plan holds ${facts.count} additions; at most ${facts.most} are allowed.`,
      { field: 'source', ...facts },
      options,
    );
  }
}

/** The stage says who may file requests, and somebody who filed or changed this one is none of them. */
export class RequesterNotAllowed extends DeskError {
  override readonly name = 'RequesterNotAllowed';
  readonly family = 'wish';
  constructor(options?: ErrorOptions) {
    super('Somebody who filed or changed the request may not.', {}, options);
  }
}

/** A rule of the stage keeps the source's access from being copied. Which rule it is nobody is told. */
export class SourceNeverCopied extends DeskError {
  override readonly name = 'SourceNeverCopied';
  readonly family = 'wish';
  constructor(facts: { asked: string }, options?: ErrorOptions) {
    super('The access of the source is never copied.', { field: 'source', ...facts }, options);
  }
}

/** Between plan and writing the target became another one: inactive, gone, other id or user name. */
export class TargetChanged extends DeskError {
  override readonly name = 'TargetChanged';
  readonly family = 'wish';
  constructor(facts: { change: string }, options?: ErrorOptions) {
    super(`The target changed after the plan: ${facts.change}.`, { field: 'target', ...facts }, options);
  }
}

// ── Try again: the machine retries for hours ─────────────────────────────────────────────────────────────────────────

/** Databricks could not be reached, timed out or answered with a server error. */
export class DirectoryUnavailable extends DeskError {
  override readonly name = 'DirectoryUnavailable';
  readonly family = 'tryAgain';
  constructor(facts: { what: string; status?: number; requestId?: string }, options?: ErrorOptions) {
    super(`Databricks did not answer: ${facts.what}.`, facts, options);
  }
}

/** Databricks asks for patience longer than a client should wait inside one invocation. */
export class DirectoryRateLimited extends DeskError {
  override readonly name = 'DirectoryRateLimited';
  readonly family = 'tryAgain';
  readonly retryAfterSeconds: number;
  /** `status` is 503 where a limit was told so: unlike 429, that may have been said of a request that was taken. */
  constructor(facts: { what: string; retryAfterSeconds: number; status?: number }, options?: ErrorOptions) {
    super(`Databricks limits the rate: ${facts.what}.`, facts, options);
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** The ticket system could not be reached, timed out or answered with a server error. */
export class TicketSystemUnavailable extends DeskError {
  override readonly name = 'TicketSystemUnavailable';
  readonly family = 'tryAgain';
  constructor(facts: { what: string; status?: number }, options?: ErrorOptions) {
    super(`The ticket system did not answer: ${facts.what}.`, facts, options);
  }
}

/** The ticket system asks for patience longer than a client should wait inside one invocation. */
export class TicketSystemRateLimited extends DeskError {
  override readonly name = 'TicketSystemRateLimited';
  readonly family = 'tryAgain';
  readonly retryAfterSeconds: number;
  constructor(facts: { what: string; retryAfterSeconds: number }, options?: ErrorOptions) {
    super(`The ticket system limits the rate: ${facts.what}.`, facts, options);
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** An operator has thrown the stop switch; nothing goes out until it is released. */
export class DeskStopped extends DeskError {
  override readonly name = 'DeskStopped';
  readonly family = 'tryAgain';
  constructor(options?: ErrorOptions) {
    super('The stop switch is thrown.', {}, options);
  }
}

/** An earlier attempt at this effect may still be working on the other side; look again after `waitSeconds`. */
export class EffectUnsettled extends DeskError {
  override readonly name = 'EffectUnsettled';
  readonly family = 'tryAgain';
  constructor(facts: { effect: string; waitSeconds: number }, options?: ErrorOptions) {
    super(`An earlier attempt at ${facts.effect} is not settled yet.`, facts, options);
  }
}

/** Our own store, secrets or workflow service did not answer. */
export class DeskUnavailable extends DeskError {
  override readonly name = 'DeskUnavailable';
  readonly family = 'tryAgain';
  constructor(facts: { what: string }, options?: ErrorOptions) {
    super(`A service of the desk did not answer: ${facts.what}.`, facts, options);
  }
}

// ── Refused: retrying cannot help ────────────────────────────────────────────────────────────────────────────────────

/** Databricks understood and said no. */
export class DirectoryRefused extends DeskError {
  override readonly name = 'DirectoryRefused';
  readonly family = 'refused';
  constructor(facts: { what: string; status: number; detail: string; requestId?: string }, options?: ErrorOptions) {
    super(`Databricks refused: ${facts.what} (status ${facts.status}).`, facts, options);
  }
}

/** The ticket system understood and said no. */
export class TicketSystemRefused extends DeskError {
  override readonly name = 'TicketSystemRefused';
  readonly family = 'refused';
  constructor(facts: { what: string; status: number; detail: string }, options?: ErrorOptions) {
    super(`The ticket system refused: ${facts.what} (status ${facts.status}).`, facts, options);
  }
}

/** A system does not accept our credentials. `secret` is the name of the secret to look at, never its value. */
export class CredentialsRejected extends DeskError {
  override readonly name = 'CredentialsRejected';
  readonly family = 'refused';
  constructor(facts: { system: string; secret: string }, options?: ErrorOptions) {
    super(`${facts.system} rejected the credentials of secret ${facts.secret}.`, facts, options);
  }
}

// ── Our fault ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The directory changed under the plan more often than a request may be planned again. */
export class PlanKeepsChanging extends DeskError {
  override readonly name = 'PlanKeepsChanging';
  readonly family = 'ours';
  constructor(facts: { rounds: number }, options?: ErrorOptions) {
    super(`The plan became wider ${facts.rounds} times after it was made.`, facts, options);
  }
}

/** Reading for the plan did not end within its rounds. */
export class PlanTooLong extends DeskError {
  override readonly name = 'PlanTooLong';
  readonly family = 'ours';
  constructor(facts: { rounds: number }, options?: ErrorOptions) {
    super(`Reading for the plan did not end within ${facts.rounds} rounds.`, facts, options);
  }
}

/** What the store holds is not what was put there: digest or schema differ. */
export class StoredItemDamaged extends DeskError {
  override readonly name = 'StoredItemDamaged';
  readonly family = 'ours';
  constructor(facts: { item: string }, options?: ErrorOptions) {
    super(`A stored item is damaged: ${facts.item}.`, facts, options);
  }
}

/** A step was called with an input that is not its own. */
export class StepInputInvalid extends DeskError {
  override readonly name = 'StepInputInvalid';
  readonly family = 'ours';
  constructor(facts: { step: string; problem: string }, options?: ErrorOptions) {
    super(`Step ${facts.step} got an input it does not know.`, facts, options);
  }
}

/** Environment or stage file are not usable. `problem` names the key and what it must be, never a value. */
export class ConfigurationInvalid extends DeskError {
  override readonly name = 'ConfigurationInvalid';
  readonly family = 'ours';
  constructor(facts: { problem: string }, options?: ErrorOptions) {
    super(`The configuration cannot be used: ${facts.problem}`, facts, options);
  }
}

/** Anything nobody foresaw: a bug. The log has name and stack; the message says nothing, it could hold personal data. */
export class Unexpected extends DeskError {
  override readonly name = 'Unexpected';
  readonly family = 'ours';
  constructor(options?: ErrorOptions) {
    super('Something nobody foresaw went wrong.', {}, options);
  }
}

/** Every error by family and name: infra builds Retry and Catch from this table, a test pairs it with the classes. */
export const ERRORS = {
  wish: {
    PrincipalNotFound,
    PrincipalAmbiguous,
    PrincipalInactive,
    SamePrincipal,
    PrincipalKindMismatch,
    GroupNamed,
    RequestIncomplete,
    TooManyAdditions,
    RequesterNotAllowed,
    SourceNeverCopied,
    TargetChanged,
  },
  tryAgain: {
    DirectoryUnavailable,
    DirectoryRateLimited,
    TicketSystemUnavailable,
    TicketSystemRateLimited,
    DeskStopped,
    EffectUnsettled,
    DeskUnavailable,
  },
  refused: { DirectoryRefused, TicketSystemRefused, CredentialsRejected },
  ours: { PlanKeepsChanging, PlanTooLong, StoredItemDamaged, StepInputInvalid, ConfigurationInvalid, Unexpected },
} as const satisfies Record<ErrorFamily, Record<string, unknown>>;

/** Names of the errors of a family, or of all. */
export type ErrorName<F extends ErrorFamily = ErrorFamily> = { [K in F]: keyof (typeof ERRORS)[K] }[F];
