import { describe, expect, it } from 'vitest';
import { changed, linesAbout, linesOf, problemOf } from './stage-files.ts';

const type = 'jira.ticketTypes.0';
const item = 'servicenow.catalogItems.0';

describe('a stage file that fits key by key still has to make sense', () => {
  it('names a ticket system', () => {
    const { jira: _jira, ...file } = changed('jira', 'writes', 'on');
    expect(problemOf(JSON.stringify(file))).toContain('names no ticket system, must have the key jira or servicenow');
  });

  it.each([
    ['databricks.writerSecret', 'access-desk/example/databricks-reader', 'databricks.readerSecret'],
    ['jira.apiSecret', 'access-desk/example/databricks-writer', 'databricks.writerSecret'],
    ['jira.webhookSecret', 'access-desk/example/jira-api', 'jira.apiSecret'],
    ['servicenow.apiSecret', 'access-desk/example/jira-api', 'jira.apiSecret'],
    ['servicenow.webhookSecret', 'access-desk/example/jira-webhook', 'jira.webhookSecret'],
  ])('%s is a secret of its own', (path, value, other) => {
    const message = `is the same as ${other}: one secret for two purposes, but each has a form and rights of its own`;
    expect(linesAbout('both', path, value)).toEqual([[path, message]]);
  });

  it('names a project and issue type once', () => {
    const sameProject = changed('both', 'jira.ticketTypes.1.projectId', '10002');
    expect(problemOf(JSON.stringify(sameProject))).toBe('');
    const sameType = changed('both', 'jira.ticketTypes.1.issueTypeId', '10021', sameProject);
    expect(linesOf(problemOf(JSON.stringify(sameType)))).toEqual([
      ['jira.ticketTypes.1', 'is the same as ticketTypes.0: a project and issue type may stand here once'],
    ]);
  });

  it('names a catalog item once', () => {
    const path = 'servicenow.catalogItems.1.catItemId';
    expect(linesAbout('both', path, 'b7c94e1d8f2047a5b0d6e3915a7c8f42')).toEqual([
      [path, 'is the same as catalogItems.0.catItemId: a catalog item may stand here once'],
    ]);
  });

  it.each([
    [`${type}.fields.target`, 'customfield_10071', 'is the same as fields.source: '],
    [`${type}.approval.approvedStatusId`, '10101', 'is the same as approval.gateStatusId: '],
    [`${type}.approval.rejectedStatusId`, '10102', 'is the same as approval.approvedStatusId: '],
    [`${type}.identityTask.openStatusId`, '10104', 'is the same as onHoldStatusId: '],
    [`${type}.identityTask.skippedStatusIds.0`, '10106', 'is the same as doneStatusIds.0: '],
    [`${item}.variables.reason`, 'copy_from', 'is the same as variables.source: '],
    [`${item}.identityTask.doneStates.0`, '1', 'is the same as openState: '],
    [`${item}.identityTask.skippedStates.1`, '-5', 'is the same as onHoldState: '],
  ])('%s means one thing', (path, value, message) => {
    expect(linesAbout('both', path, value)).toEqual([[path, expect.stringContaining(message)]]);
  });

  it.each([
    [`${type}.approval.gateStatusId`, '10106', 'the request would end there before anything is added'],
    [`${type}.approval.approvedStatusId`, '10107', 'the request would end there before anything is added'],
    ['jira.ticketTypes.1.approval.approvalStatusId', '10116', 'nobody would be asked'],
  ])('%s is not a closed status', (path, value, because) => {
    expect(linesAbout('both', path, value)).toEqual([[path, `is one of closedStatusIds: ${because}`]]);
  });

  it('may close a ticket by rejecting it', () => {
    expect(linesAbout('both', `${type}.approval.rejectedStatusId`, '10107')).toEqual([]);
  });

  it.each([
    [`${type}.itRole`, undefined, `${type}.itRole`, 'is missing: in plain Jira it says who may read comments for IT'],
    [
      `${type}.itRole`,
      { type: 'role', id: '10002' },
      `${type}.itRole.id`,
      'is a number, must be the name of the role: Jira takes no id here',
    ],
    [
      `${item}.approval.delegates`,
      { e2c7104b95d84f3a8b60f1d7a9c35e28: ['5f1e0b7c2d9a46838c41a7e06b3d9f25'] },
      `${item}.approval.delegates`,
      'names ownUserId, which may never approve',
    ],
  ])('%s is usable', (path, value, where, message) => {
    expect(linesAbout('both', path, value)).toEqual([[where, message]]);
  });

  it('reads no text of an item where nothing tells who wrote it', () => {
    const none = changed('servicenow', 'servicenow.history', 'none');
    expect(problemOf(JSON.stringify(none))).toBe('');
    const noReason = changed('servicenow', `${item}.variables.reason`, undefined, none);
    expect(linesOf(problemOf(JSON.stringify(noReason)))).toEqual([
      [
        `${item}.linesFrom`,
        'is "description": with "history": "none" nobody can tell who wrote what is read there (reason); ' +
          'give each part a variable, or set linesFrom to {"variable": "…"}',
      ],
    ]);
    const second = 'servicenow.catalogItems.1.linesFrom';
    const byDefault = changed('servicenow', second, undefined, none);
    expect(linesOf(problemOf(JSON.stringify(byDefault)))).toEqual([
      [second, expect.stringContaining('(source, target, without, scanUc, reason)')],
    ]);
    const ofVariable = changed('servicenow', `${item}.linesFrom`, { variable: 'lines' }, noReason);
    expect(problemOf(JSON.stringify(ofVariable))).toBe('');
    expect(
      problemOf(JSON.stringify({ ...noReason, servicenow: { ...Object(noReason.servicenow), history: 'audit' } })),
    ).toBe('');
  });

  it('takes the id of a group as itRole, and no itRole on a service desk', () => {
    expect(linesAbout('both', `${type}.itRole`, { type: 'group', id: '10002' })).toEqual([]);
    expect(linesAbout('both', 'jira.ticketTypes.1.itRole', undefined)).toEqual([]);
  });

  it('remembers a request for longer than it can wait', () => {
    const timeouts = { approvalDays: 100, identityDays: 100, targetDays: 100 };
    // Each of five replans adds three days to the decision, and the stop switch may hold a step for three weeks.
    const file = { ...changed('both', 'timeouts', timeouts), retentionDays: 336 };
    expect(linesOf(problemOf(JSON.stringify(file)))).toEqual([
      ['retentionDays', 'is 336, must be above all timeouts and 36 days more (336 days)'],
    ]);
    expect(problemOf(JSON.stringify({ ...file, retentionDays: 337 }))).toBe('');
  });
});
