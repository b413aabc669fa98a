import { describe, expect, it } from 'vitest';
import type { World } from '#cli/command/world.ts';
import { buildPlan } from '#cli/library.ts';
import type { Standing } from '#cli/outcome.ts';
import { newReceipt, type Receipt, receiptName, withStanding } from '#cli/receipt.ts';
import { parsePlan, planDigest } from '#shared/domain/canonical.ts';
import { type AccountInReach, accountInReach, adminClient } from './account-in-reach.ts';

const PLATFORM = 'npb-platform-users';
const ADMINS = 'scratch-workspace-admins';
const apply = ['--clone-from', 'thomas@company.com', '--to', 'uwe@company.com', '--scan-uc', '--apply'];
const sent = { method: 'PATCH' };

/** Files as a disk would keep them; `written` has every state of them in order. */
function disk(): Pick<World, 'readFile' | 'createFile' | 'writeFile'> & {
  files: Map<string, string>;
  written: Receipt[];
} {
  const files = new Map<string, string>();
  const written: Receipt[] = [];
  const writeFile = (path: string, text: string) => {
    files.set(path, text);
    written.push(JSON.parse(text));
  };
  return { files, written, readFile: (path) => files.get(path) ?? null, createFile: writeFile, writeFile };
}

/** One word per addition, and what would have to be taken back. */
const told = ({ state, additions, undo }: Receipt) =>
  `${state}: ${additions.map(({ before, result }) => `${before} ${result}`).join(' | ')}; undo ${undo.length}`;

describe('the receipt of --apply', () => {
  it('is written before the first write and after every change', async () => {
    const { run } = await accountInReach();
    const { written, ...world } = disk();
    await run(apply, world);
    expect(written.map(told)).toEqual([
      'writing: unknown planned | unknown planned; undo 0',
      'writing: absent about to write | unknown planned; undo 1',
      'writing: absent accepted, not yet confirmed | unknown planned; undo 1',
      'writing: absent accepted, not yet confirmed | absent about to write; undo 2',
      'writing: absent accepted, not yet confirmed | absent accepted, not yet confirmed; undo 2',
      'writing: absent applied | absent accepted, not yet confirmed; undo 2',
      'writing: absent applied | absent applied; undo 2',
      'finished: absent applied | absent applied; undo 2',
    ]);
  });

  it('says who, for whom, where, and holds the plan its digest names', async () => {
    const { run, simulator, id } = await accountInReach();
    const { files, ...world } = disk();
    const said = await run(apply, world);
    const [[path, text] = ['', '']] = files;
    const receipt: Receipt = JSON.parse(text);
    expect(receipt).toMatchObject({
      version: 1,
      tool: 'access-desk/0.1.0',
      startedAt: '2026-11-23T09:00:00.000Z',
      account: { host: simulator.url, accountId: simulator.accountId, clientId: adminClient.clientId },
      source: { kind: 'user', id: id('thomas@company.com'), name: 'thomas@company.com' },
      target: { kind: 'user', id: id('uwe@company.com'), name: 'uwe@company.com' },
      additions: [
        { groupId: id(PLATFORM), groupName: PLATFORM },
        { groupId: id(ADMINS), groupName: ADMINS },
      ],
      undo: [
        { groupId: id(PLATFORM), groupName: PLATFORM },
        { groupId: id(ADMINS), groupName: ADMINS },
      ],
    });
    expect(planDigest(parsePlan(JSON.stringify(receipt.plan)))).toBe(receipt.digest);
    expect(path).toBe(`access-desk-receipt_20261123T090000Z_${receipt.digest.slice(0, 8)}.json`);
    expect(said.stderr).toContain(`Receipt: ${path}\n`);
    expect(said.stdout).not.toContain('Receipt');
    expect(said.stderr).toMatch(/Receipt: [^\n]+\n$/);
  });

  it('goes where it is told to, and not over another one', async () => {
    const { run, writes } = await accountInReach();
    const { files, ...world } = disk();
    await run([...apply, '--receipt', 'mine.json'], world);
    expect([...files.keys()]).toEqual(['mine.json']);
    const said = await run([...apply, '--receipt', 'mine.json'], world);
    expect(said).toMatchObject({ code: 64, stdout: '' });
    expect(said.stderr).toContain('--receipt mine.json: there is such a file already');
    expect(writes()).toHaveLength(2);
  });

  it('is needed: where it cannot be written nothing else is', async () => {
    const { run, writes } = await accountInReach();
    const createFile = () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    };
    const said = await run([...apply, '--receipt', '/root/r.json'], { createFile });
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toContain(
      '--receipt: /root/r.json cannot be written (EACCES). Nothing was written to Databricks.',
    );
    expect(writes()).toEqual([]);
  });

  it('ends the writing where it cannot be kept up', async () => {
    const { run, writes } = await accountInReach();
    const { written, createFile, writeFile } = disk();
    const fullAfterTwo: World['writeFile'] = (path, text) => {
      if (written.length === 2) throw Object.assign(new Error('no'), { code: 'ENOSPC' });
      writeFile(path, text);
    };
    const said = await run(apply, { createFile, writeFile: fullAfterTwo });
    expect(said.code).toBe(2);
    expect(said.stderr).toContain('cannot be written any more (ENOSPC); no further write starts.');
    expect(said.stdout).toContain('stopped before its turn');
    expect(writes()).toHaveLength(1);
  });

  it('is not left where nothing is to be written, nor by a dry run', async () => {
    const { run } = await accountInReach();
    const { files, ...world } = disk();
    await run(apply.slice(0, -1), world);
    expect(files.size).toBe(0);
    await run(apply, world);
    await run(apply, world);
    expect(files.size).toBe(1);
  });

  it('says that nothing was written where the target changed', async () => {
    const { run, simulator, id } = await accountInReach();
    const { written, ...world } = disk();
    await run(apply, {
      ...world,
      createFile: (path, text) => {
        simulator.model.setActive(id('uwe@company.com'), false);
        world.createFile(path, text);
      },
    });
    expect(written.map(told).at(-1)).toBe('interrupted: unknown planned | unknown planned; undo 0');
  });
});

