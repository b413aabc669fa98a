import { fulfils, readableTask } from './access.ts';
import { updateRow } from './changes.ts';
import type { Instance, Row } from './instance.ts';
import { changeAnswer, type OrderOptions, type PlacedOrder, placeOrder } from './orders.ts';
import { notFound, ServiceFault } from './service-fault.ts';
import { type TicketView, viewTicket } from './ticket-view.ts';

export type Answer = 'approved' | 'rejected';

/** Whose approver row is answered: one's own, unless the hand is somebody else's. */
interface AnswerOptions {
  readonly approverId?: string;
}

/** Somebody with a browser; records are named by number or sys_id. Refusals are thrown as `ServiceFault`. */
export interface Person {
  order(itemSysId: string, values: Readonly<Record<string, string>>, options?: OrderOptions): PlacedOrder;
  editVariable(number: string, name: string, value: string): void;
  editItem(number: string, fields: Readonly<Record<string, string>>): void;
  comment(number: string, text: string): void;
  workNote(number: string, text: string): void;
  /** Answers the newest open approver row of the record. */
  decide(number: string, answer: Answer, options?: AnswerOptions): void;
  /** The same for the order an item belongs to. */
  decideOrder(number: string, answer: Answer, options?: AnswerOptions): void;
  /** Opens one's newest answer again. */
  takeBack(number: string): void;
  /** Sets the record's `approval` by hand, without any approver row. */
  setApproval(number: string, approval: string): void;
  setState(number: string, state: string): void;
  cancel(number: string): void;
  takeTask(number: string): void;
  finishTask(number: string, state?: string): void;
  view(number: string): TicketView;
}

/** The person behind a user. */
export function personOf(instance: Instance, sysId: string): Person {
  const me = instance.user(sysId).sysId;
  const seen = (number: string): Row => {
    const row = readableTask(instance, me, instance.task(number).sys_id);
    if (row === undefined) throw notFound();
    return row;
  };
  const edit = (row: Row, values: Readonly<Record<string, string>>) => {
    updateRow(instance, me, row.sys_class_name ?? '', row, values);
  };
  const work = (number: string, values: Readonly<Record<string, string>>) => {
    if (!fulfils(instance, me)) throw new ServiceFault(403, 'Only fulfillers may do this.');
    edit(seen(number), values);
  };

  return {
    order: (itemSysId, values, options) => placeOrder(instance, me, itemSysId, values, options),
    editVariable: (number, name, value) => changeAnswer(instance, me, seen(number).sys_id, name, value),
    editItem: (number, fields) => edit(seen(number), fields),
    comment: (number, text) => edit(seen(number), { comments: text }),
    workNote: (number, text) => work(number, { work_notes: text }),
    decide: (number, answer, options) => decide(instance, me, instance.task(number), answer, options),
    decideOrder: (number, answer, options) => decide(instance, me, orderOf(instance, number), answer, options),
    takeBack(number) {
      const row = newestRow(instance, instance.task(number), me, ['approved', 'rejected']);
      updateRow(instance, me, 'sysapproval_approver', row, { state: 'requested' });
    },
    setApproval: (number, approval) => edit(seen(number), { approval }),
    setState: (number, state) => edit(seen(number), { state }),
    cancel: (number) => edit(seen(number), { state: '4' }),
    takeTask: (number) => work(number, { assigned_to: me, state: '2' }),
    finishTask: (number, state = '3') => work(number, { state }),
    view: (number) => viewTicket(instance, me, number),
  };
}

function orderOf(instance: Instance, number: string): Row {
  const row = instance.task(number);
  return row.sys_class_name === 'sc_request' ? row : instance.task(row.request ?? '');
}

function decide(instance: Instance, me: string, record: Row, state: Answer, options: AnswerOptions = {}): void {
  const row = newestRow(instance, record, options.approverId ?? me, ['requested']);
  updateRow(instance, me, 'sysapproval_approver', row, { state });
}

function newestRow(instance: Instance, record: Row, approver: string, states: readonly string[]): Row {
  const rows = instance.rows('sysapproval_approver').filter((row) => {
    return row.sysapproval === record.sys_id && row.approver === approver && states.includes(row.state ?? '');
  });
  const newest = rows.at(-1);
  if (newest === undefined)
    throw new Error(`${record.number} has no approver row of theirs that is ${states.join(' or ')}`);
  return newest;
}
