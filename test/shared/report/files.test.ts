import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parsePlan, planDigest } from '#shared/domain/canonical.ts';
import { planSchema } from '#shared/domain/plan.ts';
import { comparisonFileName, planFileName, resultFileName } from '#shared/report/file-names.ts';
import { comparisonJson, planJson } from '#shared/report/json.ts';
import { utcTime } from '#shared/report/times.ts';
import { anAction, aPlan, examplePlan } from '#test/builders/plan.ts';

describe('file names', () => {
  it('hold ticket, run and the start of the digest', () => {
    expect(comparisonFileName('DBX-42', 1)).toBe('compare_DBX-42_r1.csv');
    expect(planFileName('RITM0012345', 12, '0f3a9c12'.repeat(8))).toBe(
      'provisioning_plan_RITM0012345_r12_0f3a9c12.csv',
    );
  });

  it('differ for plan and results of one digest', () => {
    expect(resultFileName('DBX-42', 1, '0f3a9c12ab')).toBe('provisioning_result_DBX-42_r1_0f3a9c12.csv');
  });

  it('hold nothing a ticket system or a file system stumbles over', () => {
    expect(comparisonFileName('../a b"ü', 1)).toMatch(/^compare_[A-Za-z0-9._-]+_r1\.csv$/);
    expect(comparisonFileName('../a b', 1)).not.toContain('/');
  });
});

describe('utcTime', () => {
  it.each([
    ['2026-12-07T17:00:00Z', '7 Dec 2026 17:00 UTC'],
    ['2026-12-07T00:30:00+02:00', '6 Dec 2026 22:30 UTC'],
    ['2026-12-07T17:00:59.999Z', '7 Dec 2026 17:00 UTC'],
  ])('writes %s as %s', (iso, text) => {
    expect(utcTime(iso)).toBe(text);
  });
});

describe('JSON', () => {
  it('keeps every text as it is and adds what became of an addition', () => {
    const plan = aPlan([anAction('=a\n\u202e')]);
    const results = new Map([['g-=a\n\u202e', { result: 'failed' as const, reason: 'why' }]]);
    const read: unknown = JSON.parse(planJson(plan, results));
    expect(read).toMatchObject({
      actions: [{ group: { name: '=a\n\u202e' }, applied: false, error: 'why', result: 'failed', resultReason: 'why' }],
    });
  });

  it('holds the whole plan', () => {
    expect(planSchema.parse(JSON.parse(planJson(examplePlan())))).toEqual(examplePlan());
  });

  it('holds the digest of what it holds, whatever the names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const action = anAction('a');
        const text = planJson(aPlan([{ ...action, group: { ...action.group, name } }]));
        const { digest } = z.object({ digest: z.string() }).parse(JSON.parse(text));
        const plan = parsePlan(text);
        expect(plan.actions.map(({ group }) => group.name)).toEqual([name]);
        expect(digest).toBe(planDigest(plan));
      }),
    );
  });

  it('splits the comparison in three', () => {
    const read: unknown = JSON.parse(comparisonJson({ ...examplePlan(), gaps: [] }));
    expect(read).toMatchObject({
      a: { name: 'thomas@company.com' },
      onlyInA: { length: 5 },
      onlyInB: [{ group: { name: 'legacy-etl-users' } }],
      inBoth: { length: 3 },
      gaps: [],
    });
  });
});
