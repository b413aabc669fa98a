import { type AccessPlan, buildPlan, type PlanWish } from '#cli/library.ts';
import { type AccountBuilder, accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import type { Action } from '#shared/domain/plan.ts';
import { type AccountInReach, accountInReach } from '#test/cli/account-in-reach.ts';

export const THOMAS = 'thomas@x.com';
export const UWE = 'uwe@x.com';

/** An account in which Uwe shall get what Thomas has; the test adds what is between them. */
export function twoPeople(): AccountBuilder {
  return accountModel().user('Thomas Müller', THOMAS).user('Uwe Becker', UWE);
}

export interface Planned extends AccountInReach {
  readonly built: AccessPlan;
}

/** The account in reach, and the plan for it, Unity Catalog scanned unless the wish says otherwise. */
export async function planFor(
  account: AccountBuilder,
  options: Partial<DatabricksOptions> = {},
  wish: Partial<PlanWish> = {},
): Promise<Planned> {
  const reach = await accountInReach({ account: account.build(), ...options });
  const built = await buildPlan(reach.client, { source: THOMAS, target: UWE, scanUc: true, ...wish });
  return { ...reach, built };
}

/** Group name → type, one line each. */
export function typesOf({ built }: Pick<Planned, 'built'>): Record<string, Action['type']> {
  return Object.fromEntries(built.plan.actions.map(({ group, type }) => [group.name, type]));
}

export function actionOf({ built }: Pick<Planned, 'built'>, name: string): Action {
  const action = built.plan.actions.find(({ group }) => group.name === name);
  if (action === undefined) throw new RangeError(`the plan has no action for ${name}`);
  return action;
}
