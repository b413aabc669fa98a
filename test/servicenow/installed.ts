import { readdirSync } from 'node:fs';
import { serviceNowWebhooks } from '#shared/adapters/servicenow/webhook.ts';
import type { WebhookReading } from '#shared/ports/webhook.ts';
import { ids, SECRET, stage } from '#test/shared/adapters/servicenow/webhook-samples.ts';
import { anInstance, type Instance, readScript, type Values } from './glide.ts';
import type { Call } from './glide-classes.ts';

const folder = new URL('../../servicenow/', import.meta.url);
export const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.js'),
);
export const rules = scripts.filter((name) => name.startsWith('business-rules/'));
export const start = Date.parse('2026-01-01T09:00:01Z');
export const url = 'https://desk.example.com/webhooks/servicenow';

export function installed(scope: 'global' | 'scoped' = 'global'): Instance {
  const instance = anInstance(scope, {
    'access_desk.url': url,
    'access_desk.secret': SECRET,
    'access_desk.instance': 'dev00000',
    'access_desk.user': 'svc.accessdesk',
    'access_desk.catalog_items': `${'c'.repeat(32)}, ${ids.catItem}`,
  });
  instance.now = start;
  instance.tables.sc_req_item = [item];
  instance.tables.sc_item_option_mtom = [{ sc_item_option: ids.variable, request_item: ids.item }];
  instance.tables.sys_user = [{ sys_id: ids.thomas, user_name: 'thomas.mueller' }];
  return instance;
}

export const item: Values = {
  ...{ sys_id: ids.item, number: 'RITM0012345', cat_item: ids.catItem, request: ids.order, approval: 'requested' },
  ...{ state: '1', sys_mod_count: '0', sys_updated_on: '2026-01-01 09:00:00', sys_updated_by: 'thomas.mueller' },
};
const changed = { sys_mod_count: '3', sys_updated_on: '2026-01-01 09:00:00', sys_updated_by: 'petra' };
export const row: Values = {
  ...{ ...changed, sys_id: ids.row, sysapproval: ids.item, source_table: 'sc_req_item', state: 'approved' },
  sys_created_by: 'svc.accessdesk',
};
export const task: Values = {
  ...{ ...changed, sys_id: ids.task, number: 'SCTASK0010001', request_item: ids.item, state: '3' },
  ...{ correlation_id: `ad:${ids.item}:idtask:0123456789ab`, correlation_display: 'access-desk' },
};
export const variable: Values = { ...changed, sys_id: ids.variable, value: 'uwe@company.com' };

const records: Record<string, Values> = { sc_req_item: item, sysapproval_approver: row, sc_task: task };
export const recordOf = (table: string): Values => records[table] ?? variable;

/** What stands in the head of a script. */
export function head(script: string, key: string): string {
  return new RegExp(`^ \\* ${key}: +(.+)$`, 'm').exec(readScript(script))?.[1] ?? '';
}

export function fire(instance: Instance, rule: string, values?: Values): void {
  const table = head(rule, 'Table');
  instance.run(rule, { table, values: values ?? recordOf(table) });
}

export async function receive(call: Call | undefined): Promise<WebhookReading> {
  const now = () => new Date(start);
  const reader = serviceNowWebhooks({ stage, secrets: async () => [SECRET], now });
  return reader.read({ headers: call?.headers ?? {}, body: Buffer.from(call?.body ?? '') });
}
