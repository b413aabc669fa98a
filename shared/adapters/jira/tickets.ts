import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import type { JiraStage } from '#shared/stage.ts';
import { addAttachment, findAttachment, mayAttachForIt, removeAttachment } from './attachments.ts';
import { type JiraClientOptions, jiraClient } from './client.ts';
import { addComment, findComment, readTaskComment, removeComment } from './comments.ts';
import { findDecision, isApprovedAlready, openDecision, readDecision, readDecisionMark } from './decisions.ts';
import {
  createIdentityTask,
  findIdentityTask,
  moveIdentityTask,
  readIdentityTask,
  renameIdentityTask,
} from './identity-task.ts';
import { markVerdict } from './mark-verdict.ts';
import { moveTicket } from './move-ticket.ts';
import { isGroupMember, knowsPerson, readPerson } from './people.ts';
import { readTicket } from './read-ticket.ts';
import type { JiraSite } from './site.ts';
import { listChanged } from './sweep.ts';

/** Seconds after which a write without an answer was applied or dropped for good. */
const SETTLE_SECONDS = 30;

export interface JiraTicketsOptions extends Omit<JiraClientOptions, 'baseUrl'> {
  readonly stage: JiraStage;
}

/**
 * Jira Cloud (plain projects and Jira Service Management) as the desk's ticket system.
 */
export function jiraTickets(options: JiraTicketsOptions): TicketSystem {
  const { stage, now } = options;
  const site: JiraSite = { stage, now, client: jiraClient({ ...options, baseUrl: stage.baseUrl }) };
  return {
    settleSeconds: SETTLE_SECONDS,
    ownPersonId: stage.ownAccountId,
    readTicket: (ticketId) => readTicket(site, ticketId),
    listChanged: (minutes) => listChanged(site, minutes),
    readPerson: (personId) => readPerson(site, personId),
    knowsPerson: (email) => knowsPerson(site, email),
    isGroupMember: (groupId, personId) => isGroupMember(site, groupId, personId),
    findComment: (ticketId, marker, audience) => findComment(site, ticketId, { marker, audience }),
    addComment: (ticketId, comment) => addComment(site, ticketId, comment),
    removeComment: (ticketId, commentId) => removeComment(site, ticketId, commentId),
    mayAttachForIt: (ticketId) => mayAttachForIt(site, ticketId),
    findAttachment: (ticketId, fileName) => findAttachment(site, ticketId, fileName),
    addAttachment: (ticketId, file) => addAttachment(site, ticketId, file),
    removeAttachment: (_ticketId, attachmentId) => removeAttachment(site, attachmentId),
    findIdentityTask: (ticketId, marker) => findIdentityTask(site, ticketId, marker),
    // Jira gives ids as it creates; until then only the parent is known, which its events name as well.
    identityTaskAlias: () => null,
    createIdentityTask: (ticketId, task) => createIdentityTask(site, ticketId, task),
    readIdentityTask: (taskId) => readIdentityTask(site, taskId),
    moveIdentityTask: (taskId, to) => moveIdentityTask(site, taskId, to),
    renameIdentityTask: (taskId, summary) => renameIdentityTask(site, taskId, summary),
    readTaskComment: (taskId) => readTaskComment(site, taskId),
    openDecision: (ticketId) => openDecision(site, ticketId),
    readDecisionMark: (ticketId) => readDecisionMark(site, ticketId),
    findDecision: (ticketId, mark) => findDecision(site, ticketId, mark),
    isApprovedAlready: (ticketId) => isApprovedAlready(site, ticketId),
    readDecision: (ticketId, handle) => readDecision(site, ticketId, handle),
    // A question of Jira is a status; leaving it, as every end does, closes it.
    closeDecision: async () => undefined,
    markVerdict: (ticketId, verdict) => markVerdict(site, ticketId, verdict),
    moveTicket: (ticketId, end) => moveTicket(site, ticketId, end),
  };
}
