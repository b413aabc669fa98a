import { describe, expect, it } from 'vitest';
import type { Progress } from '#shared/domain/progress.ts';
import { END_NAMES } from '#shared/domain/ticket.ts';
import type { EndFacts } from '#shared/report/messages/end-args.ts';
import { status } from '#shared/report/messages/status.ts';
import { statusEnded, statusNeverBegun } from '#shared/report/messages/status-ended.ts';
import { thomas, uwe } from '#test/builders/plan.ts';

const until = '2026-12-07T17:00:00.000Z';
const databricks = { planned: 2, tried: 2, inPlace: 2, withheld: 0 };
const identity = { planned: 3, missing: 1, until };

const textOf = (document: ReturnType<typeof status>) =>
  document.map((block) => ('text' in block ? block.text : '')).join('\n');

const say = (progress: Progress, more: Partial<Parameters<typeof status>[0]> = {}) =>
  textOf(
    status({
      ...{ progress, pair: { source: thomas, target: uwe }, approvers: 'data-approvers', identityTask: 'DBX-43' },
      ...{ identityProvider: 'Entra', planOnly: false, additionsBroke: false, reference: 'jira-1-2' },
      ...more,
    }),
  );

describe('status of an open run', () => {
  it.each<[Progress, string]>([
    [{ at: 'reading' }, 'We have the request and look for both people in Databricks.'],
    [{ at: 'awaiting target', until }, 'We look by ourselves until 7 Dec 2026 17:00 UTC.'],
    [{ at: 'awaiting turn', until }, 'it may take until 7 Dec 2026 17:00 UTC.'],
    [{ at: 'planning' }, 'We compare the two and make the plan'],
    [{ at: 'planned' }, 'The plan is made'],
    [
      { at: 'awaiting approval', until },
      'Waiting for approval until 7 Dec 2026 17:00 UTC, by data-approvers, not requester, Uwe or Thomas.',
    ],
    [{ at: 'approved' }, 'then we add the groups.'],
    [
      { at: 'working', databricks: { ...databricks, tried: 1, inPlace: 1 }, identity },
      'Approved and adding: 1 of 2 Databricks groups in place. Waiting for the identity team (DBX-43) until 7 Dec 2026 17:00 UTC: 1 of 3 Entra groups to come.',
    ],
    [{ at: 'working', databricks: { ...databricks, planned: 0 }, identity }, 'Waiting for the identity team (DBX-43)'],
    [
      { at: 'working', databricks, identity: { ...identity, until: null } },
      'The identity team (DBX-43) adds 3 Entra groups.',
    ],
    [{ at: 'working', databricks, identity: { ...identity, missing: 0 } }, 'All of 3 Entra groups arrived'],
    [{ at: 'working', databricks, identity: null }, 'Approved: 2 of 2 Databricks groups in place.'],
    [
      { at: 'working', databricks: { ...databricks, inPlace: 0, withheld: 2 }, identity: null },
      'Planned only, nothing is written: 2 of 2 Databricks groups would have been added.',
    ],
    [{ at: 'closing' }, 'This request is being closed'],
  ])('%o', (progress, part) => {
    const text = say(progress);
    expect(text).toContain(part);
    expect(text).toMatch(/\nReference: jira-1-2$/);
    // Short: two sentences and the reference.
    expect(text.split('\n')[0]?.match(/[.!?](?=\s|$)/g)?.length).toBeLessThanOrEqual(2);
  });

  it('says before an approval that nothing will be written, where the desk only plans', () => {
    expect(say({ at: 'awaiting approval', until }, { planOnly: true })).toContain('nothing is written in Databricks');
    expect(say({ at: 'approved' }, { planOnly: true })).not.toContain('we add');
  });

  it('shows names that would turn the text around for what they are', () => {
    expect(say({ at: 'awaiting approval', until }, { approvers: 'a\u202e', pair: null })).toContain('by a\\u{202e}.');
  });
});

describe('status of an ended run', () => {
  const args: EndFacts = {
    ...{ end: 'done', pair: { source: thomas, target: uwe }, plan: null, results: new Map(), approval: null },
    ...{ identityMissing: null, identityTask: null, identityProvider: 'Entra', by: ['Anna Approver'], detail: null },
    ...{ followsMissing: [], at: until, reference: 'jira-1-2' },
  };

  it.each(END_NAMES)('tells when, how and the reference: %s', (end) => {
    const text = textOf(statusEnded({ ...args, end }));
    expect(text).toMatch(/^Ended on 7 Dec 2026 17:00 UTC\. /);
    expect(text).toMatch(/\nReference: jira-1-2$/);
    if (end === 'rejected' || end === 'withdrawn') expect(text).toContain('by Anna Approver');
    if (end === 'needs correction') expect(text).toContain('is to be corrected');
    if (end === 'failed') expect(text).toContain('No need to file again');
    if (end === 'nothing to add') expect(text).toContain('Nothing to add');
  });

  it('tells where nothing was ever done', () => {
    expect(textOf(statusNeverBegun())).toContain('Nothing was done');
  });
});
