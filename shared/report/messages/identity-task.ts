import { display, fullName, nameWithId } from '../../domain/display.ts';
import type { Block, Document } from '../../domain/document.ts';
import { type IdentityProvider, type ProviderKind, providerId } from '../../domain/identity-provider.ts';
import type { Action, Plan } from '../../domain/plan.ts';
import { accessSummary } from '../access-summary.ts';
import { identityStepsFileName } from '../file-names.ts';
import { ENTRA_ANSWERS } from '../identity/entra.ts';
import { OKTA_ANSWERS } from '../identity/okta.ts';
import { type IdentityStep, identityStep } from '../identity/steps.ts';
import { oneLine } from '../one-line.ts';
import { lengthOf } from './limit.ts';
import { counted, heading, paragraph, titledList } from './phrases.ts';

export interface IdentityTaskArgs {
  readonly plan: Plan;
  /** The groups this task asks for. */
  readonly actions: readonly Action[];
  readonly provider: IdentityProvider;
  /** What people call the ticket it belongs to: `DBX-42`. */
  readonly ticketKey: string;
  readonly run: number;
  /** 1, 2 … among the tasks of the run. */
  readonly part?: number;
  /** Groups the task of another request asks for. */
  readonly elsewhere?: readonly Elsewhere[];
}

/** A group, and what people call the task that asks for it. */
export interface Elsewhere {
  readonly groupId: string;
  readonly taskKey: string;
}

/** Jira takes 255 characters, ServiceNow cuts at 160 in lists; the words that matter stand first. */
const LONGEST_SUMMARY = 200;
const MOST_OBJECTS = 6;
const MOST_FOLLOWERS = 20;
/** Room for the steps of the groups; a line that somebody pastes is never cut, so a group has all of its steps or none. */
const LONGEST_STEPS = 7_000;

/** The title of the task: it says WAIT as long as the request is not approved. */
export function identityTaskTitle(
  { plan, actions, provider, ticketKey }: Pick<IdentityTaskArgs, 'plan' | 'actions' | 'provider' | 'ticketKey'>,
  approved: boolean,
): string {
  const what = `${counted(actions.length, `${display(provider.name)} group`)} (${display(ticketKey)})`;
  const start = `${approved ? '' : 'WAIT: not approved. '}Add `;
  const room = LONGEST_SUMMARY - `${start} to ${what}`.length;
  return oneLine(`${start}${oneLine(fullName(plan.target), room)} to ${what}`, LONGEST_SUMMARY);
}

/** For the identity team: the child ticket as it is created, on hold until the request is approved. */
export function identityTask(args: IdentityTaskArgs): { summary: string; body: Document } {
  const { plan, actions, provider, ticketKey } = args;
  const name = display(provider.name);
  const file = identityStepsFileName(ticketKey, args.run, args.part);
  return {
    summary: identityTaskTitle(args, false),
    body: [
      paragraph(
        `Please wait while the title says WAIT: request ${display(ticketKey)} is not approved. Once it is, a comment ` +
          'here says APPROVED, the title changes and this task opens. If it is not, this task closes by itself.',
      ),
      heading(`Whom to add in ${name}`),
      { kind: 'list', items: person(args) },
      heading(`To which groups (${actions.length})`),
      ...stepsOf(args, file),
      ...answers(provider.kind),
      ...followers(plan, actions),
      ...titledList('Asked for by another task, not by this one', leftOut(plan, args.elsewhere ?? [])),
      paragraph(`The same as a table: ${file}. It can be joined with those of other tickets.`),
      paragraph(
        'When it is done, close this task. We look in Databricks whether the membership has arrived, and close the task ' +
          'ourselves when it has. If it should not be done, close it as skipped and say why in a comment.',
      ),
    ],
  };
}

const SHELLS: Readonly<Record<ProviderKind, string>> = {
  entra: 'Lines are for bash with the Azure CLI, such as Azure Cloud Shell.',
  okta: 'Lines are for bash; they read OKTA_ORG_URL (https://company.okta.com) and OKTA_API_TOKEN.',
  other: '',
};

