import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readArguments, WrongUsage } from '#sandbox/local/arguments.ts';
import { isLack, type Lack, lackWithoutStage, readSettings, type Settings } from '#sandbox/local/settings.ts';
import { addressProblem } from '#sandbox/local/variables.ts';
import { parseStage, type Stage } from '#shared/stage.ts';

const file = fileURLToPath(new URL('../../../infra/stages/example.json', import.meta.url));
const example = parseStage(readFileSync(file, 'utf8'));
const { servicenow: _servicenow, ...withoutServiceNow } = example;
const writing: Stage = { ...example, writes: 'on' };

const databricks = {
  DATABRICKS_HOST: 'https://accounts.azuredatabricks.net',
  DATABRICKS_ACCOUNT_ID: 'account-1',
  DATABRICKS_CLIENT_ID: 'reader',
  DATABRICKS_CLIENT_SECRET: 'reader-secret',
};
const writer = { DATABRICKS_WRITER_CLIENT_ID: 'writer', DATABRICKS_WRITER_CLIENT_SECRET: 'writer-secret' };
const jira = { JIRA_BASE_URL: 'http://127.0.0.1:1234', JIRA_EMAIL: 'desk@company.com', JIRA_API_TOKEN: 'token' };
const servicenow = {
  SERVICENOW_INSTANCE_URL: 'https://dev1.service-now.com',
  SERVICENOW_CLIENT_ID: 'client',
  SERVICENOW_CLIENT_SECRET: 'client-secret',
};

function settled(env: Record<string, string>, stage: Stage = writing): Settings {
  const settings = readSettings(env, stage);
  if (isLack(settings)) throw new Error(JSON.stringify(settings));
  return settings;
}

function lacking(
  env: Record<string, string>,
  stage: Stage = writing,
): { names: string[]; problems: readonly string[] } {
  const settings = readSettings(env, stage);
  if (!isLack(settings)) throw new Error('nothing is missing');
  return named(settings);
}
const named = ({ missing, problems }: Lack) => ({ names: missing.map(({ name }) => name), problems });

