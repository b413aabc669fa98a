import type { KeyTexts } from './text.ts';

const ITEM = 'See [ServiceNow catalog item](#where-ids-are-found).';
const GROUP = 'See [ServiceNow group](#where-ids-are-found).';
const PERSON = 'See [ServiceNow person](#where-ids-are-found).';
const STATE = 'See [ServiceNow state](#where-ids-are-found).';
const VARIABLE = 'See [ServiceNow variable](#where-ids-are-found).';
const NO_VARIABLE = 'Without it the line in the text named by `linesFrom` is read';
const WRONG_VARIABLE = 'Requests stop with a comment that names this key; `npm run local` says it at its start.';
const STAYS = 'Without it the item stays in its state; the comment is written anyway.';
const WRONG_END = 'The item ends in another state; a flow of yours may act on it.';

/** Keys of the part `servicenow`. */
export const SERVICENOW_TEXTS: KeyTexts = {
  servicenow: {
    is: 'ServiceNow, requests ordered from the service catalog. Left out where requests come from Jira only. [Setting up ServiceNow](servicenow.md) has the rest.',
  },
  'servicenow.instanceUrl': {
    is: 'The instance, without a path.',
    wrong: 'Every request fails, with `TicketSystemRefused`, `TicketSystemUnavailable` or `CredentialsRejected`.',
  },
  'servicenow.ownUserId': {
    is: 'sys_id of the integration user Access Desk works with. Never a person’s: it may not approve anything.',
    find: PERSON,
    wrong: 'Access Desk takes its own account for a stranger’s: its changes count as those of a person.',
  },
  'servicenow.ownUserName': {
    is: 'User name (`user_name`, User ID) of the same user. ServiceNow names the author of a change so.',
    find: PERSON,
    wrong:
      'Access Desk does not know again what it wrote itself: steps that look for an earlier comment, file or task do not find it.',
  },
  'servicenow.apiSecret': {
    is: 'Name of the secret with the OAuth client of the integration user. The stack creates it empty; put in `{"clientId":"…","clientSecret":"…"}`, or `{"userName":"…","password":"…"}` where a test instance still takes them.',
    wrong: 'Another name makes another, empty secret: requests fail with `ConfigurationInvalid` until it is filled.',
  },
  'servicenow.webhookSecret': {
    is: 'Name of the secret with the key that signs webhooks: `{"secrets":["whsec_…"]}`, two entries while you change it. The same key stands in the instance.',
    wrong:
      'As above. Where the keys differ every webhook is answered 401, and the sweep finds tickets up to 15 minutes late.',
  },
  'servicenow.history': {
    is: 'Where it is read who changed what. `audit`: the table `sys_audit`, which our account must be allowed to read. `none`: nowhere; then a re-opened item is not noticed, and every part of a request must stand in a variable, or `linesFrom` name one: only those tell who wrote them.',
    wrong:
      '`audit` without the right to read it: requests fail with `TicketSystemRefused`, which names what is missing.',
  },
  'servicenow.catalogItems': { is: 'One entry for each catalog item that is served. Others are ignored.' },
  'servicenow.catalogItems[].catItemId': {
    is: 'sys_id of the catalog item.',
    find: ITEM,
    wrong: 'Its requests are ignored without a word.',
  },
  'servicenow.catalogItems[].variables': {
    is: 'Variables of the item that hold the request, by name. A part without a variable is read from its line (`from:`, `to:`, `without:`, `scan-uc:`, `reason:`) of the text named by `linesFrom`.',
  },
  'servicenow.catalogItems[].variables.source': {
    is: `Whose access is copied: text, or reference to \`sys_user\`. ${NO_VARIABLE} (\`from:\`).`,
    find: VARIABLE,
    wrong: `${WRONG_VARIABLE} Mixed up with \`target\`: the plan is made the wrong way round.`,
  },
  'servicenow.catalogItems[].variables.target': {
    is: `Who receives it: text, or reference to \`sys_user\`. ${NO_VARIABLE} (\`to:\`).`,
    find: VARIABLE,
    wrong: WRONG_VARIABLE,
  },
  'servicenow.catalogItems[].variables.without': {
    is: `Groups to leave out, separated by commas or lines. ${NO_VARIABLE} (\`without:\`).`,
    find: VARIABLE,
    wrong: WRONG_VARIABLE,
  },
  'servicenow.catalogItems[].variables.scanUc': {
    is: `Whether Unity Catalog is scanned: check box or yes and no, empty means yes. ${NO_VARIABLE} (\`scan-uc:\`).`,
    find: VARIABLE,
    wrong: `${WRONG_VARIABLE} A question of another kind: the requester is asked for yes or no.`,
  },
  'servicenow.catalogItems[].variables.reason': {
    is: `Why, for the approver. ${NO_VARIABLE} (\`reason:\`).`,
    find: VARIABLE,
    wrong: `${WRONG_VARIABLE} Another one: the approver reads another text.`,
  },
  'servicenow.catalogItems[].linesFrom': {
    is: 'Where the lines `from:`, `to:` … stand for what has no variable: a field of the item, or one variable with a text of several lines.',
    wrong: WRONG_VARIABLE,
  },
  'servicenow.catalogItems[].approval': {
    is: 'How a request is approved: each member of a group is asked, for every plan anew.',
  },
  'servicenow.catalogItems[].approval.on': {
    is: 'Which record is approved: the item, or the order (`sc_request`) it belongs to.',
    wrong:
      'Approvers are asked at a record they do not look at. An order that is approved says nothing about its item when `item` stands here.',
  },
  'servicenow.catalogItems[].approval.approverGroupId': {
    is: 'sys_id of the group whose active members are asked. Nobody else’s approval counts but that of delegates named below.',
    find: GROUP,
    wrong: 'Nobody can be asked, or the members of another group may approve.',
  },
  'servicenow.catalogItems[].approval.approverGroupName': {
    is: 'What people call that group; stands in comments only.',
    wrong: 'Requesters ask the wrong people; whose approval counts is decided by the sys_id.',
  },
  'servicenow.catalogItems[].approval.withoutRows': {
    is: 'What to do when the item turns approved and no approver answered, because a flow or a hand set the field. `refuse` asks again; `accept` takes it as an approval without an approver, and the record says so.',
    wrong: '`accept` lets whoever may edit the item approve it, the requester of a catalog without approval rules too.',
  },
  'servicenow.catalogItems[].approval.delegates': {
    is: 'Who may answer in an approver’s place. Delegation in ServiceNow itself is not read: an answer by another hand than the approver’s counts only if it is listed here.',
    find: PERSON,
    wrong:
      'A missing one: the answer is not counted, and the ticket says whose it was. A wrong one may approve in another’s name.',
  },
  'servicenow.catalogItems[].correctorGroupId': {
    is: 'Group whose members may correct or cancel a request by a reply, as the requester may; the service desk, for example.',
    find: GROUP,
    wrong:
      'Replies of the service desk are not obeyed, or those of other people are. Whoever corrected may not approve.',
  },
  'servicenow.catalogItems[].filesForEverybody': {
    is: 'Whoever may read the item can open its files, the requester too, and ours name the groups of the source. `true` attaches them anyway; `false` leaves the rows to the work notes.',
    wrong: '`true` lets each requester list the groups of a colleague.',
  },
  'servicenow.catalogItems[].verdictField': {
    is:
      'A field you added to requested items (sc_req_item), a text of at least 11 characters. It holds the verdict of the ' +
      'current plan, `CLEAN` or `LOOK CLOSER`, so that a list can be sorted by it. Jira has labels for that.',
    find: 'Its column name stands in the dictionary (sys_dictionary).',
    wrong: 'The log says that the ticket is not marked; all else goes on. A field of another meaning is overwritten.',
  },
  'servicenow.catalogItems[].closedStates': {
    is: 'States of the item in which nothing is to be done any more. An item set to one is withdrawn, one set to another begins anew.',
    find: STATE,
    wrong: 'A state too few: work goes on at an item somebody closed. One too many: requests end before they are done.',
  },
  'servicenow.catalogItems[].endStates': { is: 'The state of the item at an end of its request.' },
  'servicenow.catalogItems[].endStates.done': {
    is: `The access is there. ${STAYS}`,
    find: STATE,
    wrong: WRONG_END,
  },
  'servicenow.catalogItems[].endStates.nothingToAdd': {
    is: `The target has everything already. ${STAYS}`,
    find: STATE,
    wrong: WRONG_END,
  },
  'servicenow.catalogItems[].endStates.rejected': {
    is: `An approver said no. ${STAYS}`,
    find: STATE,
    wrong: WRONG_END,
  },
  'servicenow.catalogItems[].endStates.expired': {
    is: `Nobody decided in time. ${STAYS}`,
    find: STATE,
    wrong: WRONG_END,
  },
  'servicenow.catalogItems[].identityTask': {
    is: 'The catalog task for the team that adds people to groups in the identity provider. Its states have to differ.',
  },
  'servicenow.catalogItems[].identityTask.assignmentGroupId': {
    is: 'sys_id of the team’s group.',
    find: GROUP,
    wrong: 'The wrong team gets the task, or ServiceNow refuses it and the request fails with `TicketSystemRefused`.',
  },
  'servicenow.catalogItems[].identityTask.onHoldState': {
    is: 'Where it waits until the request is approved; *Pending* as delivered.',
    find: STATE,
    wrong: 'The team begins before the approval, or ServiceNow refuses the task.',
  },
  'servicenow.catalogItems[].identityTask.openState': {
    is: 'Where it goes after the approval: the team may begin; *Open* as delivered.',
    find: STATE,
    wrong: 'The team does not see that it may begin.',
  },
  'servicenow.catalogItems[].identityTask.doneStates': {
    is: 'The team is through; *Closed Complete* as delivered. Whether the memberships are there is read from Databricks in any case. The first one is where we put a task whose memberships are there.',
    find: STATE,
    wrong: 'A finished task is not noticed at once, only at the next look into Databricks.',
  },
  'servicenow.catalogItems[].identityTask.skippedStates': {
    is: 'The task is not needed any more; *Closed Skipped* and *Closed Incomplete* as delivered. The first one is where we put it.',
    find: STATE,
    wrong: 'Tasks of rejected requests stay open, or look done. *Closed Incomplete* may close the whole item with it.',
  },
};
