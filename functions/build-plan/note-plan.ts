import { note } from '#functions/common/note.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { MOST_ROWS } from '#shared/domain/audit-event.ts';
import { LONGEST_NAME } from '#shared/domain/display.ts';
import { sortedUnique } from '#shared/domain/order.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';

/** Records what was read, and what it was judged to be. */
export async function notePlan(
  ports: StepPorts<'BuildPlan'>,
  key: RunKey,
  planNo: number,
  plan: Plan,
  digest: string,
): Promise<void> {
  const { coverage, actions } = plan;
  const scanned = coverage.unityCatalogComplete ? 'read' : 'read in part';
  await note(ports, key, `planned ${planNo} ${digest}`, {
    event: 'planned',
    plan: planNo,
    digest,
    verdict: plan.verdict.word,
    read: {
      route: plan.route,
      workspaces: coverage.workspacesRead,
      workspacesOf: coverage.workspacesTotal,
      unityCatalog: coverage.unityCatalogScanned ? scanned : 'not asked for',
      calls: coverage.unityCatalogCalls,
      notRead: sortedUnique(coverage.gaps.map(({ what }) => what.slice(0, LONGEST_NAME))).slice(0, MOST_ROWS),
    },
    groups: actions.slice(0, MOST_ROWS).map(({ type, group, elevated }) => ({
      groupId: group.id,
      groupName: group.name.slice(0, LONGEST_NAME),
      action: type,
      elevated: elevated.length > 0,
    })),
    groupsNotListed: Math.max(0, actions.length - MOST_ROWS),
  });
}
