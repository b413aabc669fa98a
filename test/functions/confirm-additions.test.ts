import { describe, expect, it } from 'vitest';
import { reportAdditions } from '#functions/report-additions/handler.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { aGroupOf } from '#test/builders/directory.ts';
import { exampleDirectory } from '#test/builders/example-directory.ts';
import { uwe } from '#test/builders/plan.ts';
import { confirm, group, preparedDesk, removeMember, results } from './additions.ts';
import { plainly, playToPlan, playToWritten } from './story.ts';

const newDesk = desks();

describe('ConfirmAdditions', () => {
  async function writtenDesk(): Promise<Desk> {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    return desk;
  }
  const again = { next: 'look again', waitSeconds: 20 };
  const settled = { next: 'settled', waitSeconds: 0 };

  it('needs two readings, 20 seconds apart, that agree', async () => {
    const desk = await writtenDesk();
    expect(await confirm(desk)).toEqual(again);
    desk.advance(19);
    expect(await confirm(desk)).toEqual(again);
    desk.advance(20);
    expect(await confirm(desk)).toEqual(settled);
    expect(await results(desk)).toEqual(['104 applied', '105 applied']);
    expect(await confirm(desk)).toEqual(settled);
  });

  it('does not trust a membership that flickers', async () => {
    const desk = await writtenDesk();
    await confirm(desk);
    desk.advance(20);
    removeMember(desk, '105', uwe.id);
    expect(await confirm(desk)).toEqual(again);
    group(desk, '105').members.push({ kind: 'user', id: uwe.id });
    desk.advance(20);
    expect(await confirm(desk)).toEqual(again);
    desk.advance(20);
    expect(await confirm(desk)).toEqual(settled);
  });

  it('ends after five minutes, and says what was not seen', async () => {
    const desk = await writtenDesk();
    removeMember(desk, '105', uwe.id);
    let looks = 1;
    for (let next = (await confirm(desk)).next; next === 'look again'; looks += 1) {
      desk.advance(20);
      next = (await confirm(desk)).next;
    }
    expect(looks).toBe(16);
    expect(await results(desk)).toEqual(['104 applied', '105 accepted, not yet confirmed']);
  });

  it.each([
    ['the target is gone', (desk: Desk) => void desk.directory.account.principals.splice(0)],
    [
      'the target changed: it is deactivated',
      ({ directory: { account } }: Desk) => {
        account.principals = account.principals.map((one) => ({ ...one, active: one.id !== uwe.id }));
      },
    ],
  ])('says what may be the matter with what was never seen: %s', async (reason, change) => {
    const desk = await writtenDesk();
    removeMember(desk, '105', uwe.id);
    change(desk);
    await confirm(desk);
    desk.advance(300);
    expect(await confirm(desk)).toEqual(settled);
    expect(await results(desk)).toEqual(['104 applied', `105 accepted, not yet confirmed: ${reason}`]);
  });

  describe.each([true, false])('what follows from an added group (IAM v2: %s)', (iamV2) => {
    async function nestedDesk(): Promise<Desk> {
      const directory = exampleDirectory({ iamV2 });
      const platform = directory.account.groups.find(({ id }) => id === '104');
      if (platform) directory.account.groups.push(aGroupOf('130', 'nested', [platform]), aGroupOf('131', 'deeper'));
      directory.account.groups.find(({ id }) => id === '131')?.members.push({ kind: 'group', id: '130' });
      const desk = await newDesk({ directory });
      await playToWritten(desk, plainly(desk));
      return desk;
    }

    it('is read too', async () => {
      const desk = await nestedDesk();
      expect(await confirm(desk)).toEqual(again);
      desk.advance(20);
      expect(await confirm(desk)).toEqual(settled);
      expect(await desk.store.readSection(desk.key, 'confirmation')).toMatchObject({ followsMissing: [] });
      expect(desk.directory.reads).toContain(iamV2 ? `transitiveGroupIds ${uwe.id}` : 'readGroup 131');
    });

    it('is waited for, and told where it does not come', async () => {
      const desk = await nestedDesk();
      removeMember(desk, '131', '130');
      await confirm(desk);
      desk.advance(20);
      expect(await confirm(desk)).toEqual(again);
      desk.advance(300);
      expect(await confirm(desk)).toEqual(settled);
      expect(await results(desk)).toEqual(['104 applied', '105 applied']);
      expect(await desk.store.readSection(desk.key, 'confirmation')).toMatchObject({ followsMissing: ['131'] });
      const before = desk.said().length;
      await reportAdditions(desk.invocation())({ ...desk.input, error: 'none' });
      expect(desk.said().slice(before).join()).toContain('1 group that follows by nesting is not seen yet.');
    });
  });

  it('gives what is seen only when time is up a second look', async () => {
    const desk = await writtenDesk();
    removeMember(desk, '105', uwe.id);
    await confirm(desk);
    group(desk, '105').members.push({ kind: 'user', id: uwe.id });
    desk.advance(600);
    expect(await confirm(desk)).toEqual(again);
    desk.advance(20);
    expect(await confirm(desk)).toEqual(settled);
    expect(await results(desk)).toEqual(['104 applied', '105 applied']);
  });

  it('has nothing to look for where nothing was accepted', async () => {
    const desk = await preparedDesk(newDesk);
    const before = desk.directory.reads.length;
    expect(await confirm(desk)).toEqual(settled);
    expect(desk.directory.reads).toHaveLength(before);
  });
});

describe('ReportAdditions', () => {
  it('tells the requester once what works, without names of groups', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    const before = desk.said().length;
    const report = () => reportAdditions(desk.invocation())({ ...desk.input, error: 'none' });
    expect(await report()).toEqual({ outcome: 'done' });
    expect(await report()).toEqual({ outcome: 'done' });
    const said = desk.said().slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^requester: /);
    expect(said[0]).not.toContain('npb-platform-users');
  });

  it('waits for nothing that was seen to have arrived meanwhile', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    await desk.store.writeSection(desk.key, 'identity', { missing: [], checkedAt: desk.now().toISOString() });
    await reportAdditions(desk.invocation())({ ...desk.input, error: 'none' });
    expect(desk.said().at(-1)).not.toContain('Still waiting');
  });

  it.each([
    ['at once where the identity team goes on', true, 2],
    ['nothing where the run ends at once and says it', false, 0],
  ])('says of what broke %s', async (_name, isAsked, sayings) => {
    const desk = await newDesk();
    if (isAsked) await playToWritten(desk, plainly(desk));
    else await playToPlan(desk, plainly(desk));
    const before = desk.said().length;
    const error = 'DirectoryUnavailable';
    expect(await reportAdditions(desk.invocation())({ ...desk.input, error })).toEqual({
      outcome: 'broken',
      error: { Error: error },
    });
    expect(desk.said().length - before).toBe(sayings);
  });

  it('says nothing under a request that was edited meanwhile', async () => {
    const desk = await newDesk();
    await playToWritten(desk, plainly(desk));
    const before = desk.said().length;
    desk.edit('target', 'other@company.com');
    expect(await reportAdditions(desk.invocation())({ ...desk.input, error: 'none' })).toEqual({
      outcome: 'superseded',
    });
    expect(desk.said()).toHaveLength(before);
  });
});
