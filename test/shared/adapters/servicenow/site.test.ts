import { describe, expect, it } from 'vitest';
import { findItemHead, readServedItem, serviceNowSite } from '#shared/adapters/servicenow/site.ts';
import { serviceNowTickets } from '#shared/adapters/servicenow/tickets.ts';
import { ConfigurationInvalid, TicketSystemRefused } from '#shared/errors.ts';
import type { CatalogItem, ServiceNowStage } from '#shared/stage.ts';
import { accessItem, id, ids, kitStage, openKit, start } from './kit.ts';

const stage = kitStage('https://acme.service-now.com');
const options = (whole: ServiceNowStage) => ({
  stage: whole,
  access: async () => ({ clientId: 'client', clientSecret: 'secret' }),
  secretName: whole.apiSecret,
  now: () => new Date(start),
  version: 'test',
});
const change = (more: Partial<CatalogItem>) => ({ ...stage, catalogItems: [{ ...accessItem, ...more }] });

describe('the stage file', () => {
  it('is accepted as it should be', () => {
    expect(serviceNowTickets(options(stage))).toMatchObject({ settleSeconds: 65, ownPersonId: ids.desk });
  });

  it.each<[string, ServiceNowStage, string]>([
    ['a catalog item named twice', { ...stage, catalogItems: [accessItem, accessItem] }, 'catalogItems.1'],
    [
      'on hold and open in one state',
      change({ identityTask: { ...accessItem.identityTask, onHoldState: '1' } }),
      'catalogItems.0.identityTask',
    ],
    [
      'done and skipped in one state',
      change({ identityTask: { ...accessItem.identityTask, skippedStates: ['7', '3'] } }),
      'catalogItems.0.identityTask',
    ],
    [
      'our own account as a delegate',
      change({ approval: { ...accessItem.approval, delegates: { [ids.petra]: [ids.desk] } } }),
      'catalogItems.0.approval.delegates',
    ],
    ['one variable for two things', change({ variables: { source: 'a', target: 'a' } }), 'catalogItems.0.variables'],
  ])('is refused with %s', (_name, wrong, place) => {
    expect(() => serviceNowSite(options(wrong))).toThrow(ConfigurationInvalid);
    expect(() => serviceNowSite(options(wrong))).toThrow(place);
  });
});

describe("an item's head", () => {
  const item = {
    sys_id: ids.item,
    number: 'RITM0010001',
    cat_item: ids.access,
    request: '',
    state: '1',
    approval: 'not requested',
    opened_by: '',
    requested_for: ids.uwe,
    sys_created_on: '2026-02-02 08:00:00',
    sys_created_by: 'rita',
  };

  it('is read with what the stage file says about it', async () => {
    await using kit = await openKit({ sc_req_item: [item, { ...item, sys_id: id('d9'), cat_item: ids.other }] });
    expect(await findItemHead(kit.site, ids.item)).toEqual({
      id: ids.item,
      number: 'RITM0010001',
      catItemId: ids.access,
      requestId: null,
      state: '1',
      approval: 'not requested',
      openedBy: null,
      requestedFor: ids.uwe,
      createdAt: '2026-02-02T08:00:00.000Z',
      createdBy: 'rita',
      type: accessItem,
    });
    expect((await readServedItem(kit.site, ids.item, 'x')).type).toEqual(accessItem);
    expect((await findItemHead(kit.site, id('d9')))?.type).toBeUndefined();
    expect(await findItemHead(kit.site, id('d8'))).toBeNull();
  });

  it('must be there and served where something is to be done with it', async () => {
    await using kit = await openKit({ sc_req_item: [{ ...item, cat_item: ids.other }] });
    const refusal = (status: number) => ({ name: 'TicketSystemRefused', facts: { what: 'doing', status } });
    await expect(readServedItem(kit.site, ids.item, 'doing')).rejects.toMatchObject(refusal(409));
    await expect(readServedItem(kit.site, id('d8'), 'doing')).rejects.toMatchObject(refusal(404));
    await expect(readServedItem(kit.site, 'x', 'doing')).rejects.toThrow(TicketSystemRefused);
  });
});
