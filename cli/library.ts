import { givenUpOn } from '#shared/adapters/http/given-up.ts';
import { buildPlan as judge } from '#shared/domain/build-plan.ts';
import { parsePlan, planDigest } from '#shared/domain/canonical.ts';
import { checkPair } from '#shared/domain/choose-principal.ts';
import type { CoverageGap } from '#shared/domain/evidence.ts';
import { nearNames } from '#shared/domain/near.ts';
import type { NeverCopy } from '#shared/domain/never-copy.ts';
import type { Action, Follow, MembershipLine, Plan } from '#shared/domain/plan.ts';
import type { Compared } from '#shared/domain/principal.ts';
import { DeskError, RequestIncomplete, SamePrincipal, StoredItemDamaged, TooManyAdditions } from '#shared/errors.ts';
import { type Client, type ConnectOptions, openClient } from './client.ts';
import type { OnOutcome, Outcome, Standing } from './outcome.ts';
import { type OnProgress, Patience, type Progress } from './patience.ts';
import { readFindings } from './read-findings.ts';
import { readMemberships } from './read-memberships.ts';
import { isGroup, resolveBoth, resolveCompared, resolvePrincipal } from './resolve.ts';
import { stoppable } from './stoppable.ts';
import { writeAdditions } from './write-additions.ts';

export type {
  Action,
  Client,
  ConnectOptions,
  CoverageGap,
  Follow,
  MembershipLine,
  OnOutcome,
  Outcome,
  Plan,
  Progress,
  Standing,
};
export { DeskError };

/** Calls a Unity Catalog scan may make below catalog level, unless told otherwise. */
const MAX_CALLS = 2_000;

/** More than one request may ever add. */
const MOST_ADDITIONS = 500;

const silent: OnProgress = () => undefined;

/** Who is in what. The names of an account are exactly as Databricks gives them. */
export interface Comparison {
  readonly a: Compared;
  readonly b: Compared;
  readonly onlyInA: readonly MembershipLine[];
  readonly onlyInB: readonly MembershipLine[];
  readonly inBoth: readonly MembershipLine[];
  /** All three together by group name; `source` is A and `target` is B in each line. */
  readonly lines: readonly MembershipLine[];
  /** Memberships that could not be told: where one `hides` something, there may be groups that stand in no line. */
  readonly gaps: readonly CoverageGap[];
  /** What could be done about the gap; null where one of the two is a group, which nothing is copied from or to. */
  readonly plan: Plan | null;
}

export interface CompareOptions {
  /** Whether to look for Unity Catalog grants too. @default false */
  readonly scanUc?: boolean;
  readonly maxCalls?: number;
  /** What people call the identity provider. @default 'Entra' */
  readonly identityProvider?: string;
  /** Once aborted, reads and waits under way are given up, and the call throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress;
}

export interface PlanWish extends CompareOptions {
  /** E-mail, user name, application id, SCIM id or exact display name. */
  readonly source: string;
  readonly target: string;
  /** Groups to leave out, by exact name or id. */
  readonly without?: readonly string[];
  /** Groups a policy keeps out of every copy. @default none */
  readonly neverCopy?: NeverCopy;
}

/** What the target lacks, split by who can do something about it. Plain data: it can be stored and applied later. */
export interface AccessPlan {
  readonly plan: Plan;
  /** SHA-256 (hex) of the plan's canonical form: what was looked at is what is applied. */
  readonly digest: string;
  readonly idpActions: readonly Action[];
  readonly databricksActions: readonly Action[];
  readonly unverified: readonly Action[];
  readonly skipped: readonly Action[];
  readonly blocked: readonly Action[];
  /** Transitive groups: they arrive by themselves, or say why not. */
  readonly follows: readonly Follow[];
}

export interface ApplyOptions {
  /** Goes into Databricks' audit log with every write. @default 'library' */
  readonly reference?: string;
  /** Once aborted no further write starts; one that is under way is finished, and what was written is returned. */
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Told right before each write and at every change after it: for a record that survives this process. */
  readonly onOutcome?: OnOutcome;
}

export interface AppliedAction extends Action {
  /** True when this call wrote the membership and two readings showed it. */
  readonly applied: boolean;
  /** Why the target is not a proven member; null when it is. */
  readonly error: string | null;
  readonly outcome: Outcome;
}

/**
 * Prepares the connection to an account; nothing is sent yet.
 * @throws ConfigurationInvalid when the host is missing, no account console, or may not be called
 */
export function connect(options: ConnectOptions): Client {
  return openClient(options);
}

/**
 * Compares the groups of two principals, or of a group with anything.
 * @throws PrincipalNotFound, PrincipalAmbiguous, SamePrincipal, and what reading Databricks throws
 */
