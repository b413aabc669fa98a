import { display, nameWithId } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import { withinLimit } from './limit.ts';
import { paragraph, titledList } from './phrases.ts';

/** Why a membership that was added does not show in Databricks (Entra SCIM connector and automatic identity management). */
const USUAL_REASONS = [
  'The person was added to a group of a similar name: compare the object id.',
  'The group is not assigned to the Databricks enterprise application, or outside its scope.',
  'The person was added to a nested group, which the SCIM connector does not sync.',
  'The person has another account in Databricks than the one named above.',
  'The sync is in quarantine or switched off: look at its log.',
] as const;

interface Missing {
  readonly plan: Plan;
  /** Ids of groups. */
  readonly missing: readonly string[];
}

function namesOf({ plan, missing }: Missing): string[] {
  return plan.actions.filter(({ group }) => missing.includes(group.id)).map(({ group }) => display(group.name));
}

/** On the child ticket, once: it was closed two hours ago, and the memberships are not there. */
export function identityClosedWithout(args: Missing): Document {
  return withinLimit([
    paragraph(
      `This task was closed two hours ago, but Databricks does not see ${nameWithId(args.plan.target)} in these groups. ` +
        'Please look again.',
    ),
    { kind: 'list', items: namesOf(args) },
    ...titledList('Usual reasons', USUAL_REASONS),
    paragraph(
      'If it should not be done, close the task as skipped and say why in a comment. We keep looking either way.',
    ),
  ]);
}

/** For IT on the request: the task could not be opened again, or was closed `again` without the memberships. */
export function identityStillMissing(args: Missing & { readonly taskKey: string; readonly again: boolean }): Document {
  const task = display(args.taskKey);
  const what = args.again
    ? `The identity team closed ${task} a second time`
    : `The identity team closed ${task} two hours ago, and our account may not open it again`;
  return withinLimit([
    paragraph(`${what}, but Databricks does not see ${nameWithId(args.plan.target)} in these groups:`),
    { kind: 'list', items: namesOf(args) },
    paragraph('Please ask the team. We keep looking, and say so here when they arrive.'),
  ]);
}
