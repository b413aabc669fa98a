import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdditionResult } from '#shared/domain/run.ts';
import { comparisonCsv, planCsv } from '#shared/report/csv.ts';
import { neutralised, withByteOrderMark } from '#shared/report/csv-table.ts';
import { aFollow, aGrant, anAction, aPlan, aWorkspace, examplePlan, thomas } from '#test/builders/plan.ts';
import { parseCsv } from './parse-csv.ts';

const COMPARISON_HEADER = 'group_id,group_name,source,in_a,in_b,is_direct_in_a,is_direct_in_b,path_in_a,path_in_b';
const PLAN_HEADER =
  'action_type,group_name,group_id,source,path,workspace_accesses,uc_grants_summary,applied,error,external_id,elevated,reason,result';

describe('comparisonCsv', () => {
  it('has the agreed columns and one row per group', () => {
    const text = comparisonCsv(examplePlan());
    expect(text.split('\r\n')[0]).toBe(COMPARISON_HEADER);
    expect(text).toContain(
      'g-bi-consumers,bi-consumers,external,true,false,false,false,Thomas Müller → data-engineers → bi-consumers,\r\n',
    );
    expect(text).toContain(
      'g-legacy-etl-users,legacy-etl-users,internal,false,true,false,true,,Uwe Becker → legacy-etl-users\r\n',
    );
    expect(parseCsv(text)).toHaveLength(1 + examplePlan().comparison.length);
  });
});

describe('planCsv', () => {
  it('has the agreed columns also where the plan is empty', () => {
    expect(planCsv(aPlan([]))).toBe(`${PLAN_HEADER}\r\n`);
  });

  it('writes one row per group of the gap, in the order of the report', () => {
    const rows = parseCsv(planCsv(examplePlan()));
    expect(rows.slice(1).map(([type, name]) => [type, name])).toEqual([
      ['IdP required', 'data-engineers'],
      ['Follows', 'bi-consumers'],
      ['Skipped', 'ml-catalog-readers'],
      ['Databricks', 'npb-platform-users'],
      ['Databricks', 'scratch-workspace-admins'],
    ]);
    expect(rows[1]?.slice(3)).toEqual([
      'external',
      'Thomas Müller → data-engineers',
      'dev-workspace, prod-workspace',
      '',
      'false',
      '',
      'aad-group-data-engineers',
      '',
      '',
      '',
    ]);
  });

  it('tells what became of an addition', () => {
    const plan = aPlan(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => anAction(name)));
    const results = new Map<string, Pick<AdditionResult, 'result' | 'reason'>>([
      ['g-a', { result: 'applied', reason: null }],
      ['g-b', { result: 'refused', reason: 'only accessible by admins' }],
      ['g-c', { result: 'not written', reason: 'the group is gone' }],
      ['g-d', { result: 'accepted, not yet confirmed', reason: 'the target is gone' }],
      ['g-e', { result: 'accepted, not yet confirmed', reason: null }],
      ['g-f', { result: 'failed', reason: null }],
      ['g-g', { result: 'already member', reason: null }],
    ]);
    const outcome = parseCsv(planCsv(plan, results)).map((row) => [row[7], row[8], row[12]]);
    expect(outcome.slice(1)).toEqual([
      ['true', '', 'applied'],
      ['false', 'only accessible by admins', 'refused'],
      ['false', 'the group is gone', 'not written'],
      ['false', 'the target is gone', 'accepted, not yet confirmed'],
      ['false', '', 'accepted, not yet confirmed'],
      ['false', 'failed', 'failed'],
      ['false', '', 'already member'],
    ]);
  });

  it('gives a group that does not follow the type of the group it would come through', () => {
    const blocked = anAction('owners', { type: 'Blocked', reason: 'role account_admin' });
    const rows = parseCsv(planCsv(aPlan([blocked], [aFollow('nested', blocked)])));
    expect(rows[2]?.[0]).toBe('Blocked');
    expect(rows[2]?.[11]).toBe('does not follow: owners is Blocked');
  });

  it('joins lists by comma and names what a grant is on', () => {
    const action = anAction('a', {
      workspaces: [aWorkspace('prod', { level: 'ADMIN' }), aWorkspace('dev')],
      grants: [aGrant('ml', ['USE CATALOG', 'SELECT']), aGrant('raw', ['OWNER'], { kind: 'external_location' })],
      elevated: ['workspace ADMIN in prod', 'ownership of external location raw'],
    });
    const row = parseCsv(planCsv(aPlan([action])))[1];
    expect(row?.[5]).toBe('dev, prod (ADMIN)');
    expect(row?.[6]).toBe('catalog ml (SELECT, USE CATALOG), external location raw (OWNER)');
    expect(row?.[10]).toBe('workspace ADMIN in prod, ownership of external location raw');
  });

  it('reads back exactly as written, whatever the names', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', '=', '@', '\t', "'", '\u202e', 'ü', '😀'),
    });
    fc.assert(
      fc.property(text, text, text, (name, workspace, person) => {
        const action = anAction(name, { workspaces: [aWorkspace(`w${workspace}`)], path: [`p${person}`, name] });
        const rows = parseCsv(planCsv(aPlan([action], [], { source: { ...thomas, displayName: person } })));
        expect(rows).toHaveLength(2);
        expect(rows[1]).toHaveLength(13);
        expect(rows[1]?.[1]).toBe(neutralised(name));
        expect(rows[1]?.[4]).toBe(neutralised(`p${person} → ${name}`));
        expect(rows[1]?.[5]).toBe(neutralised(`w${workspace}`));
      }),
    );
  });
});

describe('neutralised', () => {
  it.each(['=1+1', '+49', '-1', '@SUM(A1)', '\ta', '\ra', '\na', '＝1'])('makes %j text', (cell) => {
    expect(neutralised(cell)).toBe(`'${cell}`);
  });

  it.each([
    ['x;=cmd', "x;'=cmd"],
    ['x; +1;@a', "x; '+1;'@a"],
    ['x\n=1', "x\n'=1"],
    ['x\r\n\t-1', "x\r\n\t'-1"],
    ['\t=1', "'\t'=1"],
    ['x;＝1', "x;'＝1"],
    // Doubled in the file, the quotes are an empty text there, and what follows begins the cell.
    ['x;"=1', `x;"'=1`],
    ['x; ""=1', `x; ""'=1`],
  ])('makes %j text where another separator begins a cell', (cell, text) => {
    expect(neutralised(cell)).toBe(text);
  });

  it.each(['', 'a=1', "'=1", 'data-engineers', 'a; b', 'a;b=c'])('leaves %j alone', (cell) => {
    expect(neutralised(cell)).toBe(cell);
  });
});

describe('withByteOrderMark', () => {
  it('starts the file with EF BB BF', () => {
    expect([...Buffer.from(withByteOrderMark('a')).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });
});
