import { describe, expect, it } from 'vitest';
import { exampleStage } from '#sandbox/example-stage.ts';
import type { Settings } from '#sandbox/local/settings.ts';
import { askAll } from '#sandbox/local/standings.ts';
import { tellIntent, tellLack, tellStandings } from '#sandbox/local/summary.ts';
import { CONFIG, JIRA } from '#sandbox/local/variables.ts';
import { createScreen } from '#sandbox/story/screen.ts';
import { CredentialsRejected, TicketSystemUnavailable } from '#shared/errors.ts';
import type { Stage } from '#shared/stage.ts';

const stage = exampleStage({
  databricks: { url: 'https://accounts.azuredatabricks.net', accountId: 'a', workspaceUrls: {} },
  jira: { url: 'https://company.atlassian.net' },
});
const settings = (more: Partial<Settings> = {}): Settings => ({
  stage,
  secrets: new Map([['x', 'hush']]),
  webhooks: new Set(),
  hasWriter: true,
  leftOut: [],
  port: 8787,
  folder: '.local',
  ...more,
});
const screenOf = (columns: number) => createScreen({ write: () => undefined, colour: false, columns });

function intent(more: Partial<Settings> = {}, ticket: string | null = null, writes?: Stage['writes']): string {
  const screen = screenOf(80);
  const all = settings(more);
  tellIntent(screen, all, { writes: writes ?? all.stage.writes, wanted: 'on', ticket, port: 8787 });
  expect(screen.text.split('\n').every((line) => line.length <= 80)).toBe(true);
  return screen.text.replaceAll(/\s+/g, ' ');
}

describe('the summary', () => {
  it('says what will be written', () => {
    expect(intent()).toContain('Writes on: memberships are added');
    expect(intent({ stage: { ...stage, writes: 'stopped' } })).toContain('Writes stopped: nothing goes out');
    const forced = intent({ stage: { ...stage, writes: 'planOnly' }, hasWriter: false });
    expect(forced).toContain('plan only, although the stage file says on: DATABRICKS_WRITER_CLIENT_ID and');
    expect(intent({ stage: { ...stage, writes: 'planOnly' } })).toContain(
      '"writes": "on" in the stage file changes that',
    );
  });

  it('says where an operator has set the switch, and how to go on', () => {
    expect(intent({}, null, 'stopped')).toContain('somebody has paused the desk');
    expect(intent({}, null, 'stopped')).toContain('"npm run requests -- resume" lets it go on');
    expect(intent({}, null, 'planOnly')).toContain('plan only, as somebody has set it');
    expect(intent({ stage: { ...stage, writes: 'planOnly' } }, null, 'on')).toContain('(set by npm run requests)');
  });

  it('says which tickets', () => {
    expect(intent()).toContain('Tickets all of 3 ticket types of Jira that change from now on');
    expect(intent({}, 'DBX-12')).toContain('Tickets DBX-12 only');
  });

  it('says where webhooks go, or that none are needed', () => {
    expect(intent()).toContain(
      'Webhooks none needed: changes are found by looking every 20 seconds. With JIRA_WEBHOOK_SECRET',
    );
    expect(intent({ webhooks: new Set(['jira']) })).toContain('taken at http://127.0.0.1:8787/webhooks/jira, but none');
    expect(intent({ webhooks: new Set(['jira']) }, 'DBX-1')).not.toContain('/webhooks/');
  });

  it('says what is left out, and no secret', () => {
    const text = intent({ leftOut: ['ServiceNow is left out: it has no credentials.'] });
    expect(text).toContain('– ServiceNow is left out');
    expect(text).not.toContain('hush');
  });
});

describe('who answered', () => {
  it('is told with what is missing, and what to do where nobody was let in', async () => {
    const { standings, refusals } = await askAll({
      jira: async () => ({ system: 'Jira', as: 'Access Desk (1)', missing: ['May not read people: do this.'] }),
      reader: () => Promise.reject(new CredentialsRejected({ system: 'Databricks', secret: 'some/secret' })),
      servicenow: () => Promise.reject(new TicketSystemUnavailable({ what: 'reading a user' })),
    });
    expect(refusals.map(({ settings: wrong }) => wrong)).toEqual([true, false]);
    const screen = screenOf(100);
    tellStandings(screen, standings, refusals);
    expect(screen.text.split('\n')).toEqual([
      '  ✓ Jira: Access Desk (1)',
      '      ! May not read people: do this.',
      '  ✗ Databricks, reading: It does not accept the credentials: look at DATABRICKS_CLIENT_ID,',
      '                         DATABRICKS_CLIENT_SECRET.',
      '  ✗ ServiceNow: The ticket system did not answer: reading a user.',
      '',
    ]);
  });
});

describe('what is missing', () => {
  it('is listed by name, with where it is found', () => {
    const screen = screenOf(80);
    tellLack(screen, { missing: [CONFIG, JIRA.apiToken], problems: ['PORT must be a number.'] });
    expect(screen.text).toContain('Not in the environment (2):\n  ACCESS_DESK_CONFIG\n      path of your stage file');
    expect(screen.text).toContain('  PORT must be a number.\n');
    expect(screen.text).toContain('docs/local.md');
  });
});
