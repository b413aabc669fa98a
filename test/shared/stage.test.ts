import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_STAGE_FILE } from '#infra/stage-file.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { parseStage } from '#shared/stage.ts';
import { linesAbout, problemOf, smallest } from './stage-files.ts';

describe('a stage file', () => {
  it('is the example', () => {
    const stage = parseStage(readFileSync(EXAMPLE_STAGE_FILE, 'utf8'));
    expect(stage.servicenow?.catalogItems[1]).toMatchObject({
      variables: {},
      closedStates: ['3', '4', '7'],
      approval: { withoutRows: 'refuse', delegates: {} },
      identityTask: { onHoldState: '-5', openState: '1', doneStates: ['3'], skippedStates: ['7', '4'] },
    });
  });

  it.each(['jira', 'servicenow'] as const)('needs little with %s alone', (system) => {
    expect(parseStage(JSON.stringify(smallest(system)))).toMatchObject({
      writes: 'planOnly',
      identityProvider: 'entra',
      policy: {
        maxAdditions: 100,
        neverCopy: { ids: [], names: [] },
        unprovenApprover: 'refuse',
        planNames: 'approvers',
      },
      scan: { maxCalls: 2000 },
      timeouts: { approvalDays: 14, identityDays: 14, targetDays: 14 },
      retentionDays: 400,
    });
  });

  it.each([
    'http://127.0.0.1:8787',
    'http://localhost:1',
    'http://[::1]:9/x',
    'https://a.example/ex/jira/1',
  ])('may name the address %s', (url) => {
    expect(linesAbout('jira', 'jira.baseUrl', url)).toEqual([]);
  });
});

