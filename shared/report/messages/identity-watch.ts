import { display, nameWithId } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import { type Elsewhere, leftOut } from './identity-task.ts';
import { withinLimit } from './limit.ts';
import { counted, paragraph } from './phrases.ts';

/** On the child ticket: every membership it asked for is there. */
export function identityArrived({
  plan,
  groups,
}: {
  readonly plan: Plan;
  readonly groups: readonly string[];
}): Document {
  const names = groupNames(plan, groups);
  const where = counted(names.length, 'group');
  return withinLimit([
    paragraph(`All arrived: Databricks sees ${nameWithId(plan.target)} in ${where}. Nothing is left to do here.`),
    { kind: 'list', items: names },
  ]);
}

/** For IT on the request: somebody deleted the identity team's task. `groups` null: all the plan has. */
export function identityTaskGone(args: {
  readonly plan: Plan;
  readonly taskKey: string;
  readonly groups: readonly string[] | null;
}): Document {
  return withinLimit([
    paragraph(
      `The identity team's task ${display(args.taskKey)} is gone. Nobody sees any more that ` +
        `${nameWithId(args.plan.target)} is to be added to these groups; please tell the team.`,
    ),
    { kind: 'list', items: groupNames(args.plan, args.groups) },
    paragraph('We keep looking for the memberships, and say so here when they arrive.'),
  ]);
}

/** For IT on the request: the team is asked for some groups by the task of another request already. */
export function identityElsewhere(args: { readonly plan: Plan; readonly elsewhere: readonly Elsewhere[] }): Document {
  return withinLimit([
    paragraph(
      'Another open request asks the identity team for the same already, so no second task does: ' +
        `${counted(args.elsewhere.length, 'group')} for ${nameWithId(args.plan.target)}.`,
    ),
    { kind: 'list', items: leftOut(args.plan, args.elsewhere) },
    paragraph(
      'We wait for these memberships all the same. If this request is approved first, it gets a task of its own.',
    ),
  ]);
}

/** Names of the plan's groups with these ids; null for all that the identity team adds. */
export function groupNames({ actions }: Plan, ids: readonly string[] | null): string[] {
  return actions
    .filter(({ type, group }) => (ids === null ? type === 'IdP required' : ids.includes(group.id)))
    .map(({ group }) => display(group.name));
}
