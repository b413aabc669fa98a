import { openPlay, type Play, type PlayOptions } from '#sandbox/play.ts';
import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The two ways of approving in Jira: a gate status of a plain project, or an approval of a service desk. */
export const WAYS = [
  { way: 'plain', project: 'DBX', issueType: '10100', approved: '10002', rejected: '10003', gate: '10001' },
  { way: 'service desk', project: 'DBS', issueType: '10200', approved: '10032', rejected: '10033', gate: '10031' },
] as const;
export type Way = (typeof WAYS)[number];

export interface Wish {
  readonly source?: string;
  readonly target?: string;
  readonly without?: string;
  readonly by?: string;
  readonly approvers?: readonly string[];
}

/** A story under way: the play, and the words its people use. */
export interface Story extends Play {
  /** Files a request and lets the plan be made; returns the ticket's key. */
  file(way: Pick<Way, 'project' | 'issueType'>, wish?: Wish): Promise<string>;
  /** Decides as this person: by status or by approval. */
  decide(way: Way, key: string, decision: 'approve' | 'decline', personId?: string): Promise<void>;
  /** The identity team adds Uwe in Entra; Databricks sees it after the sync. */
  syncEntra(groupName: string, principalName: string): void;
  /** All comments of the desk, as the service account sees them. */
  said(key: string): string[];
  /** What the requester (a customer on a service desk) can read. */
  readBy(personId: string, key: string): string[];
  /** Names of the direct groups of a principal, as they truly are. */
  groupsOf(name: string): string[];
  status(key: string): string;
  /** Status of every execution by name. */
  executions(): Promise<Record<string, string>>;
  /** SCIM PATCH requests Databricks took. */
  writes(): number;
}

export async function openStory(options: PlayOptions = {}): Promise<Story> {
  const play = await openPlay(options);
  const { jira, databricks, desk } = play;
  const idOf = (name: string) => databricks.model.idOf(name);
  return {
    ...play,
    async file({ project, issueType }, wish = {}) {
      const { source = 'thomas@company.com', target = 'uwe@company.com', without, by = people.rita, approvers } = wish;
      const issue = jira.site.as(by).file({
        project,
        issueType,
        fields: {
          summary: 'Databricks access',
          [formFields.source]: source,
          [formFields.target]: target,
          [formFields.reason]: 'Joins the data platform team',
          ...(without !== undefined && { [formFields.without]: without }),
          ...(project !== 'DBX' && { [formFields.approvers]: approvers ?? [people.petra] }),
        },
      });
      await play.settle();
      return issue.key;
    },
    async decide({ way, approved, rejected }, key, decision, personId = people.petra) {
      const person = jira.site.as(personId);
      if (way === 'plain') person.transition(key, decision === 'approve' ? approved : rejected);
      else person.decide(key, decision);
      await play.settle();
    },
    syncEntra: (groupName, principalName) =>
      databricks.model.syncFromIdentityProvider(idOf(groupName), idOf(principalName)),
    said: (key) =>
      jira.site
        .as(people.agent)
        .view(key)
        .comments.filter(({ author }) => author === 'Access Desk')
        .map(({ text }) => text),
    readBy: (personId, key) =>
      jira.site
        .as(personId)
        .view(key)
        .comments.map(({ text }) => text),
    groupsOf: (name) =>
      databricks.model
        .groupsWith(idOf(name))
        .map((group) => group.displayName)
        .sort(),
    status: (key) => jira.site.findIssue(key)?.statusId ?? 'gone',
    async executions() {
      const all = await desk.engine.listExecutions();
      return Object.fromEntries(all.map(({ name, status }) => [name, status]).reverse());
    },
    writes: () => databricks.requests.filter(({ method }) => method === 'PATCH').length,
  };
}

/** Comments that hold this text. */
export function holding(texts: readonly string[], part: string): string[] {
  return texts.filter((text) => text.includes(part));
}
