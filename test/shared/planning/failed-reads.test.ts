import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '#shared/domain/plan.ts';
import { DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';
import type { FakeDirectory } from '#test/builders/directory.ts';
import { anyDirectory, directoryOf, planOf } from './any-directory.ts';

const runs = { numRuns: 400 };
const route = fc.constantFrom('iam-v2' as const, 'scim' as const);

/** Which of the calls of a reading fail: positions in the list of its distinct calls, taken modulo its length. */
const someCalls = fc.array(fc.nat(200), { minLength: 1, maxLength: 3 });

/** The plan of an account that answers, and every distinct call it took. */
async function readWhole(fake: FakeDirectory, account: Parameters<typeof planOf>[1]) {
  const plan = await planOf(fake, account);
  return { plan, calls: [...new Set(fake.reads)] };
}

const chosen = (calls: readonly string[], positions: readonly number[]) =>
  new Set(positions.flatMap((position) => calls[position % calls.length] ?? []));

/** Who owns a metastore is asked of one workspace after the other: only where none answers is anything not known. */
const ofAny = (call: string) => call.replace(/^readMetastoreOwner .*/, 'readMetastoreOwner');

const skipped = ({ actions }: Plan) => actions.filter(({ type }) => type === 'Skipped').map(({ group }) => group.id);

/** Calls that had to be repeated are counted. */
const whateverItTook = ({ coverage: { unityCatalogCalls: _calls, ...coverage }, ...plan }: Plan) => ({
  ...plan,
  coverage,
});

/** Without IAM v2 nothing is lost with what it might have said: the whole account is read. */
const isMissed = (call: string, by: Plan['route']) => by === 'iam-v2' || !call.startsWith('transitiveGroupIds');

describe('a read that fails', () => {
  it('for good never makes a group one that opens nothing: it is undecided then, or there is no plan', async () => {
    const seen = { skippedBefore: 0, planned: 0, failed: 0 };
    await fc.assert(
      fc.asyncProperty(anyDirectory, route, someCalls, fc.boolean(), async (account, by, positions, refuse) => {
        const { plan: whole, calls } = await readWhole(directoryOf(account, { route: by }), account);
        const failing = chosen(calls.filter((call) => isMissed(call, by)).map(ofAny), positions);
        const fake = directoryOf(account, { route: by });
        const facts = { what: 'a read', status: 403, detail: 'no' };
        fake.fault = (call) => {
          if (!failing.has(ofAny(call))) return undefined;
          return refuse ? new DirectoryRefused(facts) : new DirectoryUnavailable({ what: 'a read' });
        };
        const error = refuse ? DirectoryRefused : DirectoryUnavailable;
        const plan = await planOf(fake, account).catch((failure: unknown) => failure);
        if (plan instanceof Error) {
          expect(plan).toBeInstanceOf(error);
          seen.failed += 1;
          return;
        }
        seen.planned += 1;
        seen.skippedBefore += skipped(whole).length > 0 ? 1 : 0;
        expect({ failing: [...failing], skipped: skipped(plan as Plan) }).toEqual({
          failing: [...failing],
          skipped: [],
        });
      }),
      runs,
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs.numRuns / 20);
  });

  it('and is answered when asked again leaves no trace in the plan', async () => {
    await fc.assert(
      fc.asyncProperty(anyDirectory, route, someCalls, async (account, by, positions) => {
        const { plan: whole, calls } = await readWhole(directoryOf(account, { route: by }), account);
        const failing = chosen(calls, positions);
        const fake = directoryOf(account, { route: by });
        fake.fault = (call) => (failing.delete(call) ? new DirectoryUnavailable({ what: 'a read' }) : undefined);
        expect(whateverItTook(await planOf(fake, account))).toEqual(whateverItTook(whole));
      }),
      runs,
    );
  });
});
