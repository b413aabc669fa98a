import { type AdfDocument, adfFromText } from './adf.ts';
import { openApproval } from './approvals.ts';
import { attach } from './attachments.ts';
import { addComment, editComment } from './comments.ts';
import { customValueFromForm } from './custom-values.ts';
import { type Decision, decide } from './decisions.ts';
import { createIssue, deleteIssue, editIssue, type IssueEdit, moveIssue, retypeIssue } from './issues.ts';
import { issueNotFound, JiraFault } from './jira-fault.ts';
import type { IssueType } from './model.ts';
import { isOnTeam, seesRequest, visibleIssue, visibleRequest } from './permissions.ts';
import type { Site } from './site.ts';
import type { Attachment, Comment, Issue, Visibility } from './ticket.ts';
import { type TicketView, viewTicket } from './ticket-view.ts';
import { possibleTransitions, transitionIssue } from './transitions.ts';

/** What somebody enters: text, an option's label, account ids for people. By field id; also `summary`, `description`. */
export type FormValues = Readonly<Record<string, string | readonly string[] | null>>;

interface FiledRequest {
  /** Key of the project. */
  readonly project: string;
  /** Id of the issue type; on a service desk one that the portal offers. */
  readonly issueType: string;
  readonly fields: FormValues;
  /** An agent may file for somebody else, who is then the reporter. */
  readonly onBehalfOf?: string;
}

interface CommentOptions {
  readonly internal?: boolean;
  readonly onlyFor?: Visibility;
}

/** Somebody with a browser. The same rules and the same history as for REST; refusals are thrown as `JiraFault`. */
export interface Person {
  file(request: FiledRequest): Issue;
  edit(key: string, fields: FormValues): void;
  /** `onlyFor`: restricted to a role or group. A document says what an editor makes of a text: mentions, links. */
  comment(key: string, text: string | AdfDocument, options?: CommentOptions): Comment;
  /** Rewrites a comment; those who work in the project may edit everybody's. */
  editComment(key: string, commentId: string, text: string): void;
  attach(key: string, filename: string, text: string): Attachment;
  transition(key: string, toStatusId: string): void;
  /** Answers the approval with this id, or the one that runs now. */
  decide(key: string, decision: Decision, approvalId?: string): void;
  view(key: string): TicketView;
  moveProject(key: string, projectKey: string, issueTypeId: string): void;
  changeType(key: string, issueTypeId: string): void;
  cancel(key: string): void;
  delete(key: string): void;
}

/** The person behind an account. */
export function personOf(site: Site, accountId: string): Person {
  const me = site.account(accountId).accountId;
  const seen = (key: string): Issue => {
    const issue = site.findIssue(key);
    if (issue !== undefined && seesRequest(site, me, issue)) return visibleRequest(site, me, key);
    return visibleIssue(site, me, key);
  };
  const worksOn = (issue: Issue) => isOnTeam(site, me, site.project(issue.projectKey));
  const moveTo = (issue: Issue, statusId: string) => {
    const transition = possibleTransitions(site, me, issue).find(({ to }) => to === statusId);
    if (transition === undefined) throw new JiraFault(400, `There is no way to status ${statusId} now.`);
    transitionIssue(site, me, issue, transition.id);
  };

  return {
    file: (request) => fileRequest(site, me, request),
    edit(key, fields) {
      const issue = seen(key);
      if (!worksOn(issue)) throw new JiraFault(403, 'A submitted request cannot be changed on the portal.');
      editIssue(site, me, issue, readForm(site, site.issueType(issue), fields));
    },
    comment(key, text, { internal = false, onlyFor } = {}) {
      const issue = seen(key);
      const serviceDesk = site.project(issue.projectKey).kind === 'service_desk';
      if (internal && !(serviceDesk && worksOn(issue)))
        throw new JiraFault(403, 'Only agents write internal comments.');
      const body = typeof text === 'string' ? adfFromText(text) : text;
      return addComment(site, me, issue, { body, internal, ...(onlyFor && { visibility: onlyFor }) });
    },
    editComment(key, commentId, text) {
      const issue = seen(key);
      const comment = issue.comments.find(({ id }) => id === commentId);
      if (comment === undefined || !(comment.author === me || worksOn(issue)))
        throw new JiraFault(403, 'This comment may not be edited.');
      editComment(site, me, issue, comment, adfFromText(text));
    },
    attach(key, filename, text) {
      return attach(site, me, seen(key), { filename, mimeType: 'text/plain', content: Buffer.from(text) });
    },
    transition: (key, toStatusId) => moveTo(seen(key), toStatusId),
    decide(key, decision, approvalId) {
      const issue = seen(key);
      const wanted = approvalId ?? openApproval(issue)?.id;
      const approval = issue.approvals.find(({ id }) => id === wanted);
      if (approval === undefined) throw new JiraFault(404, 'The approval does not exist.');
      decide(site, me, issue, approval, decision);
    },
    view: (key) => viewTicket(site, me, key),
    moveProject(key, projectKey, issueTypeId) {
      const issue = visibleIssue(site, me, key);
      if (!isOnTeam(site, me, site.project(projectKey))) throw issueNotFound();
      moveIssue(site, me, issue, projectKey, issueTypeId);
    },
    changeType: (key, issueTypeId) => retypeIssue(site, me, visibleIssue(site, me, key), issueTypeId),
    cancel(key) {
      const issue = seen(key);
      moveTo(issue, site.workflow(issue).cancelled);
    },
    delete: (key) => deleteIssue(site, me, visibleIssue(site, me, key)),
  };
}

function fileRequest(site: Site, me: string, { project: key, issueType, fields, onBehalfOf }: FiledRequest): Issue {
  const project = site.project(key);
  const type = site.issueType({ projectKey: project.key, issueTypeId: issueType });
  const portal = project.kind === 'service_desk';
  const onTeam = isOnTeam(site, me, project);
  if (!onTeam && !portal) throw new JiraFault(403, 'You may not create issues in this project.');
  if (portal && type.requestTypeId === undefined) throw new JiraFault(400, 'The portal does not offer this type.');
  if (onBehalfOf !== undefined && !onTeam) throw new JiraFault(403, 'Only agents file for somebody else.');
  const { summary = type.name, description = null, custom } = readForm(site, type, fields);
  return createIssue(site, me, {
    projectKey: project.key,
    issueTypeId: type.id,
    summary,
    description,
    reporter: onBehalfOf ?? me,
    assignee: null,
    labels: [],
    custom,
    ...(type.requestTypeId !== undefined && { requestTypeId: type.requestTypeId }),
  });
}

function readForm(site: Site, type: IssueType, values: FormValues): IssueEdit {
  const edit: IssueEdit = { custom: new Map() };
  for (const [id, value] of Object.entries(values)) {
    const field = type.fields.includes(id) ? site.customField(id) : undefined;
    if (field !== undefined) edit.custom.set(id, customValueFromForm(site, field, value));
    else if (id === 'summary' && typeof value === 'string') edit.summary = value;
    else if (id === 'description' && typeof value === 'string') edit.description = adfFromText(value);
    else throw new JiraFault(400, `The form has no field ${id}.`);
  }
  return edit;
}
