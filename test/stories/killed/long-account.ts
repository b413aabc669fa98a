import type { AccountModel } from '#sandbox/simulators/databricks/account-model.ts';
import { exampleAccount } from '#sandbox/simulators/databricks/example-account.ts';

const THOMAS = '9007199254740993';

/**
 * The example account where Thomas is in so many groups of the identity provider that the plan needs several journal
 * entries, and the identity task's text a file.
 */
export function longAccount(): AccountModel {
  const account = exampleAccount();
  for (let number = 10; number < 28; number += 1) {
    account.groups.push({
      id: `77330000000002${number}`,
      displayName: `entra-${number}-${'a-name-as-long-as-large-companies-have-them-'.repeat(2)}readers`,
      externalId: `0d1e5f00-0000-4000-8000-0000000002${number}`,
      roles: [],
      members: [{ id: THOMAS, source: 'IDENTITY_PROVIDER' }],
      builtIn: false,
    });
  }
  return account;
}
