import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findStory } from '#sandbox/story/story-file.ts';
import { COMPARISON_BLOCK, PROVISIONING_BLOCK } from '#test/builders/design-blocks.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(script: string, ...args: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'sandbox', script), ...args], { cwd: root });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** White space aside, as the design allows. */
const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const ESC = String.fromCharCode(27);

describe('npm start', () => {
  it('tells the story through Jira and through ServiceNow, both blocks of the design once, and leaves the files', async () => {
    const out = join(folder, 'main');
    const { code, stdout, stderr } = await start('start.ts', '--out', out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const block of [COMPARISON_BLOCK, PROVISIONING_BLOCK])
      expect(squeezed(stdout).split(squeezed(block))).toHaveLength(2);
    expect(stdout).toContain('▸ Rita opens DBX-1 in Jira');
    expect(stdout).toContain('▸ Petra has got a mail: RITM0010001 approval request');
    expect(stdout).toContain('▸ Ines closes SCTASK0010001 as done');
    expect(stdout).toContain('Try next');
    expect(stdout).not.toContain(ESC);

    for (const [id, key] of [
      ['jira-approved', 'DBX-1'],
      ['servicenow-approved', 'RITM0010001'],
    ] as const) {
      const left = join(out, id);
      const plan = readdirSync(left).find((name) => name.startsWith(`provisioning_plan_${key}_r1_`)) ?? 'no plan';
      const header = (name: string) => readFileSync(join(left, name), 'utf8').split('\r\n')[0];
      expect(header(`compare_${key}_r1.csv`)).toBe(
        '\uFEFFgroup_id,group_name,source,in_a,in_b,is_direct_in_a,is_direct_in_b,path_in_a,path_in_b',
      );
      expect(header(plan)).toBe(
        '\uFEFFaction_type,group_name,group_id,source,path,workspace_accesses,uc_grants_summary,applied,error,external_id,elevated,reason,result',
      );
      // Each leaves its own telling only.
      expect(readFileSync(join(left, 'story.txt'), 'utf8').match(/^Story: /gm)).toHaveLength(1);
    }
  });

  it('exits 1 and says so when the story does not end as it says', async () => {
    const file = findStory('jira-same-person');
    const wrong = { ...file, story: { ...file.story, expect: { ...file.story.expect, writes: 2 } } };
    const path = join(folder, 'wrong.json');
    writeFileSync(path, JSON.stringify(wrong));
    const { code, stdout } = await start('start.ts', '--event', path, '--out', folder);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ memberships written in Databricks: 2 — found: 0');
    expect(stdout).toContain('NOT AS TOLD');
  });

  it('exits 1 when one of two stories does not end as it says, whichever', async () => {
    const wrong = join(folder, 'wrong.json');
    const right = 'events/jira-same-person.json';
    const first = await start('start.ts', '--event', wrong, '--event', right, '--out', folder);
    const last = await start('start.ts', '--event', right, '--event', wrong, '--out', folder);
    expect([first.code, last.code]).toEqual([1, 1]);
    expect(first.stdout).not.toContain('Try next');
  });

  it('exits 1 when the script cannot be played', async () => {
    const file = findStory('jira-same-person');
    const script = [{ do: 'decide', by: 'petra', decision: 'approve' }];
    const path = join(folder, 'broken.json');
    writeFileSync(path, JSON.stringify({ ...file, story: { ...file.story, script } }));
    const { code, stdout } = await start('start.ts', '--event', path, '--out', folder);
    expect(code).toBe(1);
    expect(stdout).toContain('THE STORY BROKE OFF: the script speaks of a ticket that is not there');
  });

  it('lists the stories', async () => {
    const { code, stdout } = await start('start.ts', '--list');
    expect(code).toBe(0);
    expect(stdout).toContain('jira-forged-approval');
    expect(stdout).toContain('servicenow-order-approved');
  });

  it.each([
    [['--event', 'events/nothing.json'], 'There is no story events/nothing.json.'],
    [['--nonsense'], '--nonsense'],
    [['--event', 'package.json'], 'package.json is no story'],
    [['--event', 'LICENSE'], 'LICENSE is not JSON.'],
  ])('%j is wrong usage: 64 with the list', async (args, said) => {
    const { code, stdout, stderr } = await start('start.ts', ...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(said);
    expect(stderr).toContain('jira-approved ');
  });
});
