import { describe, expect, it } from 'vitest';
import { END_NAMES } from '#shared/domain/ticket.ts';
import { broken } from '#shared/report/messages/broken.ts';
import { brokenEnd } from '#shared/report/messages/broken-end.ts';
import { databricksPart } from '#shared/report/messages/databricks-part.ts';
import { endMessage } from '#shared/report/messages/end.ts';
import type { EndArgs } from '#shared/report/messages/end-args.ts';
import { aFollow, anAction, aPlan, examplePlan, thomas, uwe } from '#test/builders/plan.ts';
import { asText, pieces } from './read-document.ts';

const allDone: EndArgs['results'] = new Map([
  ['g-npb-platform-users', { result: 'applied', reason: null }],
  ['g-scratch-workspace-admins', { result: 'already member', reason: null }],
]);
const halfDone: EndArgs['results'] = new Map([
  ['g-npb-platform-users', { result: 'applied', reason: null }],
  ['g-scratch-workspace-admins', { result: 'refused', reason: 'only accessible by admins' }],
]);
const at = '2026-12-07T17:00:00Z';
const args: EndArgs = {
  end: 'done',
  pair: { source: thomas, target: uwe },
  plan: examplePlan(),
  results: allDone,
  followsMissing: [],
  approval: { by: ['Anna Berg', 'Jo Lee'], at, remark: null },
  identityMissing: [],
  identityTask: 'DBX-43',
  identityProvider: 'Entra',
  by: [],
  detail: null,
  at,
  reference: 'jira-10542-1',
  record: { record: 'jira-10542', hash: '3f9a'.repeat(16) },
  groupNames: false,
};
const nothingWritten = { results: new Map(), approval: null, identityMissing: null } as const;