describe('a key that does not fit is told with path, what is there and what belongs there', () => {
  const type = 'jira.ticketTypes.0';
  const item = 'servicenow.catalogItems.0';
  const long = 'two words '.repeat(7);

  it.each([
    ['name', 'Prod', 'is "Prod", must be a small letter, then at most 19 small letters, digits and hyphens'],
    ['name', undefined, 'is missing, must be a small letter, then at most 19 small letters, digits and hyphens'],
    ['writes', 'yes', 'is "yes", must be "on" or "planOnly" or "stopped"'],
    ['writes', true, 'is true, must be "on" or "planOnly" or "stopped"'],
    ['databricks', undefined, /^is missing, must be an object with the keys host, accountId, /],
    ['databricks', [], /^is an empty list, must be an object with the keys host, /],
    [
      'databricks.host',
      'accounts.azuredatabricks.net',
      /^is "accounts\.azure.*", must be a URL that begins with https:/,
    ],
    ['databricks.host', 'http://accounts.azuredatabricks.net', /must be a URL that begins with https:/],
    ['databricks.host', 'http://127.0.0.1.evil.example', /must be a URL that begins with https:/],
    ['databricks.accountId', 'two words', 'is "two words", must be the id of a Databricks account'],
    ['databricks.readerSecret', { clientId: 'a' }, 'is an object, must be the name of a secret in AWS Secrets Manager'],
    ['databricks.readerSecret', 'dose 0a1b', 'is a text, must be the name of a secret in AWS Secrets Manager'],
    ['databricks.workspaceUrls.prod', 'https://a.example', 'this key must be the id of a workspace'],
    ['databricks.workspaceUrls.61', 'a.example', 'is "a.example", must be a URL that begins with https://'],
    ['databricks.workspaceUrls', [], 'is an empty list, must be an object: workspace id → URL'],
    ['databricks.privateHosts.0', 'https://a.example', /must be a host name, without https:\/\/ and path$/],
    ['databricks.privateHosts', 'a.example', 'is "a.example", must be a list, each entry a host name'],
    [
      'identityProvider',
      'Company IdP',
      'is "Company IdP", must be "entra" or "okta" or "other"; what people call it is the key identityProviderName',
    ],
    ['identityProviderName', ' ', 'is " ", must be text that is not empty'],
    ['onboardingHint', null, 'is null, must be text that is not empty'],
    ['policy.maxAdditions', 501, 'is 501, must be a whole number from 1 to 500'],
    ['policy.maxAdditions', '50', 'is "50", must be a whole number from 1 to 500'],
    ['policy.neverCopy.names.0', '', 'is "", must be text that is not empty'],
    ['policy.planNames', 'all', 'is "all", must be "approvers" or "everyone"'],
    ['scan.maxCalls', -1, 'is -1, must be a whole number from 0 to 100000'],
    ['timeouts.approvalDays', 1.5, 'is 1.5, must be a whole number from 1 to 100'],
    ['timeouts.targetDays', 0, 'is 0, must be a whole number from 1 to 100'],
    ['retentionDays', 4000, 'is 4000, must be a whole number from 90 to 3650'],
    ['jira.ownAccountId', 'desk@company.com', 'is a text, must be an account id of Jira'],
    [`jira.ticketTypes`, [], 'is an empty list, must be a list with at least one entry, each a project and issue type'],
    [`jira.ticketTypes`, {}, 'is an object, must be a list with at least one entry, each a project and issue type'],
    [`${type}.projectId`, 'DBX', 'is "DBX", must be a numeric id of Jira, as text'],
    [`${type}.projectId`, 10002, 'is 10002, must be a numeric id of Jira, as text'],
    [
      `${type}.approval`,
      undefined,
      /^is missing, must be an object whose key mode is "status" \(plain Jira\) or "jsm"/,
    ],
    [`${type}.approval.mode`, 'jira', 'is "jira", must be "status" (plain Jira) or "jsm" (Jira Service Management)'],
    [`${type}.approval.mode`, undefined, /^is missing, must be "status" \(plain Jira\) or "jsm"/],
    [`${type}.approval.gateStatusId`, undefined, 'is missing, must be a numeric id of Jira, as text'],
    [`${type}.approval.approverGroupId`, long, 'is a text, must be a group id of Jira'],
    [`${type}.fields.source`, 'Copy from', 'is "Copy from", must be a field id of Jira: letters, digits and _'],
    [`${type}.itRole.type`, 'team', 'is "team", must be "role" or "group"'],
    [`${type}.closedStatusIds.0`, 'Done', 'is "Done", must be a numeric id of Jira, as text'],
    [`${type}.filesForEverybody`, 'yes', 'is "yes", must be true or false'],
    ['servicenow.ownUserName', 'svc accessdesk', /^is "svc accessdesk", must be a user name: letters, digits and/],
    ['servicenow.history', 'all', 'is "all", must be "audit" or "none"'],
    [`${item}.catItemId`, 'RITM0012345', 'is "RITM0012345", must be a sys_id: 32 characters, 0-9 and a-f'],
    [`${item}.variables.source`, 'copy from', /^is "copy from", must be the name of a variable/],
    [`${item}.linesFrom`, 'comments', /^is "comments", must be "description" or "short_description" or \{"variable"/],
    [
      `${item}.linesFrom`,
      { field: 'x' },
      /^is an object, must be "description" or "short_description" or \{"variable"/,
    ],
    [`${item}.approval.delegates.petra`, [], 'this key must be a sys_id: 32 characters, 0-9 and a-f'],
    [`${item}.closedStates.0`, 3, 'is 3, must be the number of a state, as text'],
    [`${item}.identityTask.openState`, 'Open', 'is "Open", must be the number of a state, as text'],
  ] as const)('%s: %j', (path, value, message) => {
    const expected = message instanceof RegExp ? expect.stringMatching(message) : message;
    expect(linesAbout('both', path, value)).toEqual([[path, expected]]);
  });

  it.each([
    ['jira.ticketType', 'is not a key here; did you mean ticketTypes?'],
    ['DataBricks', 'is not a key here; did you mean databricks?'],
    ['policy.planName', 'is not a key here; did you mean planNames?'],
    ['timeouts.days', 'is not a key here; the keys here are approvalDays, identityDays, targetDays'],
    [`${type}.approval.approvalStatusId`, /^is not a key here; did you mean approvedStatusId/],
    [`${item}.approval.mode`, /^is not a key here; the keys here are on, approverGroupId, /],
    ['apiToken', /^is not a key here; the keys here are name, writes, /],
  ] as const)('%s is not a key', (path, message) => {
    const expected = message instanceof RegExp ? expect.stringMatching(message) : message;
    expect(linesAbout('both', path, 'ATATT-a-secret')).toEqual([[path, expected]]);
  });

  it('all at once, each on its line, with where to read on', () => {
    const file = { ...smallest('servicenow'), name: 'X', write: 'on', scann: {}, policy: { maxAdditions: 0 } };
    const problem = problemOf(JSON.stringify(file)).split('\n');
    expect(problem[0]).toBe('the stage file does not fit:');
    expect(problem.at(-1)).toBe('docs/configuration.md explains every key.');
    expect(problem.slice(1, -1)).toEqual([
      '  name: is "X", must be a small letter, then at most 19 small letters, digits and hyphens',
      '  policy.maxAdditions: is 0, must be a whole number from 1 to 500',
      '  write: is not a key here; did you mean writes?',
      '  scann: is not a key here; did you mean scan?',
    ]);
  });

  it.each([['[]'], ['"text"'], ['null'], ['7']])('a file that is %s', (text) => {
    expect(problemOf(text)).toMatch(
      /\n {2}the file: is .*, must be an object with the keys name, writes, databricks, /,
    );
  });

  it('inside a table and a list', () => {
    expect(linesAbout('both', 'identityMap.712020:a', ['p@company.com', 'Petra'])).toEqual([
      ['identityMap.712020:a.1', 'is "Petra", must be an e-mail address'],
    ]);
  });

  it('and shows no address and nothing a reader cannot see', () => {
    expect(linesAbout('both', 'identityMap', { 'uwe@company.com': ['x'] })).toEqual([
      ['identityMap.…', 'this key must be the id of a person in the ticket system'],
    ]);
    expect(linesAbout('jira', 'identityProviderName', '\u200b\u202e')).toEqual([]);
    expect(linesAbout('jira', 'writes', 'on\u202e')[0]?.[1]).toContain('is "on\\u{202e}"');
  });

  it('as an error of the installation', () => {
    expect(() => parseStage('{}')).toThrow(ConfigurationInvalid);
  });
});
