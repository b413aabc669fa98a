import { display } from './display.ts';
import type { SecurableGrant } from './evidence.ts';
import type { OpenedAccess } from './group-evidence.ts';
import { sortedUnique } from './order.ts';
import { openedWorkspaces } from './workspace-access.ts';

/** A right that lets its holder give rights, or destroy: `right` reads on in `on`, as in `workspace ADMIN in` `prod`. */
export interface Elevation {
  readonly right: string;
  readonly on: string;
  /** Kind of the object in Unity Catalog; null for a workspace. */
  readonly kind: string | null;
}

/** Unity Catalog privileges that elevate. MANAGE lets grant and drop; ownership gives every right without a grant row. */
const ELEVATING: ReadonlyMap<string, string> = new Map([
  ['MANAGE', 'MANAGE on'],
  ['ALL PRIVILEGES', 'ALL PRIVILEGES on'],
  ['OWNER', 'ownership of'],
]);

/** Everything in what a group opens that deserves a second look. */
export function elevationsOf({ workspaces, grants }: OpenedAccess): Elevation[] {
  const inWorkspaces = openedWorkspaces(workspaces).flatMap(({ level, name }) => {
    if (level === 'USER') return [];
    const right = level === 'ADMIN' ? 'workspace ADMIN in' : 'an unknown level in workspace';
    return [{ right, on: display(name), kind: null }];
  });
  return [...inWorkspaces, ...grants.flatMap(elevationsOfGrant)];
}

/** The same as sentence parts, each once: `workspace ADMIN in scratch-workspace`, `MANAGE on catalog ml`. */
export function elevationTexts(access: OpenedAccess): string[] {
  return sortedUnique(elevationsOf(access).map(({ right, on }) => `${right} ${on}`));
}

/** `external_location` as people write it. */
export function kindName(kind: string): string {
  return kind.replaceAll('_', ' ');
}

/** `main.sales.orders`, or `main.sales.orders and 41 more` where the name stands for all that are opened alike. */
export function objectText({ name, more = 0 }: SecurableGrant, show: (name: string) => string): string {
  return more === 0 ? show(name) : `${show(name)} and ${more} more`;
}

function elevationsOfGrant(grant: SecurableGrant): Elevation[] {
  const { kind, privileges } = grant;
  return privileges.flatMap((privilege) => {
    const right = ELEVATING.get(privilege);
    return right === undefined ? [] : [{ right, on: `${kindName(kind)} ${objectText(grant, display)}`, kind }];
  });
}
