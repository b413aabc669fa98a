import { describe, expect, it } from 'vitest';
import { Patience } from '#cli/patience.ts';
import { readMemberships } from '#cli/read-memberships.ts';
import { DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';
import { aGroupOf, anAccount } from '#test/builders/directory.ts';
import { thomas, uwe } from '#test/builders/plan.ts';

/** Each holds the one before; SCIM does not tell that these members are groups. */
function nested(iamV2: boolean) {
  const inner = aGroupOf('1', 'inner', [thomas]);
  const outer = aGroupOf('2', 'outer', [], { members: [{ kind: 'unknown', id: '1' }] });
  const outermost = aGroupOf('3', 'outermost', [], { members: [{ kind: 'unknown', id: '2' }] });
  return anAccount({ principals: [thomas, uwe], groups: [inner, outer, outermost], iamV2 });
}

async function compared(fake: ReturnType<typeof anAccount>) {
  const sleeps: number[] = [];
  const clock = {
    now: () => new Date(0),
    sleep: async (ms: number) => {
      sleeps.push(ms);
    },
  };
  const { directory, writer, reads } = fake;
  const client = {
    host: '',
    clientId: 'client',
    accountId: '',
    directory,
    writer,
    clock,
    warehouses: {},
    calls: () => reads.length,
  };
  const told: (number | undefined)[] = [];
  const inner = { kind: 'group', id: '1', name: 'inner', displayName: 'inner', givenName: null } as const;
  const { lines, gaps } = await readMemberships(
    client,
    new Patience(clock),
    thomas,
    inner,
    ({ calls }) => void told.push(calls),
  );
  return { lines: lines.map(({ group, inSource, inTarget }) => [group.name, inSource, inTarget]), gaps, sleeps, told };
}

describe('a comparison with a group', () => {
  it.each([true, false])('follows a nesting whose kind SCIM does not tell (IAM v2: %s)', async (iamV2) => {
    const fake = nested(iamV2);
    const { lines, told } = await compared(fake);
    expect(lines).toEqual([
      ['inner', true, false],
      ['outer', true, true],
      ['outermost', true, true],
    ]);
    expect(told.at(-1)).toBe(fake.reads.length);
  });

  it('says which groups IAM v2 names and nothing leads to', async () => {
    const fake = nested(true);
    const { directory } = fake;
    fake.account.groups.push(aGroupOf('4', 'behind something hidden', [uwe]));
    const hidden = { ...directory, transitiveGroupIds: async () => ['1', '2', '3', '4', '5'] };
    const { lines, gaps } = await compared({ ...fake, directory: hidden });
    expect(lines).toHaveLength(3);
    expect(gaps.map(({ what, hides }) => [what, hides])).toEqual([
      ['group 5', true],
      ['nesting of behind something hidden not readable', true],
    ]);
    expect((await compared(nested(false))).gaps).toEqual([]);
  });

  it('is refused where no group shows its members: nobody would be in anything', async () => {
    const fake = nested(true);
    const { directory } = fake;
    const blind = {
      ...directory,
      transitiveGroupIds: async () => ['1'],
      readGroup: async () => aGroupOf('1', 'inner', [], { memberCount: 0 }),
    };
    await expect(compared({ ...fake, directory: blind })).rejects.toThrow(DirectoryRefused);
  });

  it.each(['transitiveGroupIds 7001', 'readGroup 2'])('asks three times before it fails: %s', async (failing) => {
    for (const failures of [2, 3]) {
      const fake = nested(true);
      let failed = 0;
      fake.fault = (call) => {
        if (call !== failing || failed === failures) return undefined;
        failed += 1;
        return new DirectoryUnavailable({ what: call });
      };
      const outcome = await compared(fake).catch((error: unknown) => error);
      if (failures === 3) expect(outcome).toBeInstanceOf(DirectoryUnavailable);
      else expect(outcome).toMatchObject({ sleeps: [1_000, 1_000] });
      expect(fake.reads.filter((call) => call === failing)).toHaveLength(3);
    }
  });
});