describe('the list to undo', () => {
  const left = async (reach: AccountInReach) => {
    const { written, ...world } = disk();
    await reach.run(apply, world);
    const last = written.at(-1);
    return { undo: last?.undo.map(({ groupName }) => groupName), lines: last?.additions.map(({ result }) => result) };
  };

  it('has what was sent without an answer: it may still arrive', async () => {
    const reach = await accountInReach();
    reach.simulator.faults.add({ match: sent, fault: { kind: 'resetBefore' } });
    expect(await left(reach)).toEqual({ undo: [PLATFORM, ADMINS], lines: ['failed', 'applied'] });
  });

  it('has nothing that was refused, in conflict to the end, or there before', async () => {
    const refused = await accountInReach();
    refused.simulator.faults.add({ match: sent, fault: { kind: 'answer', status: 403, json: { detail: 'no' } } });
    expect(await left(refused)).toEqual({ undo: [ADMINS], lines: ['refused', 'applied'] });
    const conflict = await accountInReach();
    conflict.simulator.faults.add({ match: sent, times: 3, fault: { kind: 'answer', status: 409, json: {} } });
    expect(await left(conflict)).toEqual({ undo: [ADMINS], lines: ['failed', 'applied'] });
  });

  it('has no group that the target was in already', async () => {
    const { client, simulator, id } = await accountInReach();
    const built = await buildPlan(client, { source: 'thomas@company.com', target: 'uwe@company.com' });
    const at = new Date('2026-11-23T09:00:00Z');
    const standing: Standing = { result: 'already member', reason: null };
    const receipt = withStanding(newReceipt(client, built, at), id(PLATFORM), standing, at);
    expect(receipt.additions[0]).toMatchObject({ before: 'present', result: 'already member', at: at.toISOString() });
    expect(receipt.undo).toEqual([]);
    expect(simulator.requests.some(({ method }) => method === 'PATCH')).toBe(false);
  });
});

describe('the name of a receipt', () => {
  it('sorts by time and holds the start of the digest', () => {
    const name = receiptName('0f3a9c12ffff', new Date('2026-11-23T09:00:01.234Z'));
    expect(name).toBe('access-desk-receipt_20261123T090001Z_0f3a9c12.json');
  });
});
