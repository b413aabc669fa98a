import { describe, expect, it } from 'vitest';
import type { Evidence, SecurableGrant } from '#shared/domain/evidence.ts';
import { openedBy } from '#shared/domain/group-evidence.ts';
import { listNotCopied } from '#shared/domain/not-copied.ts';
import { accessSummary } from '#shared/report/access-summary.ts';
import { thomas } from '#test/builders/plan.ts';

const grant = (name: string, privileges: string[], more?: number, viaGroupId = '1'): SecurableGrant => ({
  metastoreId: 'm',
  kind: 'table',
  name,
  privileges,
  viaGroupId,
  ...(more !== undefined && { more }),
});
const exact = (name: string) => name;

describe('a name that stands for several objects', () => {
  it('says how many there are', () => {
    const grants = [grant('a.b.c', ['SELECT'], 41), grant('a.b.d', ['MODIFY'])];
    expect(accessSummary({ workspaces: [], grants }, exact)).toBe('tables: a.b.c and 41 more (SELECT), a.b.d (MODIFY)');
  });

  it('is not the one object of that name, nor as many others', () => {
    const grants = [grant('a', ['SELECT'], 2), grant('a', ['MODIFY']), grant('a', ['MANAGE'], 2, '2')];
    const evidence: Evidence = {
      assignments: {},
      grants: { '1': grants },
      workspaces: { complete: true, read: 0, total: 0 },
      unityCatalog: { scanned: true, complete: true, calls: 0 },
      gaps: [],
    };
    const opened = openedBy(evidence, ['1']);
    expect(opened.grants).toHaveLength(3);
    expect(accessSummary(opened, exact)).toBe('tables: a (MODIFY), a and 2 more (SELECT), a and 2 more (MANAGE)');
  });

  it('is told so where the source holds it itself', () => {
    const evidence: Evidence = {
      assignments: {},
      grants: { [thomas.id]: [grant('a.b.c', ['SELECT'], 1)] },
      workspaces: { complete: true, read: 0, total: 0 },
      unityCatalog: { scanned: true, complete: true, calls: 0 },
      gaps: [],
    };
    expect(listNotCopied({ source: thomas, evidence })).toContain('direct grant on table a.b.c and 1 more (SELECT)');
  });
});
