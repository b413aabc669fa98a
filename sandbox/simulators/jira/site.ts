import type {
  Account,
  CustomField,
  Group,
  IssueType,
  LinkType,
  Project,
  SiteModel,
  SiteOptions,
  Status,
  Webhook,
  Workflow,
} from './model.ts';
import type { Attachment, Comment, HistoryEntry, Issue, Mail } from './ticket.ts';

/** Something that happened on the site and that webhooks may tell. */
export interface SiteEvent {
  readonly webhookEvent: string;
  readonly actor: string;
  readonly issue: Issue;
  /** `issue_event_type_name` of issue events. */
  readonly typeName?: string;
  readonly change?: HistoryEntry;
  readonly comment?: Comment;
  readonly attachment?: Attachment;
  readonly property?: { readonly key: string; readonly value: unknown };
}

type IdKind = 'issue' | 'comment' | 'attachment' | 'change' | 'approval' | 'link';

/** A running site: its configuration, its tickets, its clock, and who listens to what happens. */
export class Site implements SiteModel {
  readonly accounts: Account[];
  readonly groups: Group[];
  readonly projects: Project[];
  readonly workflows: Workflow[];
  readonly customFields: CustomField[];
  readonly linkTypes: LinkType[];
  readonly webhooks: Webhook[];
  readonly options: SiteOptions;
  /** Tickets by numeric id. */
  readonly issues = new Map<string, Issue>();
  readonly mails: Mail[] = [];
  readonly now: () => number;
  /** `http://127.0.0.1:<port>` once the server listens. */
  baseUrl = '';
  onEvent: (event: SiteEvent) => void = () => undefined;

  readonly #ids: Record<IdKind, number> = {
    issue: 10_541,
    comment: 20_010,
    attachment: 30_000,
    change: 15_000,
    approval: 0,
    link: 40_000,
  };
  readonly #issueNumbers = new Map<string, number>();

  constructor(model: SiteModel, now: () => number) {
    this.accounts = model.accounts;
    this.groups = model.groups;
    this.projects = model.projects;
    this.workflows = model.workflows;
    this.customFields = model.customFields;
    this.linkTypes = model.linkTypes;
    this.webhooks = model.webhooks;
    this.options = model.options;
    this.now = now;
  }

  /** A fresh id, larger than every earlier one of its kind. */
  nextId(kind: IdKind): string {
    this.#ids[kind] += 1;
    return String(this.#ids[kind]);
  }

  /** The next key of a project; numbers are never used twice. */
  nextKey(projectKey: string): string {
    const number = (this.#issueNumbers.get(projectKey) ?? 0) + 1;
    this.#issueNumbers.set(projectKey, number);
    return `${projectKey}-${number}`;
  }

  /** The ticket with this id, key or former key; keys are found in any case. */
  findIssue(idOrKey: string): Issue | undefined {
    const key = idOrKey.toUpperCase();
    const issues = [...this.issues.values()];
    return (
      this.issues.get(idOrKey) ??
      issues.find((issue) => issue.key === key) ??
      issues.find((issue) => issue.formerKeys.includes(key))
    );
  }

  account(accountId: string): Account {
    return known(
      this.accounts.find((account) => account.accountId === accountId),
      `account ${accountId}`,
    );
  }

  project(idOrKey: string): Project {
    return known(
      this.projects.find((project) => project.key === idOrKey || project.id === idOrKey),
      `project ${idOrKey}`,
    );
  }

  issueType(issue: Pick<Issue, 'projectKey' | 'issueTypeId'>): IssueType {
    const types = this.project(issue.projectKey).issueTypes;
    return known(
      types.find((type) => type.id === issue.issueTypeId),
      `issue type ${issue.issueTypeId}`,
    );
  }

  workflow(issue: Pick<Issue, 'projectKey' | 'issueTypeId'>): Workflow {
    const { workflowId } = this.issueType(issue);
    return known(
      this.workflows.find((workflow) => workflow.id === workflowId),
      `workflow ${workflowId}`,
    );
  }

  status(statusId: string): Status {
    const statuses = this.workflows.flatMap((workflow) => workflow.statuses);
    return known(
      statuses.find((status) => status.id === statusId),
      `status ${statusId}`,
    );
  }

  customField(fieldId: string): CustomField | undefined {
    return this.customFields.find((field) => field.id === fieldId);
  }

  /** Issues linked with this one, either way, in the order of the links. */
  linked(issue: Issue): Issue[] {
    return issue.links.flatMap(({ inwardId, outwardId }) => {
      const other = this.issues.get(inwardId === issue.id ? outwardId : inwardId);
      return other ? [other] : [];
    });
  }

  subtasks(issue: Issue): Issue[] {
    return [...this.issues.values()].filter((other) => other.parentId === issue.id);
  }
}

/** Thrown only when the site's configuration does not fit together, or a test names what does not exist. */
function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`the simulated site has no ${what}`);
  return found;
}
