import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AppliedAction, applyPlan, type Client } from '#cli/library.ts';
import { planDigest } from '#shared/domain/canonical.ts';
import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';
import type { DirectoryWriter } from '#shared/ports/directory.ts';
import type { FakeDirectory } from '#test/builders/directory.ts';
import { modelMemberships } from '#test/shared/domain/generated-account.ts';
import { anyDirectory, directoryOf, planOf } from '#test/shared/planning/any-directory.ts';

const runs = { numRuns: 400 };

/** What becomes of a write: `lost answer` took effect, `lost` did not, and the client sees the same. */
const FATES = ['taken', 'lost answer', 'lost', 'refused', 'conflict', 'busy'] as const;
type Fate = (typeof FATES)[number];
const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 6 });

const everyFateOk = (results: readonly AppliedAction[]) => results.every(({ error }) => error === null);

/** Meets the first writes with the given fates, in order; all later ones are taken. */
function fatefully(writer: DirectoryWriter, given: readonly Fate[]): DirectoryWriter {
  const open = [...given];
  const what = 'a write';
  return {
    async addMember(...args) {
      const fate = open.shift() ?? 'taken';
      if (fate === 'refused') throw new DirectoryRefused({ what, status: 403, detail: 'no' });
      if (fate === 'busy') throw new DirectoryRateLimited({ what, retryAfterSeconds: 20 });
      if (fate === 'conflict') throw new DirectoryUnavailable({ what, status: 409 });
      if (fate === 'lost') throw new DirectoryUnavailable({ what });
      await writer.addMember(...args);
      if (fate === 'lost answer') throw new DirectoryUnavailable({ what });
    },
  };
}

function clientOf({ directory, writer, reads }: FakeDirectory, given: readonly Fate[]): Client {
  let now = 0;
  const sleep = async (ms: number) => {
    now += ms;
  };
  return {
    host: 'https://accounts.cloud.databricks.com',
    accountId: 'a',
    clientId: 'c',
    directory,
    calls: () => reads.length,
    writer: fatefully(writer, given),
    warehouses: {},
    clock: { now: () => new Date(now), sleep },
  };
}

it('applying a plan, again and again, adds the target once to each group and leaves it where the plan said', async () => {
  const seen = { withAdditions: 0, withTrouble: 0 };
  const route = fc.constantFrom('iam-v2' as const, 'scim' as const);
  await fc.assert(
    fc.asyncProperty(anyDirectory, route, fates, async (account, by, given) => {
      const fake = directoryOf(account, { route: by });
      const plan = await planOf(fake, account);
      const ids = plan.actions.filter(({ type }) => type === 'Databricks').map(({ group }) => group.id);
      const built = { plan, digest: planDigest(plan) };
      if (ids.length > 0) seen.withAdditions += 1;

      const first = await applyPlan(clientOf(fake, given), built);
      if (!everyFateOk(first)) seen.withTrouble += 1;
      const shown = first.filter(({ error }) => error === null).map(({ group }) => group.id);
      const written = fake.writes.map((write) => write.split(' ')[0]);
      expect(written).toEqual(shown);

      const second = await applyPlan(clientOf(fake, []), built);
      expect(second.filter(({ applied }) => applied).map(({ group }) => group.id)).toEqual(
        ids.filter((id) => !shown.includes(id)),
      );
      expect(second.filter(({ outcome }) => outcome.result === 'already member').map(({ group }) => group.id)).toEqual(
        shown,
      );
      const third = await applyPlan(clientOf(fake, []), built);
      expect(third.map(({ outcome }) => outcome.result)).toEqual(ids.map(() => 'already member'));

      expect(fake.writes.toSorted()).toEqual(ids.map((id) => `${id} ${account.target.id}`).toSorted());
      expect(modelMemberships(fake.account.groups, account.target)).toEqual(
        modelMemberships(account.groups, account.target, ids),
      );
      // Nothing else changed: without the additions every group is what it was.
      for (const group of fake.account.groups.filter(({ id }) => ids.includes(id))) {
        group.memberCount -= 1;
        group.members.splice(
          group.members.findIndex(({ id }) => id === account.target.id),
          1,
        );
      }
      expect(fake.account.groups).toEqual(account.groups);
    }),
    runs,
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs.numRuns / 20);
});
