/** The configuration of a simulated site. Everything stays changeable while the simulator runs. */
export interface SiteModel {
  readonly accounts: Account[];
  readonly groups: Group[];
  readonly projects: Project[];
  readonly workflows: Workflow[];
  readonly customFields: CustomField[];
  readonly linkTypes: LinkType[];
  readonly webhooks: Webhook[];
  readonly options: SiteOptions;
}

export interface SiteOptions {
  /** Largest attachment in bytes, as `GET /attachment/meta` tells. */
  uploadLimit: number;
  /** What a wrong token gets where anonymous callers are allowed: a 401, or 200 with empty data and one telling header. */
  deadToken: 'unauthorized' | 'anonymous';
  /** How long a change stays invisible to search, milliseconds. */
  searchDelayMs: number;
  /** Refuse more than 20 writes in 2 s or 100 in 30 s on one issue. */
  limitIssueWrites: boolean;
  /** Whether `user/search` finds a profile by its e-mail although the profile hides it. */
  searchFindsHiddenEmail: boolean;
  /** Offset of the times in answers, such as +0100; minutes. */
  utcOffsetMinutes: number;
}

export interface Account {
  readonly accountId: string;
  displayName: string;
  email: string;
  /** The profile does not show its e-mail to others. */
  hideEmail: boolean;
  active: boolean;
  readonly accountType: 'atlassian' | 'app' | 'customer';
  /** API token for Basic authentication; without one the account cannot use REST. */
  token?: string;
  /** Global permission "Browse users and groups". */
  browseUsers: boolean;
}

export interface Group {
  readonly id: string;
  name: string;
  readonly members: string[];
}

interface Role {
  readonly id: string;
  readonly name: string;
  readonly accounts: string[];
  readonly groups: string[];
}

export interface Project {
  readonly id: string;
  readonly key: string;
  name: string;
  readonly kind: 'software' | 'service_desk';
  readonly roles: Role[];
  /** Members of this role work in the project through Jira itself; on a service desk they are its agents. */
  readonly teamRole: string;
  readonly issueTypes: IssueType[];
}

export interface LinkType {
  readonly id: string;
  name: string;
}

export interface IssueType {
  readonly id: string;
  name: string;
  readonly subtask: boolean;
  workflowId: string;
  /** Custom fields on its screens; on a portal form they are the visible fields. */
  readonly fields: string[];
  /** Set where people file it through a portal. */
  readonly requestTypeId?: string;
}

export interface Status {
  readonly id: string;
  name: string;
  readonly category: 'new' | 'indeterminate' | 'done';
}

export interface Transition {
  readonly id: string;
  name: string;
  readonly from: readonly string[] | 'any';
  readonly to: string;
  /** Workflow condition: only members of this group (by id). */
  onlyGroup?: string;
  /** Shown to the reporter on the portal. */
  portal?: boolean;
  /** Post function: the resolution this transition sets. */
  resolution?: string;
}

export interface Workflow {
  readonly id: string;
  readonly initial: string;
  readonly cancelled: string;
  readonly statuses: Status[];
  readonly transitions: Transition[];
  approval?: ApprovalStep;
}

export interface ApprovalStep {
  readonly status: string;
  /** The field that names the approvers. */
  readonly approversField: string;
  /** How many must approve; one refusal always declines. */
  required: number | 'all';
  readonly onApprove: string;
  readonly onDecline: string;
  /** Transitions that stay open while the approval is pending; without any nobody can move the ticket. */
  mayLeave: string[];
  /** Who the history names for the transition after the decision: the approver, or an account id. */
  decisionAuthor: string;
}

export interface CustomField {
  readonly id: string;
  name: string;
  readonly type: 'textfield' | 'textarea' | 'select' | 'userpicker' | 'multiuserpicker';
  readonly options?: readonly { readonly id: string; readonly value: string }[];
}

export interface Webhook {
  readonly id: string;
  url: string;
  /** Without one, deliveries are not signed. */
  secret?: string;
  readonly events: string[];
  /** What the JQL filter of a real registration would say; a missing list filters nothing. */
  readonly projects?: string[];
  readonly issueTypes?: string[];
}
