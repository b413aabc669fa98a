import { describe, expect, it } from 'vitest';
import { additionEffect, noteAdditions } from '#functions/common/note-additions.ts';
import { noteEnd } from '#functions/common/note-end.ts';
import { linkSchema } from '#shared/domain/audit-chain.ts';
import { type Desk, desks } from '#test/builders/desk.ts';

const newDesk = desks();
const group = (groupId: string) => ({ groupId, groupName: `group ${groupId}` });

/** Three additions in two chunks: one accepted, one sent without an answer, one not begun. */
async function halfWritten(): Promise<Desk> {
  const desk = await newDesk();
  const { store, key } = desk;
  const at = desk.now().toISOString();
  await store.writeAdditions(key, 1, 1, [group('101')]);
  await store.writeAdditions(key, 1, 2, [group('102'), group('103')]);
  await store.writeSection(key, 'additions', { planNo: 1, digest: 'd', chunks: 2, planOnly: false, preparedAt: at });
  for (const id of ['101', '102']) await store.intend(key, additionEffect(1, id), { owner: 'o', before: 'absent' });
  await store.settle(key, additionEffect(1, '101'), 'accepted');
  await store.recordResult(key, 1, 1, { groupId: '101', result: 'accepted, not yet confirmed', reason: null, at });
  return desk;
}

async function recorded({ archive, key }: Desk): Promise<string[]> {
  return (await archive.linesOf(key)).map((line) =>
    linkSchema.parse(JSON.parse(line)).id.replace(/ [0-9a-f]{16}$/, ''),
  );
}

describe('what is recorded of writes', () => {
  it('is what has an outcome while the work is under way, each once', async () => {
    const desk = await halfWritten();
    await noteAdditions(desk.ports, desk.key, 'under way');
    await noteAdditions(desk.ports, desk.key, 'under way');
    expect(await recorded(desk)).toEqual(['written 1 101: accepted']);
  });

  it('is everything when the run ends, also what nobody knows the end of', async () => {
    const desk = await halfWritten();
    await noteEnd(desk.ports, desk.key, 'failed', 'DirectoryUnavailable');
    await noteEnd(desk.ports, desk.key, 'failed', 'DirectoryUnavailable');
    expect(await recorded(desk)).toEqual([
      ...['written 1 101: accepted', 'written 1 102: no answer', 'written 1 103: not attempted', 'ended failed'],
    ]);
  });

  it('is added to when a late answer comes in after the end', async () => {
    const desk = await halfWritten();
    await noteEnd(desk.ports, desk.key, 'failed', 'DirectoryUnavailable');
    await desk.store.settle(desk.key, additionEffect(1, '102'), 'refused: no');
    await noteAdditions(desk.ports, desk.key, 'under way');
    expect((await recorded(desk)).at(-1)).toBe('written 1 102: refused');
  });
});
