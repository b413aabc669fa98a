import { type Account, aGroupOf, anAccount, assignmentOf, type FakeDirectory } from './directory.ts';
import { thomas, uwe } from './plan.ts';

/**
 * The account of every page: Thomas has five groups that Uwe has not. Two are the identity provider's, two open a
 * workspace, one opens nothing.
 */
export function exampleDirectory(changes: Partial<Account> = {}): FakeDirectory {
  const dataEngineers = aGroupOf('101', 'data-engineers', [thomas], { externalId: 'entra-101' });
  return anAccount({
    principals: [structuredClone(thomas), structuredClone(uwe)],
    groups: [
      aGroupOf('100', 'account users', [thomas, uwe]),
      dataEngineers,
      aGroupOf('102', 'bi-consumers', [dataEngineers], { externalId: 'entra-102' }),
      aGroupOf('103', 'ml-catalog-readers', [thomas]),
      aGroupOf('104', 'npb-platform-users', [thomas]),
      aGroupOf('105', 'scratch-workspace-admins', [thomas]),
      aGroupOf('106', 'legacy-etl-users', [uwe]),
      aGroupOf('107', 'npb-developers', [thomas, uwe]),
      aGroupOf('108', 'shared-readers', [thomas, uwe]),
      aGroupOf('109', 'strangers'),
    ],
    workspaces: [
      { id: '1', name: 'dev-workspace', assignments: [assignmentOf('101'), assignmentOf('107')] },
      { id: '2', name: 'prod-workspace', assignments: [assignmentOf('102'), assignmentOf('104')] },
      { id: '3', name: 'scratch-workspace', assignments: [assignmentOf('105', 'ADMIN')] },
    ],
    metastores: [
      {
        id: 'ms-1',
        name: 'main',
        owner: 'reader',
        workspaceIds: ['1', '2', '3'],
        securables: [
          { kind: 'catalog', fullName: 'ml', owner: 'strangers' },
          { kind: 'schema', fullName: 'ml.models', owner: 'strangers' },
          { kind: 'table', fullName: 'ml.models.scores' },
        ],
      },
    ],
    ...changes,
  });
}
