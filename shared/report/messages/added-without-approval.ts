import { display, nameWithId } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import { groupNames } from './identity-watch.ts';
import { withinLimit } from './limit.ts';
import { paragraph } from './phrases.ts';

/**
 * For IT and on the child ticket, when a request ends without approval: memberships its task asked for are there.
 * `arrived` are ids of groups; null where Databricks could not be read.
 */
export function addedWithoutApproval(args: {
  readonly plan: Plan;
  readonly taskKey: string;
  readonly arrived: readonly string[] | null;
}): Document {
  const who = nameWithId(args.plan.target);
  const task = display(args.taskKey);
  if (args.arrived === null) {
    return [
      paragraph(
        `This request ends without approval. Whether ${who} was added to groups of ${task} all the same is not known: ` +
          'Databricks could not be read. Please look.',
      ),
    ];
  }
  return withinLimit([
    paragraph(`Added without approval: ${who} is in these groups of ${task} now, and this request was not approved.`),
    { kind: 'list', items: groupNames(args.plan, args.arrived) },
    paragraph('If it was done for this request, please take it back; we remove nobody.'),
  ]);
}
