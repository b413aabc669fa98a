import { groups, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { PlacedOrder } from '#sandbox/simulators/servicenow/orders.ts';
import type { Person } from '#sandbox/simulators/servicenow/person.ts';
import type { Decision, OpenedDecision } from '#shared/ports/ticket-system.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { type Desk, openDesk, withApproval } from './desk.ts';

/** An item no instance has. */
export const NOWHERE = 'f'.repeat(32);

/** A desk that approves in another way. */
export function deskWith(approval: Partial<CatalogItem['approval']>): Promise<Desk> {
  return openDesk({}, (stage) => withApproval(stage, approval));
}

export interface Question extends PlacedOrder {
  readonly opened: OpenedDecision;
  /** The decision under the handle of this question. */
  read(): Promise<Decision>;
  as(userId: string): Person;
}

/** An item of Rita's whose approvers were asked a minute ago. */
export async function asked(desk: Desk): Promise<Question> {
  const placed = desk.order();
  const opened = await desk.tickets.openDecision(placed.sysId);
  desk.clock.ms += 60_000;
  return {
    ...placed,
    opened,
    read: () => desk.tickets.readDecision(placed.sysId, opened.handle),
    as: (userId) => desk.serviceNow.instance.as(userId),
  };
}

/** The approver group, to be changed. */
export function membersOf(desk: Desk): string[] {
  return desk.serviceNow.instance.groups.find(({ sysId }) => sysId === groups.approvers)?.members ?? [];
}

/** The approver rows of an item or order, oldest first: `petra requested`. */
export function states(desk: Desk, number: string): string[] {
  return desk.serviceNow.instance.rowsOf(number).map(({ approver, state }) => {
    const name = Object.entries(users).find(([, sysId]) => sysId === approver)?.[0];
    return `${name} ${state}`;
  });
}
