import type { Play } from '#sandbox/play.ts';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { CatalogItem, Stage } from '#shared/stage.ts';

type Approval = Partial<CatalogItem['approval']>;

/** The example stage with other rules for approvals. */
export const approvals =
  (change: Approval) =>
  (stage: Stage): Stage => ({
    ...stage,
    ...(stage.servicenow && {
      servicenow: {
        ...stage.servicenow,
        catalogItems: stage.servicenow.catalogItems.map((item) => ({
          ...item,
          approval: { ...item.approval, ...change },
        })),
      },
    }),
  });

/** Who has been asked by the desk, by state of their rows, oldest first. */
export function ourRows({ servicenow: { instance } }: Play, key: string): string[] {
  const ours = instance.user(users.desk).userName;
  const name = (sysId = '') => Object.entries(users).find(([, id]) => id === sysId)?.[0];
  return instance
    .rowsOf(key)
    .filter(({ sys_created_by }) => sys_created_by === ours)
    .map(({ approver, state }) => `${name(approver)}: ${state}`);
}
