import { display, nameWithId } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import { oneLine } from '../one-line.ts';
import { groupNames } from './identity-watch.ts';
import { withinLimit } from './limit.ts';
import { counted, paragraph, shortNames } from './phrases.ts';

interface Declined {
  readonly plan: Plan;
  readonly taskKey: string;
  /** Ids of what it asked for; null for all the plan has. */
  readonly groups: readonly string[] | null;
}

/** A comment can be as long as its ticket system allows. */
const LONGEST_COMMENT = 600;

/** For IT on the request: a person closed the identity task as not done; `comment` is the last one on it. */
export function identityDeclined(
  args: Declined & { readonly comment: { readonly by: string; readonly text: string } | null },
): Document {
  const { comment } = args;
  const words = comment === null ? 'Nobody commented on it.' : said(comment);
  return withinLimit([
    paragraph(
      `The identity team closed ${display(args.taskKey)} as not done. ${nameWithId(args.plan.target)} was to be added to:`,
    ),
    { kind: 'list', items: groupNames(args.plan, args.groups) },
    paragraph(words),
    paragraph('We keep looking until the time is up. Whoever opens the task again puts it back to work.'),
  ]);
}

function said({ by, text }: { readonly by: string; readonly text: string }): string {
  return `Last comment on it, by ${display(by)}: “${oneLine(text, LONGEST_COMMENT)}”`;
}

/** The same for the requester, who reads no names of groups and no words of the team. */
export function identityDeclinedForRequester(args: Declined & { readonly identityProvider: string }): Document {
  const count = groupNames(args.plan, args.groups).length;
  const { target } = shortNames(args.plan);
  return [
    paragraph(
      `The identity team closed its task ${display(args.taskKey)} without adding ${target} to ` +
        `${counted(count, `${display(args.identityProvider)} group`)}. IT can read why. Please ask the service desk if you ` +
        'need it all the same; we say so here if it arrives.',
    ),
  ];
}
