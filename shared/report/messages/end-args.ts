import type { Plan } from '../../domain/plan.ts';
import type { End } from '../../domain/ticket.ts';
import type { Results } from '../results.ts';
import type { Pair, RecordHead } from './phrases.ts';

/** What the message about the end of a run is made of. */
export interface EndArgs {
  readonly end: End;
  /** Null where the run ended before both were found. */
  readonly pair: Pair | null;
  /** Null where the run ended before there was a plan. */
  readonly plan: Plan | null;
  readonly results: Results;
  /** Ids of the groups that should follow the added ones by nesting and were not seen. */
  readonly followsMissing: readonly string[];
  /** The approval that counted. */
  readonly approval: { readonly by: readonly string[]; readonly at: string; readonly remark: string | null } | null;
  /** Ids of the identity provider's groups that have not arrived; null where nobody has looked yet. */
  readonly identityMissing: readonly string[] | null;
  readonly identityTask: string | null;
  readonly identityProvider: string;
  /** Who ended it, as for a rejection, and why: `the ticket was deleted`. */
  readonly by: readonly string[];
  readonly detail: string | null;
  readonly at: string;
  readonly reference: string;
  readonly record: RecordHead;
  /** True for IT, and for everybody where the stage shows group names to everyone. */
  readonly groupNames: boolean;
}

/** What is known of an end whoever it is told to. */
export type EndFacts = Omit<EndArgs, 'groupNames' | 'record'>;