describe('settings of npm run local', () => {
  it('put the addresses of the environment in place of those of the stage file', () => {
    const { stage, secrets, leftOut, port } = settled({
      ...databricks,
      ...writer,
      ...jira,
      ...servicenow,
      PORT: '9000',
    });
    expect(stage.databricks).toMatchObject({ host: databricks.DATABRICKS_HOST, accountId: 'account-1' });
    expect(stage.jira?.baseUrl).toBe('http://127.0.0.1:1234');
    expect(stage.servicenow?.instanceUrl).toBe('https://dev1.service-now.com');
    expect(stage.writes).toBe('on');
    expect(leftOut).toEqual([]);
    expect(port).toBe(9000);
    expect(Object.fromEntries(secrets)).toEqual({
      [example.databricks.readerSecret]: '{"clientId":"reader","clientSecret":"reader-secret"}',
      [example.databricks.writerSecret]: '{"clientId":"writer","clientSecret":"writer-secret"}',
      'access-desk/example/jira-api': '{"email":"desk@company.com","apiToken":"token"}',
      'access-desk/example/servicenow-api': '{"clientId":"client","clientSecret":"client-secret"}',
    });
  });

  it('leave out a system without credentials, with a word', () => {
    const { stage, leftOut } = settled({ ...databricks, ...jira });
    expect(stage.servicenow).toBeUndefined();
    expect(leftOut).toEqual([expect.stringMatching(/^ServiceNow is left out: .*SERVICENOW_CLIENT_ID/)]);
    const other = settled({ ...databricks, ...jira, ...servicenow }, withoutServiceNow);
    expect(other.leftOut).toEqual([expect.stringContaining('the stage file has no key servicenow')]);
  });

  it('write nothing without a second identity, and nothing but what the stage file says', () => {
    expect(settled({ ...databricks, ...jira }).stage.writes).toBe('planOnly');
    expect(settled({ ...databricks, ...writer, ...jira }, example).stage.writes).toBe('planOnly');
    expect(settled({ ...databricks, ...jira }, { ...example, writes: 'stopped' }).stage.writes).toBe('stopped');
  });

  it('open doors only where signatures can be checked', () => {
    expect([...settled({ ...databricks, ...jira, ...servicenow }).webhooks]).toEqual([]);
    const { webhooks, secrets } = settled({ ...databricks, ...jira, ...servicenow, JIRA_WEBHOOK_SECRET: 'hush' });
    expect([...webhooks]).toEqual(['jira']);
    expect(secrets.get('access-desk/example/jira-webhook')).toBe('{"secrets":["hush"]}');
  });

  it('take user name and password where ServiceNow has no OAuth client', () => {
    const { SERVICENOW_INSTANCE_URL } = servicenow;
    const basic = { SERVICENOW_INSTANCE_URL, SERVICENOW_USER_NAME: 'svc', SERVICENOW_PASSWORD: 'word' };
    const { secrets } = settled({ ...databricks, ...basic });
    expect(secrets.get('access-desk/example/servicenow-api')).toBe('{"userName":"svc","password":"word"}');
    const { SERVICENOW_PASSWORD: _, ...half } = basic;
    expect(lacking({ ...databricks, ...half }).names).toEqual(['SERVICENOW_PASSWORD']);
  });

  it('take workspace addresses from the environment', () => {
    const urls = { DATABRICKS_WORKSPACE_URLS: '{"1":"https://adb-1.2.azuredatabricks.net"}' };
    const { stage } = settled({ ...databricks, ...jira, ...urls });
    expect(stage.databricks.workspaceUrls).toEqual({ '1': 'https://adb-1.2.azuredatabricks.net' });
  });

  it('tell everything that is missing in one go', () => {
    expect(lacking({}).names).toEqual([...Object.keys(databricks), ...Object.keys(jira), ...Object.keys(servicenow)]);
    expect(lacking({ JIRA_EMAIL: 'desk@company.com', DATABRICKS_WRITER_CLIENT_ID: 'writer' }).names).toEqual([
      ...Object.keys(databricks),
      'DATABRICKS_WRITER_CLIENT_SECRET',
      'JIRA_BASE_URL',
      'JIRA_API_TOKEN',
    ]);
    expect(named(lackWithoutStage(databricks)).names).toEqual([
      'ACCESS_DESK_CONFIG',
      ...Object.keys(jira),
      ...Object.keys(servicenow),
    ]);
    expect(named(lackWithoutStage({ ...databricks, ...servicenow })).names).toEqual(['ACCESS_DESK_CONFIG']);
  });

  it.each([
    [{ JIRA_BASE_URL: 'http://jira.company.com' }, /^JIRA_BASE_URL must begin with https/],
    [{ DATABRICKS_HOST: 'accounts.azuredatabricks.net' }, /^DATABRICKS_HOST is not an address/],
    [{ JIRA_BASE_URL: 'https://me:secret@company.atlassian.net' }, /^JIRA_BASE_URL holds credentials/],
    [{ PORT: '70000' }, /^PORT must be/],
    [{ DATABRICKS_WORKSPACE_URLS: '{"1":"http://elsewhere.com"}' }, /^DATABRICKS_WORKSPACE_URLS must begin/],
    [{ DATABRICKS_WORKSPACE_URLS: 'none' }, /^DATABRICKS_WORKSPACE_URLS must be JSON/],
  ])('refuse %j', (wrong, sentence) => {
    const { problems } = lacking({ ...databricks, ...jira, ...wrong });
    expect(problems).toEqual([expect.stringMatching(sentence)]);
    expect(problems.join()).not.toContain('secret@');
  });
});

describe('an address', () => {
  it.each([
    'https://company.atlassian.net',
    'https://api.atlassian.com/ex/jira/1',
    'http://127.0.0.1:80',
    'http://localhost:8080',
    'http://[::1]:1',
  ])('may be %s', (address) => {
    expect(addressProblem('X', address)).toBeNull();
  });
  it.each([
    'http://192.168.0.1',
    'http://127.0.0.1.evil.com',
    'ftp://company.com',
    'https://a.com?x=1',
    'https://a.com#b',
    '',
  ])('may not be %j', (address) => {
    expect(addressProblem('X', address)).toMatch(/^X /);
  });
});

describe('the command line of npm run local', () => {
  it.each([
    [[], null],
    [['--ticket', 'DBX-12'], 'DBX-12'],
    [['--ticket', 'ritm0012345'], 'RITM0012345'],
  ])('%j', (args, ticket) => {
    expect(readArguments(args).ticket).toBe(ticket);
  });
  it.each([
    [['--ticket']],
    [['--ticket', '12']],
    [['--ticket', 'x^NQ-1']],
    [['--tickets', 'DBX-1']],
    [['DBX-1']],
  ])('%j is wrong usage', (args) => {
    expect(() => readArguments(args)).toThrow(WrongUsage);
  });
});
