import * as z from 'zod';
import { entriesOf, mustDiffer, mustNotBeIn, placesOf, refuse } from './differ.ts';
import {
  filledList,
  group,
  jiraAccountId,
  jiraFieldId,
  jiraGroupId,
  jiraNumber,
  oneOf,
  secretName,
  url,
  words,
  yesOrNo,
} from './values.ts';

const approverGroup = { approverGroupId: jiraGroupId, approverGroupName: words };

const approval = z.discriminatedUnion(
  'mode',
  [
    /** Plain Jira: a person moves the ticket from the gate status to approved or rejected. */
    group({
      mode: z.literal('status'),
      gateStatusId: jiraNumber,
      approvedStatusId: jiraNumber,
      rejectedStatusId: jiraNumber,
      ...approverGroup,
    }),
    /** Jira Service Management: entering the approval status asks the approvers. */
    group({ mode: z.literal('jsm'), approvalStatusId: jiraNumber, ...approverGroup }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? 'must be "status" (plain Jira) or "jsm" (Jira Service Management)'
        : 'must be an object whose key mode is "status" (plain Jira) or "jsm" (Jira Service Management)',
  },
);

const ticketType = group({
  projectId: jiraNumber,
  issueTypeId: jiraNumber,
  approval,
  fields: group({
    source: jiraFieldId.optional(),
    target: jiraFieldId.optional(),
    without: jiraFieldId.optional(),
    scanUc: jiraFieldId.optional(),
    reason: jiraFieldId.optional(),
  }),
  itRole: group({ type: oneOf('role', 'group'), id: words }).optional(),
  correctorGroupId: jiraGroupId.optional(),
  filesForEverybody: yesOrNo().default(false),
  closedStatusIds: filledList(jiraNumber, 'the id of a status'),
  endStatusIds: group({
    done: jiraNumber.optional(),
    nothingToAdd: jiraNumber.optional(),
    rejected: jiraNumber.optional(),
    expired: jiraNumber.optional(),
  }).default({}),
  identityTask: group({
    issueTypeId: jiraNumber,
    onHoldStatusId: jiraNumber,
    openStatusId: jiraNumber,
    doneStatusIds: filledList(jiraNumber, 'the id of a status'),
    skippedStatusIds: filledList(jiraNumber, 'the id of a status'),
    assigneeId: jiraAccountId.optional(),
    ownProject: group({ projectId: jiraNumber, linkTypeId: jiraNumber }).optional(),
  }).superRefine(({ onHoldStatusId, openStatusId, doneStatusIds, skippedStatusIds }, context) => {
    const places = [
      ...placesOf({ onHoldStatusId, openStatusId }),
      ...entriesOf(doneStatusIds, 'doneStatusIds'),
      ...entriesOf(skippedStatusIds, 'skippedStatusIds'),
    ];
    mustDiffer(context, places, 'each status of the task means one thing');
  }),
}).superRefine((type, context) => {
  const closed = { name: 'closedStatusIds', values: type.closedStatusIds };
  mustDiffer(context, placesOf(type.fields, 'fields'), 'each part of the request has a field of its own');
  if (type.approval.mode === 'jsm') {
    const { approvalStatusId } = type.approval;
    mustNotBeIn(context, placesOf({ approvalStatusId }, 'approval'), closed, 'nobody would be asked');
    return;
  }
  const { gateStatusId, approvedStatusId, rejectedStatusId } = type.approval;
  const statuses = { gateStatusId, approvedStatusId, rejectedStatusId };
  mustDiffer(context, placesOf(statuses, 'approval'), 'each status of the approval means one thing');
  const open = placesOf({ gateStatusId, approvedStatusId }, 'approval');
  mustNotBeIn(context, open, closed, 'the request would end there before anything is added');
  // A project role or group is all that keeps comments for IT from the requester in plain Jira.
  if (type.itRole === undefined)
    refuse(context, { path: ['itRole'] }, 'is missing: in plain Jira it says who may read comments for IT');
  if (type.itRole?.type === 'role' && /^\d+$/.test(type.itRole.id))
    refuse(context, { path: ['itRole', 'id'] }, 'is a number, must be the name of the role: Jira takes no id here');
});

export const jira = group({
  baseUrl: url,
  ownAccountId: jiraAccountId,
  apiSecret: secretName,
  webhookSecret: secretName,
  ticketTypes: filledList(ticketType, 'a project and issue type'),
}).superRefine(({ ticketTypes }, context) => {
  const places = ticketTypes.map(({ projectId, issueTypeId }, index) => ({
    path: ['ticketTypes', index],
    value: `${projectId}/${issueTypeId}`,
  }));
  mustDiffer(context, places, 'a project and issue type may stand here once');
});

export type JiraStage = z.infer<typeof jira>;
export type JiraTicketType = z.infer<typeof ticketType>;
