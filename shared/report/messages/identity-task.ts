import { display, fullName, nameWithId } from '../../domain/display.ts';
import type { Block, Document } from '../../domain/document.ts';
import type { Action, Plan } from '../../domain/plan.ts';
import type { Principal } from '../../domain/principal.ts';
import { accessSummary } from '../access-summary.ts';
import { oneLine } from '../one-line.ts';
import { withinLimit } from './limit.ts';
import { counted, heading, paragraph, titledList } from './phrases.ts';

export interface IdentityTaskArgs {
  readonly plan: Plan;
  readonly identityProvider: string;
  /** What people call the ticket it belongs to: `DBX-42`. */
  readonly ticketKey: string;
}

/** Jira takes 255 characters, ServiceNow cuts at 160 in lists; the words that matter stand first. */
const LONGEST_SUMMARY = 200;
const MOST_OBJECTS = 6;

/** For the identity team: the child ticket as it is created, on hold until the request is approved. */
export function identityTask(args: IdentityTaskArgs): { summary: string; body: Document } {
  const actions = args.plan.actions.filter(({ type }) => type === 'IdP required');
  const provider = display(args.identityProvider);
  const what = `${counted(actions.length, `${provider} group`)} (${display(args.ticketKey)})`;
  const start = 'WAIT: not approved. Add ';
  const room = LONGEST_SUMMARY - `${start} to ${what}`.length;
  return {
    summary: oneLine(`${start}${oneLine(fullName(args.plan.target), room)} to ${what}`, LONGEST_SUMMARY),
    body: withinLimit([
      paragraph('WAIT: not approved. Please add nobody until this task is open and a comment here says APPROVED.'),
      paragraph('That happens by itself once the request is approved. If it is not, this task is closed by itself.'),
      heading(`Whom to add in ${provider}`),
      { kind: 'list', items: person(args.plan.target) },
      heading(`To which groups (${actions.length})`),
      { kind: 'table', header: ['Group', 'Object id', 'What it opens'], rows: actions.map(groupRow) },
      ...followers(args.plan),
      paragraph('When it is done, close this task. We check in Databricks that the membership has arrived.'),
    ]),
  };
}

function person(target: Principal): string[] {
  const kind = target.kind === 'user' ? 'User name' : 'Application id';
  return [
    `Name: ${display(fullName(target))}`,
    `${kind}: ${display(target.name)}`,
    `Object id: ${objectId(target.externalId)}`,
  ];
}

function groupRow({ group, workspaces, grants }: Action): string[] {
  const opened = accessSummary({ workspaces, grants }, display, MOST_OBJECTS);
  return [display(group.name), objectId(group.externalId), opened === '' ? 'not known' : opened];
}

/** Databricks knows the provider's id only of what is linked (SCIM `externalId`). */
function objectId(externalId: string | null): string {
  return externalId === null ? 'not linked, look up by name' : display(externalId);
}

function followers(plan: Plan): Block[] {
  const items = plan.follows
    .filter(({ follows, throughType }) => follows && throughType === 'IdP required')
    .map(({ group, throughGroupName }) => `${display(group.name)} (through ${display(throughGroupName)})`);
  return titledList('Do not add by hand: these follow by nesting', items);
}

/** On the child ticket, when the request is approved. */
export function identityTaskReleased(args: { readonly plan: Plan; readonly approvedBy: readonly string[] }): Document {
  const by = args.approvedBy.length === 0 ? '' : ` by ${args.approvedBy.map(display).join(', ')}`;
  return [paragraph(`APPROVED${by}. Please add ${nameWithId(args.plan.target)} to the groups listed above now.`)];
}

/** On the child ticket, when it is closed because nothing is to be added any more; `reason`: `the request was rejected`. */
export function identityTaskSkipped(args: { readonly reason: string }): Document {
  return [paragraph(`No longer needed: ${oneLine(args.reason, LONGEST_SUMMARY)}. Please add nobody.`)];
}
