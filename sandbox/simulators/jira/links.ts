import * as z from 'zod';
import { fieldRefused } from './jira-fault.ts';
import { visibleIssue } from './permissions.ts';
import type { Site } from './site.ts';
import type { Issue } from './ticket.ts';

const issueRef = z
  .union([z.object({ id: z.string() }), z.object({ key: z.string() })])
  .transform((ref) => ('id' in ref ? ref.id : ref.key));
const typeRef = z
  .union([z.object({ id: z.string() }), z.object({ name: z.string() })])
  .transform((ref) => ('id' in ref ? ref.id : ref.name));

/** `update` of `POST /issue`, as far as the simulator knows it: links to issues that exist. */
export const updateSchema = z.strictObject({
  issuelinks: z
    .array(
      z.strictObject({
        add: z.strictObject({ type: typeRef, outwardIssue: issueRef.optional(), inwardIssue: issueRef.optional() }),
      }),
    )
    .default([]),
});
export type Update = z.infer<typeof updateSchema>;

/** Checks the links before anything is created. Throws Jira's 400. */
export function readLinks(site: Site, me: string, { issuelinks }: Update) {
  return issuelinks.map(({ add }) => {
    const type = site.linkTypes.find(({ id, name }) => id === add.type || name === add.type);
    const other = add.outwardIssue ?? add.inwardIssue;
    if (type === undefined || other === undefined) {
      throw fieldRefused('issuelinks', 'The issue link type or the issue to link to does not exist.');
    }
    return { type: type.name, other: visibleIssue(site, me, other), outward: add.outwardIssue !== undefined };
  });
}

/** Links two issues; both know of it. */
export function linkIssues(site: Site, type: string, { inward, outward }: { inward: Issue; outward: Issue }): void {
  const link = { id: site.nextId('link'), type, inwardId: inward.id, outwardId: outward.id };
  inward.links.push(link);
  outward.links.push(link);
}
