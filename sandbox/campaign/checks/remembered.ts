import * as z from 'zod';
import { parsePlan, planDigest } from '#shared/domain/canonical.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { type RunKey, runSections, type SectionName, type Sections } from '#shared/domain/run.ts';
import type { Evidence } from '../evidence.ts';
import type { FiledTicket } from '../tickets.ts';

/** A run as its ticket's item told it, from its opening to its end. */
export interface RunSeen {
  readonly key: RunKey;
  readonly openedAt: number;
  /** Every time it was closed; once is right. */
  readonly closings: readonly { readonly at: number; readonly order: number; readonly end: string }[];
}

const ticketSchema = z.object({
  run: z.number(),
  openMark: z.string().optional(),
  closer: z.string().optional(),
  lastEnd: z.object({ end: z.string(), at: z.string(), revision: z.string().nullable() }).nullable(),
});

/** The runs of all tickets of the story. */
export function runsOf(evidence: Evidence): RunSeen[] {
  return evidence.tickets.flatMap((ticket) => runsOfTicket(evidence, ticket));
}

/** The runs of a ticket, oldest first. */
export function runsOfTicket({ versions }: Evidence, ticket: FiledTicket): RunSeen[] {
  const { ticketId } = ticket;
  const { system } = ticket.office;
  const runs = new Map<
    number,
    { key: RunKey; openedAt: number; closings: { at: number; order: number; end: string }[] }
  >();
  let before: z.infer<typeof ticketSchema> | undefined;
  for (const { at, order, pk, item } of versions) {
    if (pk !== `ticket#${system}#${ticketId}`) continue;
    const now = ticketSchema.parse(item);
    const key = { system, ticketId, run: now.run };
    const run = runs.get(now.run) ?? { key, openedAt: at, closings: [] };
    runs.set(now.run, run);
    const wasOpen = before?.run === now.run ? before.openMark !== undefined : true;
    if (wasOpen && now.openMark === undefined) {
      const isNews = now.lastEnd !== null && JSON.stringify(now.lastEnd) !== JSON.stringify(before?.lastEnd);
      run.closings.push({ at, order, end: isNews ? (now.lastEnd?.end ?? '') : 'nothing new' });
    }
    before = now;
  }
  return [...runs.values()];
}

const schemas: { readonly [K in SectionName]: z.ZodType<Sections[K]> } = runSections;
const valueSchema = z.object({ value: z.string() });

/** Every version of a section, with the run it belongs to; what a story damaged is left out. */
export function sectionVersions<K extends SectionName>(
  { versions }: Evidence,
  name: K,
): { at: number; order: number; pk: string; value: Sections[K] }[] {
  const schema = schemas[name];
  return versions.flatMap(({ at, order, pk, sk, item }) => {
    if (sk !== `section#${name}`) return [];
    const stored = valueSchema.safeParse(item);
    return stored.success ? [{ at, order, pk, value: schema.parse(JSON.parse(stored.data.value)) }] : [];
  });
}

/** The approval of an earlier run that counts in this one; null where this run asked for one of its own. */
export function carriedFrom(evidence: Evidence, pk: string, before: number): { run: number; digest: string } | null {
  const decision = sectionVersions(evidence, 'decision').findLast((one) => one.pk === pk && one.order < before);
  return decision?.value.carriedFrom ?? null;
}

/** The partition of a run's items. */
export function partitionOf({ system, ticketId, run }: RunKey): string {
  return `run#${system}#${ticketId}#${run}`;
}

/** The ticket whose run has these items. */
export function ticketOfPartition(tickets: readonly FiledTicket[], pk: string): FiledTicket | undefined {
  return tickets.find((ticket) => pk.startsWith(`run#${ticket.office.system}#${ticket.ticketId}#`));
}

/** All plans a run made, by their digests. */
export async function plansOf({ world, plans }: Evidence, key: RunKey): Promise<Map<string, Plan>> {
  const names = plans.filter(({ pk }) => pk === partitionOf(key)).map(({ sk }) => sk.replace('text#', ''));
  const found = new Map<string, Plan>();
  for (const name of new Set(names)) {
    const stored = await world.store.readText(key, name).catch(() => null);
    if (stored === null) continue;
    const plan = parsePlan(stored.text);
    found.set(planDigest(plan), plan);
  }
  return found;
}

const resultsSchema = z.object({
  results: z.record(z.string(), z.object({ result: z.string(), reason: z.string().nullable() })),
});

/** The last result each addition of a run has, by plan number and group. */
export function lastResults(
  { versions }: Evidence,
  key: RunKey,
): Map<string, { result: string; reason: string | null }> {
  const last = new Map<string, { result: string; reason: string | null }>();
  for (const { pk, sk, item } of versions) {
    if (pk !== partitionOf(key) || !sk.startsWith('additions#')) continue;
    const parsed = resultsSchema.safeParse(item);
    for (const [groupId, result] of Object.entries(parsed.data?.results ?? {})) last.set(groupId, result);
  }
  return last;
}
