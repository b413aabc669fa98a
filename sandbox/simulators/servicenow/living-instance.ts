import { filesOf, type RecordFile } from './attachments.ts';
import { insertRow, updateRow } from './changes.ts';
import { Instance, type Row, SYSTEM } from './instance.ts';
import { answersOf, deleteItem } from './orders.ts';
import { type Person, personOf } from './person.ts';

/** The instance, the people who use it, and what a test wants to see or to happen. Records are named by sys_id or number. */
export class LivingInstance extends Instance {
  as(userSysId: string): Person {
    return personOf(this, userSysId);
  }

  /** A requested item. */
  item(number: string): Row {
    return this.task(number);
  }

  /** The catalog tasks of an item, oldest first. */
  tasksOf(number: string): Row[] {
    const { sys_id } = this.task(number);
    return this.rows('sc_task').filter(({ request_item }) => request_item === sys_id);
  }

  /** The approver rows of an item or order, oldest first. */
  rowsOf(number: string): Row[] {
    const { sys_id } = this.task(number);
    return this.rows('sysapproval_approver').filter(({ sysapproval }) => sysapproval === sys_id);
  }

  /** The variables' values of an item (`sc_item_option`), in the form's order. */
  variablesOf(number: string): Row[] {
    return answersOf(this, this.task(number).sys_id).map(({ option }) => option);
  }

  /** The files of an item or task, oldest first. */
  attachmentsOf(number: string): RecordFile[] {
    return filesOf(this, this.task(number).sys_id);
  }

  /** Asks somebody as a flow does. */
  addApproverRow(table: 'sc_req_item' | 'sc_request', sysId: string, approverId: string, state = 'requested'): Row {
    return insertRow(this, SYSTEM, 'sysapproval_approver', {
      state,
      approver: approverId,
      sysapproval: sysId,
      source_table: table,
    });
  }

  /** Makes an item one of another catalog item. */
  moveToItem(number: string, catItemSysId: string): void {
    updateRow(this, SYSTEM, 'sc_req_item', this.task(number), { cat_item: catItemSysId });
  }

  /** Deletes an item. */
  remove(number: string): void {
    deleteItem(this, SYSTEM, this.task(number));
  }
}
