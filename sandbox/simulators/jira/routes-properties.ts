import * as z from 'zod';
import type { Route } from '../http-routes.ts';
import { touch } from './history.ts';
import { JiraFault } from './jira-fault.ts';
import { linkIssues } from './links.ts';
import { visibleIssue } from './permissions.ts';
import { bodyOf, type Call, jiraRoute, param } from './route.ts';
import type { Site } from './site.ts';

const valueLimit = 32_768;
const path = '/rest/api/3/issue/:issue/properties/:key';

const linkSchema = z.object({
  type: z.object({ name: z.string() }),
  inwardIssue: z.object({ key: z.string() }),
  outwardIssue: z.object({ key: z.string() }),
});

/** Issue properties and links between issues. */
export function propertyRoutes(site: Site): Route[] {
  return [
    jiraRoute(site, 'GET', path, (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const key = param(call, 'key');
      if (!issue.properties.has(key)) throw propertyNotFound(key);
      return { status: 200, json: { key, value: issue.properties.get(key) } };
    }),
    jiraRoute(site, 'PUT', path, (call) => setProperty(call)),
    jiraRoute(site, 'DELETE', path, (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const key = param(call, 'key');
      if (!issue.properties.delete(key)) throw propertyNotFound(key);
      return { status: 204 };
    }),
    jiraRoute(site, 'POST', '/rest/api/3/issueLink', (call) => {
      const { type, inwardIssue, outwardIssue } = bodyOf(call, linkSchema);
      if (!site.linkTypes.some(({ name }) => name === type.name)) {
        throw new JiraFault(404, `No issue link type with name '${type.name}' found.`);
      }
      const inward = visibleIssue(site, call.me, inwardIssue.key);
      const outward = visibleIssue(site, call.me, outwardIssue.key);
      linkIssues(site, type.name, { inward, outward });
      for (const issue of new Set([inward, outward])) touch(site, issue);
      return { status: 201 };
    }),
  ];
}

/** Sets a property. It raises its own event and leaves no changelog entry, which makes it a good place for markers. */
function setProperty(call: Call): { status: number } {
  const { site, me, request } = call;
  const issue = visibleIssue(site, me, param(call, 'issue'));
  const key = param(call, 'key');
  const value = bodyOf(call, z.unknown());
  if (value === null || value === '') throw new JiraFault(400, 'The property value must not be empty.');
  if (request.body.toString('utf8').length > valueLimit) {
    throw new JiraFault(400, `The property value is too long: at most ${valueLimit} characters.`);
  }
  const status = issue.properties.has(key) ? 200 : 201;
  issue.properties.set(key, value);
  site.onEvent({ webhookEvent: 'issue_property_set', actor: me, issue, property: { key, value } });
  return { status };
}

function propertyNotFound(key: string): JiraFault {
  return new JiraFault(404, `The property '${key}' does not exist.`);
}
