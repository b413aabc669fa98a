import type { KeyTexts } from './text.ts';

const STATUS = 'See [Jira issue type and status](#where-ids-are-found).';
const PROJECT = 'See [Jira project](#where-ids-are-found).';
const FIELD = 'See [Jira field](#where-ids-are-found).';
const GROUP = 'See [Jira group](#where-ids-are-found).';
const ACCOUNT = 'See [Jira account](#where-ids-are-found).';
const NO_FIELD = 'Without it the line in the description is read';
const WRONG_FIELD =
  'The request reads as incomplete or wrong, and the requester is asked to correct a field nobody sees.';
const STAYS =
  'Without it, or where no transition leads there, the ticket stays where it is; the comment is written anyway.';

/** Keys of the part `jira`. */
export const JIRA_TEXTS: KeyTexts = {
  jira: {
    is: 'Jira Cloud, plain or service desk. Left out where requests come from ServiceNow only. [Setting up Jira](jira.md) has the rest.',
  },
  'jira.baseUrl': {
    is: 'The site, or for API tokens with scopes the gateway `https://api.atlassian.com/ex/jira/<cloud id>`.',
    find: 'The cloud id is at `<site>/_edge/tenant_info`.',
    wrong: 'Every request fails, with `TicketSystemRefused`, `TicketSystemUnavailable` or `CredentialsRejected`.',
  },
  'jira.ownAccountId': {
    is: 'Account id of the service account Access Desk works with. Never a person’s: it may not approve anything.',
    find: ACCOUNT,
    wrong:
      'Access Desk does not know again what it wrote itself: it answers its own changes, and steps that look for an earlier comment or sub-task do not find it.',
  },
  'jira.apiSecret': {
    is: 'Name of the secret with the service account’s API token. The stack creates it empty; put in `{"email":"…","apiToken":"…"}`.',
    wrong: 'Another name makes another, empty secret: requests fail with `ConfigurationInvalid` until it is filled.',
  },
  'jira.webhookSecret': {
    is: 'Name of the secret with the text that signs webhooks: `{"secrets":["…"]}`, two entries while you change it. The same text stands in Jira’s webhook.',
    wrong:
      'As above. Where the texts differ every webhook is answered 401, and the sweep finds tickets up to 15 minutes late.',
  },
  'jira.ticketTypes': { is: 'One entry for each project and issue type that is served. Others are ignored.' },
  'jira.ticketTypes[].projectId': {
    is: 'Id of the project.',
    find: PROJECT,
    wrong: 'Its tickets are ignored without a word.',
  },
  'jira.ticketTypes[].issueTypeId': {
    is: 'Id of the issue type that is an access request.',
    find: STATUS,
    wrong:
      'Its tickets are ignored without a word, or tickets of another kind are taken for requests and told to be incomplete.',
  },
  'jira.ticketTypes[].approval': { is: 'How a request is approved.' },
  'jira.ticketTypes[].approval.mode': {
    is: '`status`: plain Jira, an approver moves the ticket. `jsm`: the approval step of a service desk.',
    wrong: 'Nobody can decide: the ticket says what would have to be clicked, and expires.',
  },
  'jira.ticketTypes[].approval.gateStatusId': {
    is: 'The status in which a request waits for its approver. Our account needs transitions into it.',
    find: STATUS,
    wrong: 'The decision is not opened; the ticket says who has to move what.',
  },
  'jira.ticketTypes[].approval.approvedStatusId': {
    is: 'Moving the ticket from the gate to here approves it. Must not be one of `closedStatusIds`.',
    find: STATUS,
    wrong: 'Approvals are not seen; a move to another status counts as one. Check it twice.',
  },
  'jira.ticketTypes[].approval.rejectedStatusId': {
    is: 'Moving the ticket from the gate to here rejects it.',
    find: STATUS,
    wrong: 'Rejections are not seen, and the request expires.',
  },
  'jira.ticketTypes[].approval.approvalStatusId': {
    is: 'The status with the approval step. Entering it asks the approvers anew, once for every plan.',
    find: STATUS,
    wrong: 'No approval appears; the ticket says what has to be clicked, and expires.',
  },
  'jira.ticketTypes[].approval.approverGroupId': {
    is: 'Id of the group whose members may approve. Nobody else’s approval counts, whatever Jira allows.',
    find: GROUP,
    wrong: 'No approval counts, or the members of another group may approve.',
  },
  'jira.ticketTypes[].approval.approverGroupName': {
    is: 'What people call that group; stands in comments only.',
    wrong: 'Requesters ask the wrong people; whose approval counts is decided by the id.',
  },
  'jira.ticketTypes[].fields': {
    is: 'Fields that hold the request, by id. A part without a field is read from its line of the description: `from:`, `to:`, `without:`, `scan-uc:`, `reason:`.',
  },
  'jira.ticketTypes[].fields.source': {
    is: `Whose access is copied: text or user picker. ${NO_FIELD} (\`from:\`).`,
    find: FIELD,
    wrong: `${WRONG_FIELD} Mixed up with \`target\`: the plan is made the wrong way round.`,
  },
  'jira.ticketTypes[].fields.target': {
    is: `Who receives it: text or user picker. ${NO_FIELD} (\`to:\`).`,
    find: FIELD,
    wrong: WRONG_FIELD,
  },
  'jira.ticketTypes[].fields.without': {
    is: `Groups to leave out: text or list. ${NO_FIELD} (\`without:\`).`,
    find: FIELD,
    wrong: 'Groups the requester left out are planned; the approver sees them on the plan.',
  },
  'jira.ticketTypes[].fields.scanUc': {
    is: `Whether Unity Catalog is scanned: yes or no, empty means yes. ${NO_FIELD} (\`scan-uc:\`).`,
    find: FIELD,
    wrong: 'The requester is asked for yes or no, or cannot switch the scan off.',
  },
  'jira.ticketTypes[].fields.reason': {
    is: `Why, for the approver. ${NO_FIELD} (\`reason:\`).`,
    find: FIELD,
    wrong: 'The approver reads another text, or none.',
  },
  'jira.ticketTypes[].itRole': {
    is: 'Plain Jira only, and required there: who reads the comments with names of groups. Our own account has to be one of them. Service desks use internal comments.',
  },
  'jira.ticketTypes[].itRole.type': {
    is: 'A role of the project, or a group.',
    wrong: 'Jira refuses the comment, and the request fails with `TicketSystemRefused`.',
  },
  'jira.ticketTypes[].itRole.id': {
    is: 'Of a role its **name** (Jira knows it by nothing else here), of a group its id.',
    find: `Roles stand in the settings of the project. ${GROUP}`,
    wrong: 'Jira refuses the comment, or other people can list the groups of colleagues.',
  },
  'jira.ticketTypes[].correctorGroupId': {
    is: 'Group whose members may correct or cancel a request by a reply, as the requester may; the service desk, for example.',
    find: GROUP,
    wrong:
      'Replies of the service desk are not obeyed, or those of other people are. Whoever corrected may not approve.',
  },
  'jira.ticketTypes[].filesForEverybody': {
    is: 'Plain Jira has no permissions per file: whoever sees the ticket can open its files, and ours name the groups of the source. `true` attaches them anyway; `false` leaves the rows to the restricted comment. A service desk keeps files from the portal and needs no entry.',
    wrong: '`true` lets each requester list the groups of a colleague.',
  },
  'jira.ticketTypes[].closedStatusIds': {
    is: 'Statuses in which nothing is to be done any more. A ticket moved there is withdrawn, one moved out of them begins anew.',
    find: STATUS,
    wrong:
      'A status too few: work goes on at a ticket somebody closed. One too many: requests end before they are done.',
  },
  'jira.ticketTypes[].endStatusIds': { is: 'Where a ticket goes at an end of its request.' },
  'jira.ticketTypes[].endStatusIds.done': {
    is: `The access is there. ${STAYS}`,
    find: STATUS,
    wrong: 'The ticket goes to another status, or stays.',
  },
  'jira.ticketTypes[].endStatusIds.nothingToAdd': {
    is: `The target has everything already. ${STAYS}`,
    find: STATUS,
    wrong: 'The ticket goes to another status, or stays.',
  },
  'jira.ticketTypes[].endStatusIds.rejected': {
    is: `An approver said no. ${STAYS}`,
    find: STATUS,
    wrong: 'The ticket goes to another status, or stays.',
  },
  'jira.ticketTypes[].endStatusIds.expired': {
    is: `Nobody decided in time. ${STAYS}`,
    find: STATUS,
    wrong: 'The ticket goes to another status, or stays.',
  },
  'jira.ticketTypes[].identityTask': {
    is: 'The sub-task for the team that adds people to groups in the identity provider. Its statuses have to differ.',
  },
  'jira.ticketTypes[].identityTask.issueTypeId': {
    is: 'A sub-task type of the same project.',
    find: STATUS,
    wrong: 'Jira refuses the sub-task, and the request fails with `TicketSystemRefused`.',
  },
  'jira.ticketTypes[].identityTask.onHoldStatusId': {
    is: 'Where it waits until the request is approved.',
    find: STATUS,
    wrong: 'The sub-task cannot be held back, and the request fails; or the team begins before the approval.',
  },
  'jira.ticketTypes[].identityTask.openStatusId': {
    is: 'Where it goes after the approval: the team may begin.',
    find: STATUS,
    wrong: 'The team does not see that it may begin.',
  },
  'jira.ticketTypes[].identityTask.doneStatusIds': {
    is: 'The team is through. Whether the memberships are there is read from Databricks in any case. The first one our account can move it to is where a task goes whose memberships are there.',
    find: STATUS,
    wrong: 'A finished task is not noticed at once, only at the next look into Databricks.',
  },
  'jira.ticketTypes[].identityTask.skippedStatusIds': {
    is: 'The task is not needed any more; we move it to the first of these our account can reach.',
    find: STATUS,
    wrong: 'Tasks of rejected requests stay open, or look done.',
  },
  'jira.ticketTypes[].identityTask.ownProject': {
    is: 'Set where the task is an issue of the identity team’s own project, linked to the request, instead of a sub-task.',
  },
  'jira.ticketTypes[].identityTask.ownProject.projectId': {
    is: 'Id of that project. The issue type and statuses of the task are then those of this project.',
    find: PROJECT,
    wrong: 'Jira refuses the issue, and the request fails with `TicketSystemRefused`; or another team gets the tasks.',
  },
  'jira.ticketTypes[].identityTask.ownProject.linkTypeId': {
    is: 'Id of the type of link from the task to the request, such as that of *Blocks*.',
    find: '`<baseUrl>/rest/api/3/issueLinkType` lists them.',
    wrong: 'Jira refuses the issue, or people read another relation; the request does not depend on it.',
  },
  'jira.ticketTypes[].identityTask.assigneeId': {
    is: 'Account the sub-task is assigned to. Without it the project decides.',
    find: ACCOUNT,
    wrong: 'Jira refuses the sub-task, or the wrong person gets it.',
  },
};
