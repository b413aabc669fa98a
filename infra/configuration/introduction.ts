/** What stands before the tables of docs/configuration.md. */
export const INTRODUCTION = `# Configuration

<!-- Written by \`npm run docs\` from the schema of the stage file and the texts in infra/configuration. Do not edit. -->

Everything that differs between one installation and the next stands in one file, the **stage file**. Copy
[infra/stages/example.json](../infra/stages/example.json), which has every key, put in your values, and name the copy in
\`ACCESS_DESK_CONFIG\` when you synthesise or deploy. It goes into every function, so a change takes effect with the next
deployment. It holds names of secrets, never secrets: it can be kept in version control.

A file that does not fit is refused before anything is deployed, with one line for each key:

\`\`\`text
the stage file does not fit:
  databricks.host: is "accounts.azuredatabricks.net", must be a URL that begins with https://
  jira.ticketTypes.0.approval.approverGroupId: is missing, must be a group id of Jira
  jira.ticketType: is not a key here; did you mean ticketTypes?
\`\`\`

It also has to make sense as a whole: at least one ticket system; no secret for two purposes; no project and issue type, or
catalog item, twice; no field or variable for two parts of a request; no status or state with two meanings; no approval in
a status that counts as closed; \`retentionDays\` more than 36 days above all timeouts together.

An id of the right form that is not the one you mean cannot be refused. The column “if it is wrong” says what happens then.

In the tables a key without “required” may be left out. \`[]\` stands for each entry of a list; messages count them from 0.

## Where ids are found

Jira's addresses are opened in a browser in which you are logged in; \`<KEY>\` is the key of the project. In ServiceNow a
sys_id is copied from the record: right-click its header bar, *Copy sys_id*.

| id | where |
|---|---|
| Jira account | \`<baseUrl>/rest/api/3/myself\` as that account, or the last part of the URL of the person's profile page |
| Jira field | \`<baseUrl>/rest/api/3/field\`; names are not unique there, check the project the field is used in |
| Jira group | Atlassian administration, *Directory*, *Groups*: the last part of the URL of the group's page |
| Jira issue type and status | \`<baseUrl>/rest/api/3/project/<KEY>/statuses\`: the issue types of the project, each with its statuses |
| Jira project | \`<baseUrl>/rest/api/3/project/<KEY>\` |
| ServiceNow catalog item | *Service Catalog*, *Catalog Definitions*, *Maintain Items* |
| ServiceNow group | *System Security*, *Groups* |
| ServiceNow person | *System Security*, *Users* |
| ServiceNow state | right-click the label of the field *State* on a record of the table, *Show Choice List*, column *Value*; what is not there is inherited from the table \`task\` |
| ServiceNow variable | the catalog item, list *Variables*, column *Name* (not *Question*) |
`;
