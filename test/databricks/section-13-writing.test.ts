import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { World } from '#cli/command/world.ts';
import { type AppliedAction, applyPlan } from '#cli/library.ts';
import type { Receipt } from '#cli/receipt.ts';
import { type Planned, planFor, THOMAS, twoPeople, UWE } from './two-people.ts';

const patchBody = z.strictObject({
  schemas: z.tuple([z.literal('urn:ietf:params:scim:api:messages:2.0:PatchOp')]),
  Operations: z.tuple([
    z.strictObject({
      op: z.literal('add'),
      path: z.literal('members'),
      value: z.tuple([z.strictObject({ value: z.string() })]),
    }),
  ]),
});

/** Two groups that are to be added, and one for the identity team. */
const account = () =>
  twoPeople()
    .group('first', { members: [THOMAS] })
    .group('second', { members: [THOMAS] })
    .group('external', { members: [THOMAS], externalId: 'entra-1' })
    .workspace('dev', { assignments: { first: 'USER', second: 'ADMIN', external: 'USER' } })
    .metastore('m')
    .securable('catalog', 'c');

const clone = ['--clone-from', THOMAS, '--to', UWE, '--scan-uc'];
const apply = [...clone, '--apply', '--yes'];
const patch = { method: 'PATCH' };
const refusal = { schemas: ['x'], detail: 'This group is closed.', status: '403' };

const results = (actions: readonly AppliedAction[]) =>
  Object.fromEntries(actions.map(({ group, applied, error }) => [group.name, applied ? 'applied' : error]));

/** A disk that keeps the last receipt. */
function disk(): Pick<World, 'writeFile'> & { readonly last: () => Receipt } {
  let text = '';
  return {
    writeFile: (_path, content) => {
      text = content;
    },
    last: () => JSON.parse(text),
  };
}

/** What a well-known tool of this field gets wrong when it writes; the numbers are those of the list it was read into. */
describe('writing, where another tool errs', () => {
  it('13.11 reads back what was accepted, and calls nothing done that was not seen twice', async () => {
    const planned = await planFor(account(), { lagMs: 600_000 });
    expect(results(await applyPlan(planned.client, planned.built))).toEqual({
      first: 'accepted, not yet confirmed',
      second: 'accepted, not yet confirmed',
    });
  });

  it.each<[string, (planned: Planned) => void, RegExp]>([
    ['is external', ({ simulator, id }) => simulator.model.setExternalId(id('first'), 'entra-9'), /identity provider/],
    ['was renamed', ({ simulator, id }) => simulator.model.rename(id('first'), 'another'), /renamed/],
    ['carries a role', ({ simulator, id }) => simulator.model.setRoles(id('first'), ['account_admin']), /role/],
  ])('13.11 looks again right before it writes: a group that %s by now is left alone', async (_, change, reason) => {
    const planned = await planFor(account());
    const ids = [planned.id('first'), planned.id('second')];
    change(planned);
    const outcome = await applyPlan(planned.client, planned.built);
    expect(outcome.map(({ error }) => error)).toEqual([expect.stringMatching(reason), null]);
    expect(planned.writes().map(({ groupId }) => groupId)).toEqual(ids.slice(1));
  });

  it('13.11 keeps the reason of a refusal, and repeats no write that may have been taken', async () => {
    const planned = await planFor(account());
    planned.simulator.faults.add({ match: patch, fault: { kind: 'answer', status: 403, json: refusal } });
    planned.simulator.faults.add({ match: { ...patch, nth: 2 }, fault: { kind: 'resetAfter' } });
    expect(results(await applyPlan(planned.client, planned.built))).toEqual({
      first: 'refused: This group is closed.',
      second: 'applied',
    });
    expect(planned.writes()).toHaveLength(2);
  });

  it('13.11 writes only the plan whose digest it is given', async () => {
    const { client, built, writes } = await planFor(account());
    const plan = { ...built.plan, target: { ...built.plan.target, id: built.plan.source.id } };
    await expect(applyPlan(client, { plan, digest: built.digest })).rejects.toMatchObject({
      name: 'StoredItemDamaged',
    });
    expect(writes()).toEqual([]);
  });

  it.each(['text', 'csv', 'json'])('13.12 ends with 2 where an addition failed, printing %s', async (format) => {
    const { run, simulator } = await planFor(account());
    simulator.faults.add({ match: patch, fault: { kind: 'answer', status: 403, json: refusal } });
    const said = await run([...apply, '--output', format]);
    expect(said.code).toBe(2);
    expect(said.stdout).toContain('This group is closed.');
  });

  it('13.12 writes to the one who was planned for, not to whoever has the name by now', async () => {
    const planned = await planFor(account());
    const { simulator, id, client, built, writes } = planned;
    const before = id(UWE);
    simulator.model.remove(before);
    simulator.model.addUser({ id: '77', userName: UWE, emails: [UWE], active: true, roles: [] });
    await expect(applyPlan(client, built)).rejects.toMatchObject({ name: 'TargetChanged' });
    expect(writes()).toEqual([]);
  });

  it('13.13 writes nothing unasked, leaves a record, and tells how to take it back', async () => {
    const { run, writes, id } = await planFor(account());
    await run(clone);
    expect(writes()).toEqual([]);
    const { writeFile, last } = disk();
    await run(apply, { writeFile });
    const receipt = last();
    expect(receipt).toMatchObject({ state: 'finished', target: { id: id(UWE) } });
    expect(receipt.additions.map(({ groupName, before, result }) => [groupName, before, result])).toEqual([
      ['first', 'absent', 'applied'],
      ['second', 'absent', 'applied'],
    ]);
    expect(receipt.undo.map(({ groupId }) => groupId)).toEqual([id('first'), id('second')]);
    expect(writes()).toHaveLength(2);
    await run(apply, { writeFile });
    expect(writes()).toHaveLength(2);
  });

  it('13.21 adds one member by PATCH, never puts, never removes, in all of its calls', async () => {
    const { simulator, client, built, id } = await planFor(account());
    await applyPlan(client, built);
    const changing = simulator.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/v1/token'));
    expect(changing.map(({ method }) => method)).toEqual(['PATCH', 'PATCH']);
    for (const { path, body } of changing) {
      expect(path).toMatch(/\/scim\/v2\/Groups\/\d+$/);
      expect(patchBody.parse(JSON.parse(body)).Operations[0].value).toEqual([{ value: id(UWE) }]);
    }
  });
});
