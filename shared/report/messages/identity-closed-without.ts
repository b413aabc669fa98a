import { display, nameWithId } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import { withinLimit } from './limit.ts';
import { paragraph, titledList } from './phrases.ts';

/** Why a membership that was added does not show in Databricks (Entra SCIM connector and automatic identity management). */
const USUAL_REASONS = [
  'The sync has not run yet: it takes up to 40 minutes.',
  'The person was added to a group of a similar name: compare the object id.',
  'The group is not assigned to the Databricks enterprise application, or outside its scope.',
  'The person was added to a nested group, which the SCIM connector does not sync.',
  'The person has another account in Databricks than the one named above.',
] as const;

/** On the child ticket, said once: it was closed, and the memberships are not there. `missing` are group ids. */
export function identityClosedWithout(args: { readonly plan: Plan; readonly missing: readonly string[] }): Document {
  const groups = args.plan.actions.filter(({ group }) => args.missing.includes(group.id));
  return withinLimit([
    paragraph(`This task is closed, but Databricks does not see ${nameWithId(args.plan.target)} in these groups yet:`),
    { kind: 'list', items: groups.map(({ group }) => display(group.name)) },
    ...titledList('Usual reasons', USUAL_REASONS),
    paragraph('We keep looking and say so on the request as soon as they arrive. No need to re-open this task.'),
  ]);
}
