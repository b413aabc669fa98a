import type { LiveAccount } from '../../simulators/databricks/live-account.ts';
import type { Evidence } from '../evidence.ts';
import { carriedFrom, lastResults, partitionOf, plansOf, runsOf, sectionVersions } from './remembered.ts';

/** No membership was written that was not in the approved digest, for another one, or before the approval. */
export async function onlyWhatWasApproved(evidence: Evidence): Promise<string[]> {
  const allowed: { at: number; groupId: string; memberId: string }[] = [];
  for (const { key } of runsOf(evidence)) {
    for (const { at, order, pk, value } of sectionVersions(evidence, 'approval')) {
      if (pk !== partitionOf(key)) continue;
      // What the approvers of an earlier run saw is what they approved.
      const { run, digest } = carriedFrom(evidence, pk, order) ?? { run: key.run, digest: value.digest };
      const plan = (await plansOf(evidence, { ...key, run })).get(digest);
      for (const { type, group } of plan?.actions ?? []) {
        if (type === 'Databricks') allowed.push({ at, groupId: group.id, memberId: plan?.target.id ?? '' });
      }
    }
  }
  return evidence.additions.flatMap(({ at, groupId, memberId }) => {
    const isAllowed = allowed.some((one) => one.at <= at && one.groupId === groupId && one.memberId === memberId);
    return isAllowed ? [] : [`${memberId} was added to ${groupId} without approval`];
  });
}

/** A membership takes effect at most once per run. */
export function eachAdditionOnce(evidence: Evidence): string[] {
  const problems: string[] = [];
  const counts = new Map<string, number>();
  for (const { run, groupId, memberId, effective } of evidence.additions) {
    const what = `${run} added ${memberId} to ${groupId}`;
    if (effective) counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  for (const [what, count] of counts) if (count > 1) problems.push(`${what} ${count} times`);
  return problems;
}

/** Nothing else in the directory changed: without what the desk added it is as if the desk had never been there. */
export function nothingElseChanged({ world, untouched, additions }: Evidence): string[] {
  const live = world.databricks.model;
  const problems: string[] = [];
  if (withoutMembers(live) !== withoutMembers(untouched)) problems.push('people, groups, workspaces or grants changed');
  for (const { id, displayName } of untouched.groups) {
    const before = new Map(untouched.members(id).map((member) => [member.id, member.source]));
    const after = new Map(live.members(id).map((member) => [member.id, member.source]));
    for (const member of before.keys()) if (!after.has(member)) problems.push(`${member} left ${displayName}`);
    for (const member of after.keys()) {
      const isOurs = additions.some((one) => one.effective && one.groupId === id && one.memberId === member);
      if (!before.has(member) && !isOurs) problems.push(`${member} is in ${displayName}, and nobody added them`);
    }
  }
  return problems;
}

function withoutMembers({ users, servicePrincipals, groups, workspaces, metastores }: LiveAccount): string {
  const bare = groups.map(({ members: _members, ...group }) => group);
  return JSON.stringify({ users, servicePrincipals, groups: bare, workspaces, metastores });
}

/** What was written is told as written, and what is told as written was. */
export async function resultsAreTrue(evidence: Evidence): Promise<string[]> {
  const problems: string[] = [];
  for (const { key, closings } of runsOf(evidence)) {
    const written = evidence.additions.filter(({ run, effective }) => effective && run === partitionOf(key));
    const results = lastResults(evidence, key);
    const end = closings[0]?.end;
    for (const { groupId } of written) {
      const told = results.get(groupId)?.result ?? 'nothing';
      const isTold = told === 'applied' || told === 'accepted, not yet confirmed';
      // A run that broke tells how many, and that it broke: what it did not see the end of may be missing.
      if (!isTold && end !== 'failed') problems.push(`run ${key.run} added to ${groupId} and tells “${told}”`);
    }
    for (const [groupId, { result }] of results) {
      if (result !== 'applied') continue;
      const was = evidence.additions.some((one) => one.groupId === groupId);
      if (!was) problems.push(`run ${key.run} tells “applied” of ${groupId} and nobody was added`);
    }
  }
  return problems;
}
