import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, leftEnvironment, type Program, start } from './processes.ts';

/** Real processes in real time; what they wait for is the desk's own pace, 20 seconds between two looks. */
const PATIENCE = 300_000;

let folder: string;
let simulators: Program;
let env: Record<string, string>;
const desks: Program[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'local-'));
  simulators = start('simulators.ts', {
    cwd: folder,
    args: ['--port', '0', '--lag', '0'],
    env: { PORT: String(await freePort()) },
  });
  await simulators.says('Now play the people');
  env = leftEnvironment(folder);
});
afterAll(async () => {
  for (const program of [...desks, simulators]) await program.kill();
  rmSync(folder, { recursive: true, force: true });
});

function startDesk(...args: string[]): Program {
  const desk = start('local.ts', { cwd: folder, env, args });
  desks.push(desk);
  return desk;
}

/** How often a text stands in what somebody sees of a ticket. */
async function seen(key: string, as: string, text: string): Promise<number> {
  const before = simulators.printed.length;
  simulators.type(`look ${key} as ${as}`);
  // Commands are obeyed in order, so the answer to this one comes after the ticket.
  simulators.type(`mark${before}`);
  await simulators.says(`There is no command mark${before}`);
  return simulators.printed.slice(before).split(text).length - 1;
}

describe('npm run local', () => {
  it(
    'serves a Jira ticket to its end although it is killed twice on the way, and does nothing twice',
    async () => {
      const first = startDesk();
      await first.says('Kept in');
      simulators.type('file jira');
      await simulators.says('Rita has filed DBX-1');
      await first.says('DBX-1        waits for a decision by databricks-approvers');
      await first.kill();

      // Nobody hears of it: the desk is dead.
      simulators.type('approve DBX-1');
      await simulators.says('Petra approves DBX-1');
      const second = startDesk();
      await second.says('DBX-1        goes on: waits for a decision');
      await second.says('reads them back until two reads agree');
      await second.kill();

      simulators.type('sync data-engineers uwe@company.com');
      await simulators.says('uwe@company.com is in data-engineers now');
      const third = startDesk();
      await third.says('DBX-1        goes on: ');
      await third.says('DBX-1        ended: done');
      // npm passes a terminal's Ctrl-C on, so that it comes twice.
      third.signal('SIGINT');
      third.signal('SIGINT');
      expect(await third.ended).toBe(0);
      expect(third.printed).toContain('Stopped. The same command goes on');

      expect(await seen('DBX-1', 'petra', 'LOOK CLOSER: full plan')).toBe(1);
      expect(await seen('DBX-1', 'rita', 'Works now: Uwe is in 2 Databricks groups')).toBe(1);
      expect(await seen('DBX-1', 'rita', 'Sub-task: ')).toBe(1);
      simulators.type('groups uwe@company.com');
      await simulators.says(
        'uwe@company.com is in: account users, data-engineers, legacy-etl-users, npb-developers,\n  npb-platform-users, scratch-workspace-admins, shared-readers.',
      );
    },
    PATIENCE,
  );

  it(
    'serves one ServiceNow item only, killed in the middle as well, and ends with it',
    async () => {
      const only = ['--ticket', 'ritm0010001'];
      simulators.type('file servicenow thomas@company.com nina.berg@company.com');
      await simulators.says('Rita has filed RITM0010001');
      simulators.type('file jira thomas@company.com jonas.weber@company.com');
      await simulators.says('Rita has filed DBX-3');
      const first = startDesk(...only);
      await first.says('RITM0010001  waits for a decision by databricks-approvers');
      await first.kill();
      simulators.type('approve RITM0010001');
      await simulators.says('Petra approves RITM0010001');
      const second = startDesk(...only);
      await second.says('RITM0010001  writes memberships');
      simulators.type('sync data-engineers nina.berg@company.com');
      await second.says('RITM0010001  ended: done');
      expect(await second.ended).toBe(0);
      expect(second.printed).not.toContain('DBX-');
      expect(await seen('RITM0010001', 'rita', 'Works now: Nina')).toBe(1);
      expect(await seen('DBX-3', 'rita', 'Access Desk')).toBe(0);

      const again = startDesk(...only);
      expect(await again.ended).toBe(0);
      expect(again.printed).toContain('nothing new to do');
    },
    PATIENCE,
  );

  it(
    'starts once per folder, and only where every system lets it in',
    async () => {
      const first = startDesk();
      await first.says('Kept in');
      const second = startDesk();
      expect(await second.ended).toBe(1);
      expect(second.printed).toMatch(/Another process \(\d+\) works in/);
      const elsewhere = { ...env, ACCESS_DESK_FOLDER: '.local/elsewhere' };
      const third = start('local.ts', { cwd: folder, env: elsewhere });
      desks.push(third);
      expect(await third.ended).toBe(1);
      expect(third.printed).toContain(`Port ${env.PORT} is taken`);
      const wrong = { ...elsewhere, JIRA_API_TOKEN: 'wrong' };
      const fourth = start('local.ts', { cwd: folder, env: wrong, args: ['--ticket', 'DBX-1'] });
      desks.push(fourth);
      expect(await fourth.ended).toBe(64);
      expect(fourth.printed).toContain('It does not accept the credentials: look at JIRA_EMAIL, JIRA_API_TOKEN.');
      expect(fourth.printed).toContain('✓ ServiceNow');
      first.signal('SIGTERM');
      expect(await first.ended).toBe(0);
    },
    PATIENCE,
  );

  it('says that there is no such ticket', async () => {
    const desk = start('local.ts', { cwd: folder, env, args: ['--ticket', 'DBX-99'] });
    desks.push(desk);
    expect(await desk.ended).toBe(1);
    expect(desk.printed).toContain('DBX-99 is not there for our account');
  });

  it.each([
    ['local.ts', [], 64, 'ACCESS_DESK_CONFIG\n      path of your stage file'],
    ['local.ts', ['--ticket'], 64, 'npm run local -- --ticket KEY'],
    ['local.ts', ['--help'], 0, 'npm run local -- --ticket KEY'],
    ['simulators.ts', ['--port', 'x'], 64, 'npm run simulators -- --port 9000'],
    ['simulators.ts', ['--ports', '1'], 64, 'npm run simulators -- --port 9000'],
  ])('%s %j without an environment ends with %i', async (script, args, code, said) => {
    const program = start(script, { cwd: folder, args });
    expect(await program.ended).toBe(code);
    expect(program.printed).toContain(said);
  });

  it('says where the stage file does not fit', async () => {
    writeFileSync(join(folder, 'wrong.json'), '{"name": "example"}');
    const desk = start('local.ts', { cwd: folder, env: { ...env, ACCESS_DESK_CONFIG: 'wrong.json' } });
    expect(await desk.ended).toBe(64);
    expect(desk.printed).toContain('databricks');
    const gone = start('local.ts', { cwd: folder, env: { ...env, ACCESS_DESK_CONFIG: 'gone.json' } });
    expect(await gone.ended).toBe(64);
    expect(gone.printed).toContain('the stage file gone.json cannot be read');
  });
});
