import type { Findings } from '../domain/findings.ts';
import type { Reading } from './reading.ts';

/** What a completed reading says, in the words a plan is made of. */
export function findingsOf(reading: Reading): Findings {
  const hidden = (area: 'workspace' | 'unityCatalog') => reading.gaps.some((gap) => gap.area === area && gap.hides);
  return {
    route: reading.route,
    source: reading.source,
    target: reading.target,
    groups: reading.groups,
    sourceMembership: reading.origins,
    evidence: {
      assignments: reading.assignments,
      grants: reading.grants,
      workspaces: {
        complete: !hidden('workspace'),
        read: reading.workspaces.read,
        total: reading.workspaces.total,
      },
      unityCatalog: {
        scanned: reading.scanUc,
        complete: reading.scanUc && !hidden('unityCatalog'),
        calls: reading.deepCalls,
      },
      gaps: reading.gaps,
    },
  };
}
