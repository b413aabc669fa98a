import type { Route } from '../http-routes.ts';
import { JiraFault } from './jira-fault.ts';
import type { CustomField, Status } from './model.ts';
import { isOnTeam } from './permissions.ts';
import { renderStatus, systemFieldList } from './render-issue.ts';
import { renderUser } from './render-user.ts';
import { type Call, jiraRoute, numberIn, param } from './route.ts';
import type { Site } from './site.ts';

/** People, groups, fields, statuses and issue types. */
export function peopleRoutes(site: Site): Route[] {
  return [
    jiraRoute(site, 'GET', '/rest/api/3/myself', ({ me, view }) => ({ status: 200, json: renderUser(site, me, view) })),
    jiraRoute(site, 'GET', '/rest/api/3/user', (call) => {
      return { status: 200, json: renderUser(site, namedUser(call), call.view) };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/user/search', (call) => ({ status: 200, json: findUsers(call) })),
    jiraRoute(site, 'GET', '/rest/api/3/user/groups', (call) => {
      const accountId = namedUser(call);
      const groups = site.groups.filter((group) => group.members.includes(accountId));
      const json = groups.map(({ id, name }) => {
        return { name, groupId: id, self: `${site.baseUrl}/rest/api/3/group?groupId=${encodeURIComponent(id)}` };
      });
      return { status: 200, json };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/field', () => ({ status: 200, json: listFields(site) })),
    jiraRoute(site, 'GET', '/rest/api/3/status/:status', (call) => {
      const status = namedStatus(site, param(call, 'status'));
      return { status: 200, json: renderStatus(site, status, call.view.version) };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/issue/createmeta/:project/issuetypes', (call) => {
      const name = param(call, 'project');
      const project = site.projects.find(({ id, key }) => id === name || key === name);
      if (project === undefined || !isOnTeam(site, call.me, project)) {
        throw new JiraFault(404, `No project could be found with key '${name}'.`);
      }
      const issueTypes = project.issueTypes.map(({ id, name: label, subtask }) => ({ id, name: label, subtask }));
      return { status: 200, json: { startAt: 0, maxResults: 50, total: issueTypes.length, issueTypes } };
    }),
  ];
}

function namedUser(call: Call): string {
  const { site, me, request } = call;
  const accountId = request.query.get('accountId');
  if (!site.account(me).browseUsers) {
    throw new JiraFault(403, 'You do not have permission to browse users.');
  }
  const found = site.accounts.find((account) => account.accountId === accountId);
  if (found === undefined)
    throw new JiraFault(404, 'Specified user does not exist or you do not have required permissions');
  return found.accountId;
}

/** By id or name, of any workflow that is in use. */
function namedStatus(site: Site, idOrName: string): Status {
  const statuses = site.workflows.flatMap((workflow) => workflow.statuses);
  const found = statuses.find(({ id, name }) => id === idOrName || name === idOrName);
  if (found === undefined) throw new JiraFault(404, 'The status was not found, or no active workflow has it.');
  return found;
}

/** Without "Browse users and groups" the answer is an empty list, not an error. */
function findUsers(call: Call): unknown[] {
  const { site, me, request, view } = call;
  const query = (request.query.get('query') ?? '').trim().toLowerCase();
  if (query === '') throw new JiraFault(400, "The query parameter 'query' is required.");
  if (!site.account(me).browseUsers) return [];
  const found = site.accounts.filter(({ active, displayName, email, hideEmail }) => {
    const words = displayName.toLowerCase().split(' ');
    const byName = displayName.toLowerCase().startsWith(query) || words.some((word) => word.startsWith(query));
    const emailSearchable = !hideEmail || site.options.searchFindsHiddenEmail;
    return active && (byName || (emailSearchable && email.toLowerCase().startsWith(query)));
  });
  const start = numberIn(call, 'startAt', 0);
  const page = found.slice(start, start + numberIn(call, 'maxResults', 50, 1_000));
  return page.map(({ accountId }) => renderUser(site, accountId, view));
}

const schemas: Readonly<Record<CustomField['type'], { type: string; items?: string }>> = {
  textfield: { type: 'string' },
  textarea: { type: 'string' },
  select: { type: 'option' },
  userpicker: { type: 'user' },
  multiuserpicker: { type: 'array', items: 'user' },
};

function listFields(site: Site): unknown[] {
  const custom = site.customFields.map(({ id, name, type }) => ({
    id,
    key: id,
    name,
    custom: true,
    clauseNames: [`cf[${id.slice('customfield_'.length)}]`, name],
    schema: {
      ...schemas[type],
      custom: `com.atlassian.jira.plugin.system.customfieldtypes:${type}`,
      customId: Number(id.slice('customfield_'.length)),
    },
  }));
  const system = systemFieldList().map(({ id, name }) => ({ id, key: id, name, custom: false, clauseNames: [id] }));
  return [...system, ...custom];
}
