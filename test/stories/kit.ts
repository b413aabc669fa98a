import { openPlay, type Play, type PlayOptions } from '#sandbox/play.ts';
import { disclosures } from '#sandbox/story/disclosure.ts';
import type { Answer, Colleague, Form, Office, PersonName, PlaceName } from '#sandbox/story/office/office.ts';
import { officeOf } from '#sandbox/story/office/office-of.ts';
import type { TaskState, TicketRecord } from '#sandbox/story/office/records.ts';

/** A way to file a request and to have it decided. */
export interface StoryWay {
  readonly name: string;
  readonly system: Office['system'];
  readonly place: PlaceName;
  /** Kinds of webhooks that tell of a new ticket, and of a decision. */
  readonly told: { readonly created: readonly string[]; readonly decided: readonly string[] };
  /** A question that is open stays open when the plan changes, so its answer may be older than the plan. */
  readonly keepsOldQuestion: boolean;
}

const jira = {
  system: 'jira',
  told: { created: ['jira:issue_created'], decided: ['jira:issue_updated'] },
} as const satisfies Partial<StoryWay>;

/** The two ways of approving in Jira: a gate status of a plain project, or an approval of a service desk. */
export const WAYS = [
  {
    ...jira,
    ...{ way: 'plain', name: 'plain Jira', place: 'DBX', keepsOldQuestion: false },
    ...{ project: 'DBX', issueType: '10100', approved: '10002', rejected: '10003', gate: '10001' },
  },
  {
    ...jira,
    ...{ way: 'service desk', name: 'a Jira service desk', place: 'DBS', keepsOldQuestion: true },
    ...{ project: 'DBS', issueType: '10200', approved: '10032', rejected: '10033', gate: '10031' },
  },
] as const satisfies readonly StoryWay[];

export const [PLAIN, SERVICE_DESK] = WAYS;

const servicenow = {
  system: 'servicenow',
  told: { created: ['ritm.inserted'], decided: ['approver.changed', 'approver.changed', 'ritm.approval_changed'] },
  keepsOldQuestion: false,
} as const satisfies Partial<StoryWay>;

/** ServiceNow: the item itself is approved. */
export const ITEM: StoryWay = { ...servicenow, name: 'a ServiceNow item', place: 'access' };
/** ServiceNow: people are picked, and the order the item belongs to is approved. */
export const ORDER: StoryWay = { ...servicenow, name: 'a ServiceNow order', place: 'accessPicked' };

/** For what must hold whatever the way. */
export const EVERY_WAY: readonly StoryWay[] = [...WAYS, ITEM];
/** For what depends on the ticket system only. */
export const EVERY_SYSTEM: readonly StoryWay[] = [PLAIN, ITEM];

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What Uwe lacks and Databricks itself owns. */
export const ADDED = ['npb-platform-users', 'scratch-workspace-admins'];

export interface Wish extends Pick<Form, 'source' | 'target' | 'without' | 'approvers'> {
  readonly by?: PersonName;
}

/** A story under way: the play, and the words its people use. */
export interface Story extends Play {
  readonly office: Office;
  as(name: PersonName): Colleague;
  /** Files a request and lets the plan be made; returns the ticket's key. */
  file(wish?: Wish): Promise<string>;
  /** Petra decides, or who is named. */
  decide(key: string, answer: Answer, by?: PersonName): Promise<void>;
  /** The identity team adds Uwe in Entra; Databricks sees it after the sync. */
  syncEntra(groupName: string, principalName: string): void;
  /** What people outside can see although it is not for them. */
  disclosed(): string[];
  /** Ends the story; fails where anything was disclosed, unless `forgiven`. */
  close(): Promise<void>;
  /** The ticket as it truly is. */
  record(key: string): TicketRecord;
  /** True while the desk waits for a decision. */
  isAsked(key: string): boolean;
  /** Where its identity tasks stand, oldest first. */
  tasks(key: string): TaskState[];
  /** All messages of the desk, whoever may read them. */
  said(key: string): string[];
  /** What this person (a customer on a service desk) can read. */
  readBy(name: PersonName, key: string): string[];
  /** Names of the direct groups of a principal, as they truly are. */
  groupsOf(name: string): string[];
  /** Status of every execution by the number of its run. */
  runs(): Promise<Record<string, string>>;
  /** SCIM PATCH requests Databricks took. */
  writes(): number;
  /** Every webhook that tells of this is lost. */
  lose(what: keyof StoryWay['told']): void;
}

/** @param forgiven a story that discloses something on purpose, to see that it is found out */
export async function openStory(way: StoryWay, options: PlayOptions = {}, forgiven = false): Promise<Story> {
  const play = await openPlay(options);
  const { databricks, desk } = play;
  const office = officeOf(play, way.system);
  const idOf = (name: string) => databricks.model.idOf(name);
  const record = (key: string): TicketRecord => {
    const found = office.record(key);
    if (found === undefined) throw new Error(`there is no ticket ${key}`);
    return found;
  };
  const filed: string[] = [];
  const disclosed = () => filed.flatMap((id) => disclosures(play, office, id));
  return {
    ...play,
    office,
    as: (name) => office.as(name),
    disclosed,
    async close() {
      const seen = disclosed();
      await play.close();
      if (!forgiven && seen.length > 0)
        throw new Error(`people outside read what is not for them:\n${seen.join('\n')}`);
    },
    async file(wish = {}) {
      const { by = 'rita', ...fields } = wish;
      const id = office.as(by).file({ place: way.place, form: formOf(way, fields) });
      filed.push(id);
      await play.settle();
      return record(id).key;
    },
    async decide(key, answer, by = 'petra') {
      office.as(by).decide(key, answer);
      await play.settle();
    },
    syncEntra: (groupName, principalName) =>
      databricks.model.syncFromIdentityProvider(idOf(groupName), idOf(principalName)),
    record,
    isAsked: (key) => record(key).asked,
    tasks: (key) => record(key).tasks.map(({ state }) => state),
    said: (key) =>
      record(key)
        .messages.filter(({ author }) => author === 'Access Desk')
        .map(({ text }) => text),
    readBy: (name, key) =>
      office
        .as(name)
        .view(key)
        .comments.map(({ text }) => text),
    groupsOf: (name) =>
      databricks.model
        .groupsWith(idOf(name))
        .map((group) => group.displayName)
        .sort(),
    async runs() {
      const all = await desk.engine.listExecutions();
      return Object.fromEntries(all.map(({ name, status }) => [name.split('-').at(-1), status]));
    },
    writes: () => databricks.requests.filter(({ method }) => method === 'PATCH').length,
    lose: (what) => {
      for (const event of way.told[what]) office.webhooks.dropNext({ event });
    },
  };
}

function formOf({ place }: StoryWay, fields: Omit<Wish, 'by'>): Form {
  const { source = 'thomas@company.com', target = 'uwe@company.com', approvers = ['petra'], ...others } = fields;
  return {
    ...others,
    ...{ summary: 'Databricks access', source, target, reason: 'Joins the data platform team' },
    ...(place === 'DBS' && { approvers }),
  };
}

/** Comments that hold this text. */
export function holding(texts: readonly string[], part: string): string[] {
  return texts.filter((text) => text.includes(part));
}
