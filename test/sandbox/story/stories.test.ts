import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playStory } from '#sandbox/story/play-story.ts';
import { createScreen } from '#sandbox/story/screen.ts';
import { findStory, listStories } from '#sandbox/story/story-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stories-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const silent = () => createScreen({ write: () => undefined, colour: false, columns: 80 });
const failed = (findings: readonly { instead: string | null }[]) => findings.filter(({ instead }) => instead !== null);

describe('every file of events/', () => {
  it.each(listStories().map(({ id, title }) => [id, title]))('%s ends as it says: %s', async (id) => {
    const end = await playStory(findStory(id), silent(), join(folder, id));
    expect(failed(end.findings)).toEqual([]);
  });

  it('is named as its story, so that one finds the other', () => {
    const files = readdirSync(new URL('../../../events/', import.meta.url)).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(
      listStories()
        .map(({ id }) => `${id}.json`)
        .sort(),
    );
  });
});

describe('a story that does not end as it says', () => {
  it('is found out: the end, the writes, the memberships, the words and the tasks', async () => {
    const file = findStory('jira-rejected');
    const uwe = { group: 'npb-platform-users', member: 'uwe@company.com' };
    const told = {
      ...{ end: 'done' as const, runs: 2, writes: 2, members: [uwe], notMembers: [], identityTasks: ['Done'] },
      reads: { rita: ['Done: Uwe Becker'] },
    };
    const wrong = { ...file, story: { ...file.story, expect: told } };
    const { findings } = await playStory(wrong, silent(), join(folder, 'wrong'));
    expect(failed(findings)).toEqual([
      { what: 'the request ended: done', instead: '"rejected"' },
      { what: 'runs that had something to do: 2', instead: '1' },
      { what: 'memberships written in Databricks: 2', instead: '0' },
      { what: 'uwe@company.com is in npb-platform-users', instead: 'false' },
      { what: 'identity tasks: Done', instead: '["Won\'t do"]' },
      { what: 'Rita reads “Done: Uwe Becker”', instead: 'false' },
    ]);
  });

  it('is found out when the door answers otherwise', async () => {
    const file = findStory('jira-unreadable-delivery');
    const script = [{ do: 'post' as const, delivery: "this file's" as const, answer: 200 }];
    const wrong = { ...file, story: { ...file.story, script } };
    const { findings } = await playStory(wrong, silent(), join(folder, 'door'));
    expect(failed(findings)).toEqual([
      { what: 'the story went as its script says', instead: '["the door answered 400, not 200"]' },
    ]);
  });
});

describe('what is told', () => {
  it('shows a requester on the portal no group names, approvers the whole plan', async () => {
    const screen = silent();
    await playStory(findStory('jira-service-desk-approved'), screen, join(folder, 'told'));
    const [, rita = '', petra = ''] = screen.text.split(/▸ (?:Rita|Petra) opens DBS-1/);
    expect(rita).toContain('Approve: 2 Databricks groups at once');
    expect(rita).not.toMatch(/npb-platform-users|\.csv|DBS-2/);
    expect(petra).toContain('add in Databricks: npb-platform-users');
  });

  it('tells in one line that polls found nothing', async () => {
    const screen = silent();
    await playStory(findStory('jira-replayed-delivery'), screen, join(folder, 'polls'));
    expect(screen.text).toMatch(/looked \d+ more times, nothing new/);
    expect(screen.text.match(/AwaitApproval/g)?.length).toBeLessThanOrEqual(2);
  });

  it('shows a requester in ServiceNow no group names, approvers the whole plan by mail', async () => {
    const screen = silent();
    await playStory(findStory('servicenow-approved'), screen, join(folder, 'told'));
    const [, rita = '', petra = ''] = screen.text.split(/▸ (?:Rita opens RITM|Petra has got a mail)/);
    expect(rita).toContain('Approve: 2 Databricks groups at once');
    expect(rita).not.toMatch(/npb-platform-users|SCTASK/);
    expect(petra).toContain('Group: npb-platform-users');
  });

  it.each(['jira-approved', 'servicenow-approved'])('%s fits into 60 columns', async (id) => {
    const screen = createScreen({ write: () => undefined, colour: false, columns: 60 });
    await playStory(findStory(id), screen, join(folder, 'narrow'));
    // A single long word, such as an address or a digest, stays whole.
    const wide = screen.text.split('\n').filter((line) => [...line].length > 60 && /\S\s+\S.* /.test(line.trim()));
    expect(wide).toEqual([]);
  });

  it('leaves ticket, identity task, files and the telling', async () => {
    const target = join(folder, 'left');
    const { files } = await playStory(findStory('jira-approved'), silent(), target);
    expect(readdirSync(target).sort()).toEqual([...files].sort());
    expect(readFileSync(join(target, 'DBX-1.md'), 'utf8')).toContain('for IT Staff');
    expect(readFileSync(join(target, 'DBX-2-identity-task.md'), 'utf8')).toContain('APPROVED by Petra Boss');
  });
});
