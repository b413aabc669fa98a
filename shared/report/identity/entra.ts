import type { Lines, Subject } from './lines.ts';
import { isPasteable, quoted } from './shell.ts';

/** Fields of a group in Microsoft Graph (resource type `group`), which `az ad group show` prints. */
const FIELDS = 'name:displayName,types:groupTypes,role:isAssignableToRole,onPrem:onPremisesSyncEnabled';

/**
 * Lines for the Azure CLI. `--group` takes an object id or a name's beginning, so a name never stands in a line that
 * changes something.
 */
export function entraLines(subject: Subject): Lines {
  const { groupId } = subject;
  const member = memberArgument(subject);
  return {
    check: groupId === null ? searchLine(subject) : `az ad group show --group ${quoted(groupId)} --query '{${FIELDS}}'`,
    add: groupId === null ? null : addLine(groupId, member),
  };
}

/** A comment of the shell: pasting it does nothing. */
const BY_HAND = '# The name has characters that cannot be pasted: look it up in the portal.';

function addLine(groupId: string, member: string | null): string {
  return member === null ? BY_HAND : `az ad group member add --group ${quoted(groupId)} --member-id ${member}`;
}

/** Finds groups whose names begin so: a person picks the right one. */
function searchLine({ groupName }: Subject): string {
  if (!isPasteable(groupName)) return BY_HAND;
  return `az ad group list --display-name=${quoted(groupName)} --query '[].{id:id,${FIELDS}}'`;
}

/** The object id, or its look-up by the exact user name or application id; one that finds nothing adds nobody. */
function memberArgument({ target, targetId }: Subject): string | null {
  if (targetId !== null) return quoted(targetId);
  if (!isPasteable(target.name)) return null;
  const what = target.kind === 'user' ? 'user' : 'sp';
  return `"$(az ad ${what} show --id=${quoted(target.name)} --query id --output tsv)"`;
}

/** What the check can say, and what follows from it. */
export const ENTRA_ANSWERS: readonly string[] = [
  'name is another one than here: stop, add nobody, and tell us in a comment.',
  'types has DynamicMembership: the members follow from a rule. Change the attribute the rule reads, not the member.',
  'role is true: this needs the role Privileged Role Administrator, or PIM where the group is managed there.',
  'onPrem is true: change it in Active Directory; Entra takes no change here.',
  'Nothing of these: the second line adds the person.',
  'The group is not found: compare the tenant you are logged in to (az account show); if it is right, tell us.',
];
