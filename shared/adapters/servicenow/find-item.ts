import * as z from 'zod';
import { type ServiceNowClientOptions, serviceNowClient } from './client.ts';
import { eq, mayBeAsked } from './query.ts';
import { ITEM_TABLE } from './site.ts';
import { sysIdSchema } from './sys-id.ts';
import { queryRecords } from './table.ts';

const itemSchema = z.object({ sys_id: sysIdSchema });

/** The sys_id of the requested item with this number (RITM0012345); null when there is none, or not for us. */
export async function findItemId(options: ServiceNowClientOptions, number: string): Promise<string | null> {
  if (!mayBeAsked(number)) return null;
  const query = {
    what: 'looking for a requested item by its number',
    table: ITEM_TABLE,
    where: [eq('number', number)],
    fields: ['sys_id', 'number'],
    most: 2,
  };
  const [item] = await queryRecords({ client: serviceNowClient(options) }, query, itemSchema);
  return item?.sys_id ?? null;
}
