import type { KeyTexts } from './text.ts';

/** Keys that belong to Databricks and to the desk itself. */
export const DESK_TEXTS: KeyTexts = {
  name: {
    is: 'Short name of this installation. Stack, table, functions and state machine are called `access-desk-<name>`.',
    find: 'Choose one for each installation, such as `test` and `prod`.',
    wrong: 'Another name is another installation with an empty table; the old one stays until you remove it.',
  },
  writes: {
    is:
      'What a fresh installation may write. `planOnly` does everything but add members in Databricks: plans, comments, ' +
      'approvals and the identity task are real. `stopped` writes nothing at all. `on` adds members.',
    wrong:
      'It counts only until somebody sets the stop switch of the installation (see [the runbook](runbook.md#the-stop-switch)); after that a change ' +
      'here does nothing.',
  },
  identityProvider: {
    is:
      'Where groups that Databricks does not own are managed. Decides how ids are read, and which links and commands the ' +
      'identity team finds in its task: the Azure CLI with `entra`, calls of the Groups API with `okta`, none with `other`.',
    wrong: 'The identity team gets links and commands it cannot use, and object ids are shown as “not linked”.',
  },
  identityProviderName: {
    is: 'What people in your company call it. Stands in plans and messages. Without it `Entra` or `Okta`; needed with `other`.',
    wrong: 'People read a name they do not know; nothing else.',
  },
  identityPortalUrl: {
    is:
      'Address of its console, for links to groups. Entra: needed in national clouds only, such as ' +
      '`https://entra.microsoft.us`. Okta: the admin address, `https://<company>-admin.okta.com`; without it there are no links.',
    wrong: 'Links in the identity team’s task lead nowhere; nothing else.',
  },
  onboardingHint: {
    is: 'A sentence for a requester whose colleague is not in Databricks yet: what they can do about it, and how long it takes.',
    wrong: 'They wait without knowing for whom. The request goes on by itself as soon as the colleague appears.',
  },
  retentionDays: {
    is:
      'Days after the last write that plan, texts and ledger of a request stay in the table, and the names of people ' +
      'in the [audit record](audit.md). Must be more than 36 days above the three timeouts together (replans and the ' +
      'stop switch may add these), or a request would forget its own plan while it waits. The record itself stays for good.',
    wrong:
      'Too few: nobody can look up an old plan, or read who a keyed hash stands for. The ticket keeps its comments and ' +
      'files either way.',
  },
  pseudonymSecret: {
    is:
      'Name of the secret with the keys that replace people by keyed hashes in the [audit record](audit.md). The stack ' +
      'creates it with a first key. Left out, it is `access-desk/<name>/pseudonym-keys`.',
    wrong:
      'Another name makes another secret with another key: people in entries written before are not found any more, ' +
      'unless the older key is added to it.',
  },
  identityMap: {
    is:
      'Further e-mail addresses of people, by their id in the ticket system (Jira account id, ServiceNow sys_id). ' +
      'An approver is compared with source and target by address; this helps where a profile hides its address or ' +
      'somebody has several. Two ids with one address count as one person.',
    find: 'See [Jira account and ServiceNow person](#where-ids-are-found).',
    wrong:
      'A missing entry: the approval is not counted, and the ticket says why. A wrong address: somebody may approve ' +
      'a request of their own, or may not approve that of a stranger.',
  },

  databricks: { is: 'The Databricks account in which groups are read and members added.' },
  'databricks.host': {
    is:
      'The account console, not a workspace: `https://accounts.azuredatabricks.net` (Azure), ' +
      '`https://accounts.cloud.databricks.com` (AWS) or `https://accounts.gcp.databricks.com` (Google).',
    wrong:
      'Every request fails at its first step, mostly with `CredentialsRejected`; with `ConfigurationInvalid` where the host is not one of Databricks’ own.',
  },
  'databricks.accountId': {
    is: 'Id of the account.',
    find: 'It stands in the account console, in the menu of your user at the top right.',
    wrong: 'Every request fails at its first step, mostly with `CredentialsRejected`.',
  },
  'databricks.readerSecret': {
    is:
      'Name of the secret of the **reader**, a service principal with account admin and access to every workspace. ' +
      'The stack creates it empty; put in `{"clientId":"…","clientSecret":"…"}`.',
    wrong: 'Another name makes another, empty secret: requests fail with `ConfigurationInvalid` until it is filled.',
  },
  'databricks.writerSecret': {
    is:
      'The same for the **writer**, a service principal that is group manager of the groups it may change and never ' +
      'account admin.',
    wrong:
      'As above. With the reader’s client in it everything still works, and the two identities that protect you are one.',
  },
  'databricks.workspaceUrls': {
    is:
      'URLs of workspaces whose URL cannot be made from the deployment name and the domain of `host`: custom URLs and ' +
      'private link. The others need no entry.',
    find: 'Id and URL stand on the workspace’s page in the account console.',
    wrong: 'What groups open in that workspace stays unread; the plan shows them as `Unverified`.',
  },
  'databricks.privateHosts': {
    is:
      'Host names outside Databricks’ own domains that may be sent a token. Each host of `host` or `workspaceUrls` that ' +
      'is not Databricks’ own has to stand here.',
    wrong:
      'A missing one is never called, and its workspace stays unread. A wrong one may receive a token: check it twice.',
  },

  policy: { is: 'What may be copied, and who is told.' },
  'policy.maxAdditions': {
    is: 'Most memberships one request may add in Databricks. A request with more is refused with the advice to split it.',
    wrong: 'Too many: one approval opens much at once.',
  },
  'policy.neverCopy': {
    is:
      'Groups that are never copied, and with them every group that is a member of one. Groups with a role such as ' +
      '`account_admin` are left out anyway.',
  },
  'policy.neverCopy.ids': {
    is: 'By id; that stays right when a group is renamed.',
    find: 'It is the number in the URL of the group’s page in the account console.',
    wrong: 'The group is copied as any other.',
  },
  'policy.neverCopy.names': {
    is: 'By name, upper and lower case alike; `*` stands for any text.',
    wrong: 'The group is copied as any other; with `*` alone nothing is copied any more.',
  },
  'policy.requesters': {
    is:
      'Who may file requests. Everybody who had a hand in one has to be among them: who filed it, in whose name, and who ' +
      'changed it, the service desk too. The others are told so before anything is looked up. Whom a request is for does ' +
      'not matter.',
  },
  'policy.requesters.jira': { is: 'For Jira; left out, everybody may.' },
  'policy.requesters.jira.personIds': {
    is: 'Accounts, people or those of other tools that file for them.',
    find: 'It is the last part of the address of a person’s profile page.',
    wrong: 'That person’s requests are not taken, or those of somebody else are.',
  },
  'policy.requesters.jira.groupIds': {
    is: 'Groups of Jira; direct members may file.',
    find: 'It is the last part of the address of the group’s page in the administration.',
    wrong: 'The requests of its members are not taken; with the id of another group, that group’s are.',
  },
  'policy.requesters.servicenow': { is: 'For ServiceNow; left out, everybody may.' },
  'policy.requesters.servicenow.personIds': {
    is: 'People, or accounts of other tools that file for them.',
    find: 'Copy the sys_id from the menu of the person’s record.',
    wrong: 'That person’s requests are not taken, or those of somebody else are.',
  },
  'policy.requesters.servicenow.groupIds': {
    is: 'Groups; members may file.',
    find: 'Copy the sys_id from the menu of the group’s record.',
    wrong: 'The requests of its members are not taken; with the id of another group, that group’s are.',
  },
  'policy.neverSource': {
    is:
      'Principals whose access is never copied, such as directors, administrators and break-glass accounts. The ticket ' +
      'says that a rule keeps the access out, not which one.',
  },
  'policy.neverSource.ids': {
    is: 'By id; that stays right when somebody is renamed.',
    find: 'It is the number in the URL of the user’s or service principal’s page in the account console.',
    wrong: 'Their access is copied as anybody’s.',
  },
  'policy.neverSource.names': {
    is: 'By user name, e-mail address, application id or display name, upper and lower case alike; `*` stands for any text.',
    wrong: 'Their access is copied as anybody’s; with `*` alone nothing is copied any more.',
  },
  'policy.neverSource.groupIds': {
    is: 'Everybody who is in one of these groups of Databricks, directly or through nesting.',
    find: 'It is the number in the URL of the group’s page in the account console.',
    wrong: 'Their access is copied as anybody’s.',
  },
  'policy.unprovenApprover': {
    is:
      'What happens to an approval when it cannot be settled whether the approver is source or target, because an ' +
      'address is hidden. `accept` counts it, and the record says so.',
    wrong: '`accept` lets people with a hidden address approve requests of their own.',
  },
  'policy.planNames': {
    is:
      'Who reads names of groups in public comments. `approvers`: the requester sees counts and workspaces only. ' +
      '`everyone`: names too.',
    wrong: 'With `everyone` each employee can list the groups of any colleague by filing a ticket.',
  },

  scan: { is: 'The scan of Unity Catalog, which finds out what a group opens.' },
  'scan.maxCalls': {
    is:
      'Most calls one plan makes below catalogs (schemas, tables, volumes …). What is not read past it is shown as ' +
      '`Unverified`. 0 reads catalogs only.',
    wrong:
      'Too few: groups that open a single table stay undecided. Too many: a plan takes long, at the worst it fails.',
  },
  'scan.warehouses': {
    is:
      'SQL warehouses that tell all grants of a metastore in one statement, instead of thousands of calls. One ' +
      'workspace of each metastore is enough. The reader needs CAN USE on the warehouse; a stopped one starts by itself.',
    wrong:
      'A warehouse that may not be used or does not answer within ten minutes: the plan reads by REST, and says so.',
  },

  timeouts: {
    is:
      'How long a request waits for people before it ends as expired. The ticket says the date. A request waits for ' +
      'an earlier one for the same pair as long as `approvalDays` and `identityDays` together, at most 60 days.',
  },
  'timeouts.approvalDays': {
    is: 'Days for the approval, counted from the first plan of the request; a plan that had to be made anew gets three days at least.',
    wrong: 'Too few: requests expire over a holiday and have to be filed again.',
  },
  'timeouts.identityDays': {
    is: 'Days for the identity team, counted from the approval. What Databricks got by then stays.',
    wrong: 'Too few: requests end as expired although the team is at work.',
  },
  'timeouts.targetDays': {
    is: 'Days for a colleague to appear in Databricks who is not there yet.',
    wrong: 'Too few: a request for a new colleague ends before the onboarding does.',
  },
};
