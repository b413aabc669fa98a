import * as z from 'zod';
import type { Route } from '../http-routes.ts';
import { fieldFilter, renderIssue } from './render-issue.ts';
import { bodyOf, jiraRoute } from './route.ts';
import { search } from './search.ts';
import type { Site } from './site.ts';

const schema = z.object({
  jql: z.string().default(''),
  fields: z.array(z.string()).default([]),
  maxResults: z.int().min(1).default(50),
  nextPageToken: z.string().optional(),
  reconcileIssues: z
    .array(z.union([z.string(), z.number()]).transform(String))
    .max(50)
    .default([]),
});

/** `POST /search/jql`: ids only unless fields are asked for, no total, larger pages for ids and keys. */
export function searchRoutes(site: Site): Route[] {
  return [
    jiraRoute(site, 'POST', '/rest/api/3/search/jql', (call) => {
      const { jql, fields, maxResults, nextPageToken, reconcileIssues } = bodyOf(call, schema);
      const light = fields.every((field) => field === 'id' || field === 'key');
      const page = search(site, call.me, {
        jql,
        maxResults: Math.min(maxResults, light ? 5_000 : 100),
        nextPageToken,
        reconcileIssues,
      });
      const issues = page.issues.map((issue) => {
        if (fields.length === 0) return { id: issue.id };
        const { fields: found, ...identity } = renderIssue(site, issue, call.view, fieldFilter(fields));
        return light ? identity : { ...identity, fields: found };
      });
      const next = page.nextPageToken === undefined ? {} : { nextPageToken: page.nextPageToken };
      return { status: 200, json: { issues, ...next, isLast: page.nextPageToken === undefined } };
    }),
  ];
}