describe('endMessage', () => {
  it('says what was done, by whose approval, the reference and the audit record', () => {
    expect(pieces(endMessage(args))).toEqual([
      'Done: Uwe Becker has all 3 groups of the approved plan.',
      'Databricks: 2 of 2 groups in place.',
      'Entra: 1 of 1 group arrived.',
      'Approved by Anna Berg and Jo Lee on 7 Dec 2026 17:00 UTC.',
      'Left out of the plan: 1 without effect.',
      'Reference: jira-10542-1',
      `Audit record jira-10542, ${'3f9a'.repeat(16)}`,
    ]);
  });

  it('never says done while something is missing', () => {
    const text = asText(endMessage({ ...args, results: halfDone, identityMissing: ['g-data-engineers'] }));
    expect(text).toContain('Partly done: Uwe Becker has 1 of the 3 groups of the approved plan.');
    expect(text).toContain('Databricks: 1 of 2 groups in place; 1 refused by Databricks. What is in place stays.');
    expect(text).toContain('Entra: 0 of 1 group arrived; missing: 1. Time is up: we look no longer.');
    expect(text).not.toContain('on the identity team');
  });

  it('counts a group that does not follow as missing', () => {
    expect(asText(endMessage({ ...args, identityMissing: ['g-bi-consumers'] }))).toContain(
      '1 of 1 group arrived; missing: 1',
    );
  });

  it.each([
    'superseded',
    'withdrawn',
    'needs correction',
  ] as const)('does not say of an approved request that ends as %s that nothing arrived, where nobody has looked', (end) => {
    const text = asText(endMessage({ ...args, end, identityMissing: null }));
    expect(text).toContain('Entra: 1 group; we had not looked yet whether it has arrived.');
    expect(text).not.toContain('nothing has arrived');
  });

  it('says that an installation that only plans wrote nothing', () => {
    const results: EndArgs['results'] = new Map(
      [...allDone.keys()].map((id) => [id, { result: 'would have been added', reason: null }]),
    );
    expect(pieces(endMessage({ ...args, results }))[0]).toBe(
      'Planned only, nothing written: would have added 2 Databricks groups.',
    );
  });

  it.each([
    ['rejected', 'Rejected by Anna Berg on 7 Dec 2026 17:00 UTC.'],
    [
      'withdrawn',
      'Withdrawn by Anna Berg on 7 Dec 2026 17:00 UTC. We stopped working on it. To go on, re-open this ticket if it is closed, else reply with what is wanted.',
    ],
    [
      'expired',
      'Ended without approval on 7 Dec 2026 17:00 UTC. To go on, re-open this ticket if it is closed, else reply here with the line “to:” and the name again.',
    ],
    ['superseded', 'The request was changed. The old plan is void; a new one follows here.'],
  ] as const)('closes a request that is %s with what was already written', (end, headline) => {
    const before = pieces(
      endMessage({ ...args, ...nothingWritten, end, by: ['Anna Berg'], detail: 'no  longer\nneeded' }),
    );
    expect(before.slice(0, 4)).toEqual([
      headline,
      'Why: no longer needed.',
      'Databricks: nothing was written.',
      'Reference: jira-10542-1',
    ]);
    const after = asText(endMessage({ ...args, end, results: halfDone, identityMissing: ['g-data-engineers'] }));
    expect(after).toContain('1 of 2 groups in place');
    expect(after).toContain("missing: 1, the identity team's task (DBX-43) is closed.");
    const elsewhere = endMessage({ ...args, end, identityTask: null, identityMissing: ['g-data-engineers'] });
    expect(asText(elsewhere)).toContain('missing: 1, and we look no longer.');
  });

  it.each(END_NAMES)('has words for the end "%s", and a reference', (end) => {
    const bare = endMessage({ ...args, ...nothingWritten, end, pair: null, plan: null });
    if (end === 'nothing new') return expect(bare).toEqual([]);
    expect(pieces(bare).at(-2)).toBe('Reference: jira-10542-1');
    expect(pieces(bare).at(-1)).toContain('Audit record jira-10542, 3f9a');
    return expect(asText(bare)).not.toMatch(/undefined|null|NaN/);
  });

  it('names groups for IT only', () => {
    const given = { ...args, results: halfDone, identityMissing: ['g-data-engineers', 'g-bi-consumers'] };
    const open = asText(endMessage(given));
    for (const { group } of examplePlan().comparison) expect(open).not.toContain(group.name);
    const internal = pieces(endMessage({ ...given, groupNames: true }));
    expect(internal).toContain('npb-platform-users: added');
    expect(internal).toContain('scratch-workspace-admins: refused by Databricks: only accessible by admins');
    expect(internal).toContain('data-engineers');
    expect(internal).toContain('bi-consumers');
  });

  it('says nothing about a half that was not concerned', () => {
    const onlyIdp = aPlan([anAction('a', { type: 'IdP required' })]);
    expect(asText(endMessage({ ...args, plan: onlyIdp, results: new Map() }))).not.toContain('Databricks:');
    const nothing = endMessage({ ...args, ...nothingWritten, plan: aPlan([]), end: 'nothing to add' });
    expect(pieces(nothing)).toEqual([
      'Nothing to add: Uwe Becker has all that can be given already.',
      'Reference: jira-10542-1',
      `Audit record jira-10542, ${'3f9a'.repeat(16)}`,
    ]);
  });
});

