import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import { addAttachment, findAttachment, mayAttachForIt, removeAttachment } from './attachments.ts';
import { addComment, findComment, readTaskComment, removeComment } from './comments.ts';
import {
  closeDecision,
  findDecision,
  isApprovedAlready,
  openDecision,
  readDecision,
  readDecisionMark,
} from './decisions.ts';
import {
  createIdentityTask,
  findIdentityTask,
  identityTaskAlias,
  moveIdentityTask,
  readIdentityTask,
  renameIdentityTask,
} from './identity-task.ts';
import { markVerdict } from './mark-verdict.ts';
import { moveTicket } from './move-ticket.ts';
import { isGroupMember, knowsPerson, readPerson } from './people.ts';
import { readTicket } from './read-ticket.ts';
import { type ServiceNowOptions, serviceNowSite } from './site.ts';
import { listChanged } from './sweep.ts';

/** An instance cancels a call after 60 s (`c_DefaultQuotaRules`): later a write was applied or dropped for good. */
const SETTLE_SECONDS = 65;

/**
 * ServiceNow as the desk's ticket system: requested items (RITM) of the service catalog.
 * @throws ConfigurationInvalid when the stage file holds what this adapter cannot work with
 */
export function serviceNowTickets(options: ServiceNowOptions): TicketSystem {
  const site = serviceNowSite(options);
  return {
    settleSeconds: SETTLE_SECONDS,
    ownPersonId: site.stage.ownUserId,
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
    identityTaskAlias: (ticketId, marker) => identityTaskAlias(ticketId, marker),
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
    closeDecision: (ticketId, handle) => closeDecision(site, ticketId, handle),
    markVerdict: (ticketId, verdict) => markVerdict(site, ticketId, verdict),
    moveTicket: (ticketId, end) => moveTicket(site, ticketId, end),
  };
}
