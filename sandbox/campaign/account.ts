import type { AccountModel } from '../simulators/databricks/account-model.ts';
import { exampleAccount } from '../simulators/databricks/example-account.ts';
import type { Story } from './story.ts';

const SOURCE = 'thomas@company.com';

/** The example account with what a story wants otherwise in it. */
export function accountOf({ moreGroups, identity, additions }: Story['account']): AccountModel {
  const account = exampleAccount();
  const source = account.users.find(({ userName }) => userName === SOURCE)?.id ?? '';
  const [workspace] = account.workspaces;
  for (let number = 1; number <= moreGroups; number += 1) {
    const id = String(880_000_000 + number);
    const member = { id: source, source: 'INTERNAL' as const };
    account.groups.push({ id, displayName: `team-${number}`, roles: [], members: [member], builtIn: false });
    workspace?.assignments.push({ principalId: id, permissions: ['USER'] });
  }
  const leave = (names: readonly string[]) => {
    for (const group of account.groups.filter(({ displayName }) => names.includes(displayName)))
      group.members = group.members.filter(({ id }) => id !== source);
  };
  if (!identity) leave(['data-engineers']);
  if (!additions) leave(['npb-platform-users', 'scratch-workspace-admins']);
  return account;
}