describe('databricksPart', () => {
  const part = {
    ...{ plan: examplePlan(), identityProvider: 'Entra', identityTask: 'DBX-43', groupNames: false },
    followsMissing: [],
    identityMissing: null,
  };

  it('says what works now, what still waits, and on whom', () => {
    expect(pieces(databricksPart({ ...part, results: allDone }))).toEqual([
      'Works now: Uwe is in 2 Databricks groups of the plan (prod-workspace, scratch-workspace (ADMIN)).',
      'Still waiting: 1 Entra group, on the identity team (DBX-43). 1 more follows by nesting. We keep looking and tell you here.',
    ]);
  });

  it('waits for nothing that the identity team has brought already', () => {
    const arrived = pieces(databricksPart({ ...part, results: allDone, identityMissing: [] }));
    expect(arrived[1]).toBe('The 1 Entra group has arrived as well. Nothing else is waiting.');
    const both = aPlan(['a', 'b'].map((name) => anAction(name, { type: 'IdP required' })));
    const args = { ...part, plan: both, results: new Map() };
    expect(pieces(databricksPart({ ...args, identityMissing: [] }))[1]).toBe(
      'The 2 Entra groups have arrived as well. Nothing else is waiting.',
    );
    expect(pieces(databricksPart({ ...args, identityMissing: ['g-b'] }))[1]).toBe(
      'Still waiting: 1 of 2 Entra groups, on the identity team (DBX-43). We keep looking and tell you here.',
    );
  });

  it('names only workspaces of groups that are in place', () => {
    const [first] = pieces(databricksPart({ ...part, results: halfDone }));
    expect(first).toBe(
      'Works now: Uwe is in 1 of 2 Databricks groups of the plan (prod-workspace). Not yet: 1 refused by Databricks.',
    );
  });

  it('promises nothing where nothing came of it', () => {
    const results: EndArgs['results'] = new Map([['g-npb-platform-users', { result: 'failed', reason: null }]]);
    const [first] = pieces(databricksPart({ ...part, results }));
    expect(first).toBe('Nothing new works yet in Databricks: of 2 groups, 1 failed, 1 not tried.');
  });

  it('does not promise through the identity team what follows in Databricks', () => {
    const added = anAction('a');
    const plan = aPlan([added], [aFollow('b', added)]);
    const results: EndArgs['results'] = new Map([['g-a', { result: 'applied', reason: null }]]);
    expect(pieces(databricksPart({ ...part, plan, results }))).toEqual([
      'Works now: Uwe is in 1 Databricks group of the plan.',
      'Nothing else is waiting.',
    ]);
  });

  it('says what should have come by nesting and did not, by name to IT only', () => {
    const added = anAction('a');
    const plan = aPlan([added], [aFollow('b', added), aFollow('c', added)]);
    const results: EndArgs['results'] = new Map([['g-a', { result: 'applied', reason: null }]]);
    const late = { plan, results, followsMissing: ['g-b'] };
    expect(pieces(databricksPart({ ...part, ...late }))).toEqual([
      'Works now: Uwe is in 1 Databricks group of the plan. 1 group that follows by nesting is not seen yet.',
      'Nothing else is waiting.',
    ]);
    expect(asText(databricksPart({ ...part, ...late, groupNames: true }))).toContain('b, through a');
    const end = pieces(endMessage({ ...args, ...late, identityMissing: null }));
    expect(end.slice(0, 2)).toEqual([
      'Partly done: Uwe Becker is in every group of the approved plan, but not yet in all that follows by nesting.',
      'Databricks: 1 of 1 group in place. 1 group that follows by nesting is not seen yet.',
    ]);
  });

  it('lists the groups for IT', () => {
    expect(asText(databricksPart({ ...part, results: allDone, groupNames: true }))).toContain(
      'scratch-workspace-admins: there already',
    );
  });
});

describe('broken', () => {
  it('is our side, needs no new ticket, and has a reference', () => {
    const text = asText(broken({ reference: 'jira-10542-1', written: 0, forIt: null, record: null }));
    expect(text).toContain('our side');
    expect(text).toContain('no need to file again');
    expect(text).toContain('Nothing was changed');
    expect(text).toContain('Reference: jira-10542-1');
    expect(text).not.toMatch(/Step|Audit/);
  });

  it('tells IT where it broke and what stays', () => {
    const text = asText(
      broken({ reference: 'r', written: 2, forIt: { step: 'AddMember', error: 'DirectoryRefused' }, record: null }),
    );
    expect(text).toContain('Step AddMember, error DirectoryRefused.');
    expect(text).toContain('2 memberships, which stay.');
  });

  it('does not say that nothing was changed where that is not known', () => {
    const text = asText(broken({ reference: 'r', written: null, forIt: null, record: null }));
    expect(text).not.toContain('Nothing was changed');
    expect(text).toContain('is not known');
  });

  it('names the audit record where the end is in it', () => {
    const text = pieces(broken({ reference: 'r', written: 0, forIt: null, record: args.record }));
    expect(text.slice(-2)).toEqual(['Reference: r', `Audit record jira-10542, ${'3f9a'.repeat(16)}`]);
  });
});

describe('brokenEnd', () => {
  it('is short: what broke was told before', () => {
    expect(pieces(brokenEnd({ reference: 'r', record: args.record }))).toEqual([
      'This request has ended with what broke, see our message above. IT has to repair it; no need to file again.',
      'Reference: r',
      `Audit record jira-10542, ${'3f9a'.repeat(16)}`,
    ]);
    expect(asText(brokenEnd({ reference: 'r', record: null }))).not.toContain('Audit');
  });
});
