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
  const { coverage, actions, follows } = plan;
  const listed = actions.slice(0, MOST_ROWS);
  const following = follows.slice(0, MOST_ROWS - listed.length);
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
    groups: listed.map(({ type, group, elevated }) => ({
      groupId: group.id,
      groupName: group.name.slice(0, LONGEST_NAME),
      action: type,
      elevated: elevated.length > 0,
    })),
    follows: following.map(({ group, throughGroupId, follows: arrives }) => ({
      groupId: group.id,
      groupName: group.name.slice(0, LONGEST_NAME),
      throughGroupId,
      arrives,
    })),
    groupsNotListed: actions.length + follows.length - listed.length - following.length,
  });
}
