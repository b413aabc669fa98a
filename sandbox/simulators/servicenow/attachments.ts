import { gzipSync } from 'node:zlib';
import { deleteRow, insertRow } from './changes.ts';
import type { Instance, Row } from './instance.ts';

/** A file of a record. */
export interface RecordFile {
  readonly sysId: string;
  readonly filename: string;
  readonly content: Buffer;
  /** User name of who attached it. */
  readonly by: string;
}

/** Adds a file. A name that is there already does not matter: both stay, each with its own sys_id. */
export function attach(
  instance: Instance,
  actor: string,
  record: Row,
  { fileName, type, content }: { fileName: string; type: string; content: Buffer },
): Row {
  const row = insertRow(instance, actor, 'sys_attachment', {
    table_name: record.sys_class_name ?? '',
    table_sys_id: record.sys_id,
    file_name: fileName,
    content_type: type,
    size_bytes: String(content.length),
    size_compressed: String(gzipSync(content).length),
    compressed: 'true',
  });
  instance.files.set(row.sys_id, content);
  return row;
}

export function detach(instance: Instance, actor: string, row: Row): void {
  instance.files.delete(row.sys_id);
  deleteRow(instance, actor, 'sys_attachment', row);
}

/** The files of a record, oldest first. */
export function filesOf(instance: Instance, sysId: string): RecordFile[] {
  const rows = instance.rows('sys_attachment').filter(({ table_sys_id }) => table_sys_id === sysId);
  return rows.map((row) => ({
    sysId: row.sys_id,
    filename: row.file_name ?? '',
    content: instance.files.get(row.sys_id) ?? Buffer.alloc(0),
    by: row.sys_created_by ?? '',
  }));
}
