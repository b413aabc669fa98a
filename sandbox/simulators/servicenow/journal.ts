import type { Instance, Row } from './instance.ts';

/** Entries of a record's journals, oldest first. */
export function entriesOf(instance: Instance, sysId: string, elements: readonly string[]): Row[] {
  return instance.rows('sys_journal_field').filter(({ element_id, element }) => {
    return element_id === sysId && elements.includes(element ?? '');
  });
}
