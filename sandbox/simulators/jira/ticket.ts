import type { AdfDocument } from './adf.ts';

/** How a custom field's value is kept: option id, account id or ids, text, or a document. */
export type FieldValue = string | readonly string[] | AdfDocument | null;

export interface Issue {
  readonly id: string;
  key: string;
  /** Keys it had before it was moved; they still find it. */
  readonly formerKeys: string[];
  projectKey: string;
  issueTypeId: string;
  statusId: string;
  summary: string;
  description: AdfDocument | null;
  readonly creator: string;
  reporter: string;
  assignee: string | null;
  labels: string[];
  resolution: string | null;
  readonly parentId?: string;
  requestTypeId?: string;
  readonly custom: Map<string, FieldValue>;
  readonly comments: Comment[];
  readonly attachments: Attachment[];
  readonly history: HistoryEntry[];
  readonly approvals: Approval[];
  readonly links: IssueLink[];
  readonly properties: Map<string, unknown>;
  readonly created: number;
  updated: number;
  /** Every moment the issue changed; the search index lags behind by these. */
  readonly changedAt: number[];
}

export interface Comment {
  readonly id: string;
  readonly author: string;
  body: AdfDocument;
  readonly created: number;
  /** By whom and when it was edited last. */
  edited?: { readonly by: string; readonly at: number };
  /** Hidden from portal customers. */
  readonly internal: boolean;
  readonly visibility?: Visibility;
  readonly properties: Map<string, unknown>;
}

export interface Visibility {
  readonly type: 'role' | 'group';
  readonly identifier: string;
  readonly value: string;
}

export interface Attachment {
  readonly id: string;
  readonly filename: string;
  readonly mimeType: string;
  readonly content: Buffer;
  readonly author: string;
  readonly created: number;
  /** Given by the service desk API as internal: the portal does not show it. */
  readonly internal?: boolean;
}

export interface HistoryEntry {
  readonly id: string;
  readonly author: string;
  readonly created: number;
  readonly items: HistoryItem[];
}

export interface HistoryItem {
  readonly field: string;
  readonly fieldtype: 'jira' | 'custom';
  readonly fieldId: string;
  readonly from: string | null;
  readonly fromString: string | null;
  readonly to: string | null;
  readonly toString: string | null;
}

export interface Approval {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  completed?: number;
  finalDecision: 'pending' | 'approved' | 'declined';
  /** False once the ticket left the status undecided: nobody can answer any more. */
  open: boolean;
  readonly approvers: { readonly accountId: string; decision: 'pending' | 'approved' | 'declined' }[];
}

interface IssueLink {
  readonly id: string;
  readonly type: string;
  readonly inwardId: string;
  readonly outwardId: string;
}

/** A mail Jira sent, as far as the sandbox cares. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly issueKey: string;
  readonly approvalId: string;
  readonly at: number;
}