export async function compare(client: Client, a: string, b: string, options: CompareOptions = {}): Promise<Comparison> {
  const { onProgress = silent, scanUc = false, maxCalls = MAX_CALLS, identityProvider = 'Entra', signal } = options;
  const patience = new Patience(stoppable(client.clock, signal), onProgress);
  return givenUpOn(signal, async () => {
    onProgress({ doing: 'looking for both' });
    const [source, target] = await resolveBoth(resolveCompared, client, patience, { source: a, target: b });
    if (source.kind === target.kind && source.id === target.id) throw new SamePrincipal({ asked: b });
    if (isGroup(source) || isGroup(target)) {
      const { lines, gaps } = await readMemberships(client, patience, source, target, onProgress);
      return asComparison({ a: source, b: target, lines, gaps, plan: null });
    }
    const findings = await readFindings(client, patience, { source, target, scanUc, maxCalls, signal }, onProgress);
    const plan = judge(findings, { scanUc, without: [], neverCopy: { ids: [], names: [] }, identityProvider });
    const gaps = plan.coverage.gaps.filter(({ area }) => area === 'membership');
    return asComparison({ a: source, b: target, lines: plan.comparison, gaps, plan });
  });
}

/**
 * Plans what the target lacks of the source's groups.
 * @throws PrincipalNotFound, PrincipalAmbiguous, GroupNamed, SamePrincipal, PrincipalKindMismatch, PrincipalInactive,
 *   RequestIncomplete (`without` names no group of the gap), and what reading Databricks throws
 */
export async function buildPlan(client: Client, wish: PlanWish): Promise<AccessPlan> {
  const { onProgress = silent, scanUc = false, maxCalls = MAX_CALLS, identityProvider = 'Entra' } = wish;
  const { without = [], neverCopy = { ids: [], names: [] }, signal } = wish;
  const patience = new Patience(stoppable(client.clock, signal), onProgress);
  const findings = await givenUpOn(signal, async () => {
    onProgress({ doing: 'looking for both' });
    const [source, target] = await resolveBoth(resolvePrincipal, client, patience, wish);
    checkPair(source, target);
    return readFindings(client, patience, { source, target, scanUc, maxCalls, signal }, onProgress);
  });
  const plan = judge(findings, { scanUc, without, neverCopy, identityProvider });
  requireKnown(without, plan);
  return asAccessPlan(plan);
}

/**
 * Writes the plan's Databricks additions: add-only, at most one a second, every group read once more right before.
 * @returns every Databricks action with what became of it; one that fails does not stop the others
 * @throws StoredItemDamaged when the digest is not the plan's, TargetChanged when the target is not the planned one any
 *   more, TooManyAdditions above 500, and what reading Databricks throws before the first write
 */
export async function applyPlan(
  client: Client,
  built: Pick<AccessPlan, 'plan' | 'digest'>,
  { reference = 'library', signal, onProgress = silent, onOutcome = () => undefined }: ApplyOptions = {},
): Promise<AppliedAction[]> {
  // Parsed, because a plan may come from a file.
  const plan = parsePlan(JSON.stringify(built.plan));
  const { digest } = built;
  if (planDigest(plan) !== digest) throw new StoredItemDamaged({ item: 'plan: its digest is another one' });
  const { databricksActions } = asAccessPlan(plan);
  const count = databricksActions.length;
  if (count > MOST_ADDITIONS) throw new TooManyAdditions({ count, most: MOST_ADDITIONS });
  const audit = { ticketKey: reference, digest };
  const outcomes = await writeAdditions(client, plan, { audit, signal, onProgress, onOutcome });
  return databricksActions.map((action) => {
    const outcome = outcomes.get(action.group.id) ?? { result: 'not written', reason: null };
    return { ...action, outcome, applied: outcome.result === 'applied', error: errorIn(outcome) };
  });
}

function asComparison(found: Pick<Comparison, 'a' | 'b' | 'lines' | 'gaps' | 'plan'>): Comparison {
  const { lines } = found;
  return {
    ...found,
    onlyInA: lines.filter(({ inSource, inTarget }) => inSource && !inTarget),
    onlyInB: lines.filter(({ inSource, inTarget }) => inTarget && !inSource),
    inBoth: lines.filter(({ inSource, inTarget }) => inSource && inTarget),
  };
}

function asAccessPlan(plan: Plan): AccessPlan {
  const of = (type: Action['type']) => plan.actions.filter((action) => action.type === type);
  return {
    plan,
    digest: planDigest(plan),
    idpActions: of('IdP required'),
    databricksActions: of('Databricks'),
    unverified: of('Unverified'),
    skipped: of('Skipped'),
    blocked: of('Blocked'),
    follows: plan.follows,
  };
}

/** A slip of the pen must not give access that was to be left out. Whoever calls this may see the groups. */
function requireKnown(without: readonly string[], plan: Plan): void {
  const gap = [...plan.actions, ...plan.follows].map(({ group }) => group);
  const unknown = without.find((entry) => !gap.some(({ id, name }) => id === entry || name === entry));
  if (unknown === undefined) return;
  const near = nearNames(
    unknown,
    gap.map(({ name }) => name),
  );
  const hint = near.length > 0 ? ` Did you mean ${near.join(', ')}?` : '';
  const problem = `No group the target lacks has exactly this name or id.${hint}`;
  throw new RequestIncomplete({ field: 'without', asked: unknown, problem });
}

function errorIn({ result, reason }: Outcome): string | null {
  if (result === 'applied' || result === 'already member') return null;
  return reason === null ? result : `${result}: ${reason}`;
}
