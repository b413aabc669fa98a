import type { Evidence } from '../evidence.ts';
import { approvalsAreRight } from './approval.ts';
import {
  decisionsAreSeenSoon,
  deliveriesAreTakenLast,
  noBranchStopsTheOther,
  noWriteAfterAnEdit,
  stoppedMeansStopped,
} from './course.ts';
import { eachAdditionOnce, nothingElseChanged, onlyWhatWasApproved, resultsAreTrue } from './directory.ts';
import { everyRunEnds, lastCommentNamesTheEnd } from './ends.ts';
import { effectsOnce } from './once.ts';
import { recordsAreIntact, recordsTellAll } from './record.ts';
import { payloadsAreSmallAndNameless, secretsStaySecret, theWorldHolds } from './secrecy.ts';
import { turnsAreTaken } from './turns.ts';
import { rightWishesAreServed, unknownIsNotNo, verifiedIsThere } from './unknown.ts';

/** What must hold after every story, by the name docs/guarantees.md has for it. */
export const CHECKS = {
  onlyWhatWasApproved,
  approvalsAreRight,
  noWriteAfterAnEdit,
  stoppedMeansStopped,
  everyRunEnds,
  lastCommentNamesTheEnd,
  noBranchStopsTheOther,
  deliveriesAreTakenLast,
  decisionsAreSeenSoon,
  turnsAreTaken,
  effectsOnce,
  eachAdditionOnce,
  resultsAreTrue,
  nothingElseChanged,
  unknownIsNotNo,
  rightWishesAreServed,
  verifiedIsThere,
  recordsAreIntact,
  recordsTellAll,
  secretsStaySecret,
  payloadsAreSmallAndNameless,
  theWorldHolds,
} as const satisfies Record<string, (evidence: Evidence) => string[] | Promise<string[]>>;

/** An invariant that did not hold, and how. */
export interface Violation {
  readonly check: string;
  readonly what: string;
}

export async function judge(evidence: Evidence): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const [check, hold] of Object.entries(CHECKS)) {
    for (const what of await hold(evidence)) found.push({ check, what });
  }
  return found;
}