function answers(kind: ProviderKind): Block[] {
  if (kind === 'other') return [];
  return [
    ...titledList('What the check can say', kind === 'entra' ? ENTRA_ANSWERS : OKTA_ANSWERS),
    paragraph(SHELLS[kind]),
  ];
}

const NOT_LINKED = 'not linked, look up by name';

function person({ plan: { target }, provider }: IdentityTaskArgs): string[] {
  const kind = target.kind === 'user' ? 'User name' : 'Application id';
  return [
    `Name: ${display(fullName(target))}`,
    `${kind}: ${display(target.name)}`,
    `Object id: ${shownId(providerId(provider.kind, target.externalId))}`,
  ];
}

/** Databricks knows the provider's id only of what is linked (SCIM `externalId`). */
function shownId(id: string | null): string {
  return id === null ? NOT_LINKED : display(id);
}

function stepsOf({ plan, actions, provider }: IdentityTaskArgs, file: string): Block[] {
  const blocks: Block[] = [];
  let room = LONGEST_STEPS;
  for (const [index, action] of actions.entries()) {
    const some = groupBlocks(identityStep(provider, plan.target, action), `${index + 1}. `);
    room -= lengthOf(some);
    if (room < 0) return [...blocks, paragraph(`And ${counted(actions.length - index, 'more group')}: see ${file}.`)];
    blocks.push(...some);
  }
  return blocks;
}

function groupBlocks(step: IdentityStep, number: string): Block[] {
  const { action, groupId, link, check, add } = step;
  const opened = accessSummary(action, display, MOST_OBJECTS);
  const line = (title: string, text: string | null): Block[] =>
    text === null ? [] : [paragraph(title), { kind: 'code', text }];
  return [
    heading(`${number}${display(action.group.name)}`),
    { kind: 'list', items: [`Object id: ${shownId(groupId)}`, `Opens: ${opened === '' ? 'not known' : opened}`] },
    ...(link === null ? [] : [{ kind: 'link', text: 'Open the group', url: link } as const]),
    ...line('Check first:', check),
    ...line('Then add:', add),
  ];
}

function followers(plan: Plan, actions: readonly Action[]): Block[] {
  const asked = new Set(actions.map(({ group }) => group.id));
  const items = plan.follows
    .filter(({ follows, throughGroupId }) => follows && asked.has(throughGroupId))
    .map(({ group, throughGroupName }) => `${display(group.name)} (through ${display(throughGroupName)})`);
  const more = items.length - MOST_FOLLOWERS;
  const shown = more > 0 ? [...items.slice(0, MOST_FOLLOWERS), `… and ${more} more`] : items;
  return titledList('Do not add by hand: these follow by nesting', shown);
}

/** `data-engineers: DBX-43`, for a list. */
export function leftOut({ actions }: Plan, elsewhere: readonly Elsewhere[]): string[] {
  const items = elsewhere.map(({ groupId, taskKey }) => {
    const name = actions.find(({ group }) => group.id === groupId)?.group.name ?? groupId;
    return `${display(name)}: ${display(taskKey)}`;
  });
  const more = items.length - MOST_FOLLOWERS;
  return more > 0 ? [...items.slice(0, MOST_FOLLOWERS), `… and ${more} more`] : items;
}

/** On the child ticket, when the request is approved. `elsewhere` are groups that other tasks ask for by now. */
export function identityTaskReleased(args: {
  readonly plan: Plan;
  readonly approvedBy: readonly string[];
  readonly elsewhere?: readonly Elsewhere[];
}): Document {
  const by = args.approvedBy.length === 0 ? '' : ` by ${args.approvedBy.map(display).join(', ')}`;
  return [
    paragraph(`APPROVED${by}. Please add ${nameWithId(args.plan.target)} to the groups listed above now.`),
    ...titledList('But not to these: another task asks for them', leftOut(args.plan, args.elsewhere ?? [])),
  ];
}

/** On the child ticket, when it is closed because nothing is to be added any more; `reason`: `the request was rejected`. */
export function identityTaskSkipped(args: { readonly reason: string }): Document {
  return [paragraph(`No longer needed: ${oneLine(args.reason, LONGEST_SUMMARY)}. Please add nobody.`)];
}
