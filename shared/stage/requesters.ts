import type * as z from 'zod';
import { refuse } from './differ.ts';
import { group, jiraAccountId, jiraGroupId, list, sysId } from './values.ts';

function people<T extends z.ZodType>(person: T, groupId: T, form: { person: string; group: string }) {
  return group({
    personIds: list(person, form.person).default([]),
    groupIds: list(groupId, form.group).default([]),
  }).superRefine(({ personIds, groupIds }, context) => {
    if (personIds.length + groupIds.length === 0)
      refuse(context, { path: [] }, 'names nobody, so nobody could file a request; leave it out where everybody may');
  });
}

/** Who may file requests, per ticket system; everybody where a system is left out. */
export const requesters = group({
  jira: people(jiraAccountId, jiraGroupId, { person: 'an account id', group: 'the id of a group' }).optional(),
  servicenow: people(sysId, sysId, { person: 'the sys_id of a person', group: 'the sys_id of a group' }).optional(),
}).prefault({});
