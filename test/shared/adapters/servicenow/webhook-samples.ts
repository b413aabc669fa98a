import * as z from 'zod';
import { type ServiceNowStage, stageSchema } from '#shared/stage.ts';

/** Secrets as Standard Webhooks writes them: the first is the bytes 0 to 31. */
export const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
export const OTHER_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

export const ids = {
  item: '1f0e9d8c7b6a5f4e3d2c1b0a99887766',
  order: '0102030405060708090a0b0c0d0e0f10',
  catItem: 'aa11bb22cc33dd44ee55ff6677889900',
  row: '5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a',
  task: '6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b',
  variable: '7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c',
  thomas: '00112233445566778899aabbccddeeff',
  desk: 'd0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0',
} as const;

/** The example of https://github.com/standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts. */
export const specification = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
} as const;

/** What an instance sends for an order and its approval, byte for byte, signed with the first secret. */
export const samples = [
  {
    id: 'evt_eab3611721a08cd0520794e6500d3904cf11cc55',
    timestamp: '1767258001',
    signature: 'v1,9iisZBUwA8XWBEIdxEBxLM0/fHcTKIVtXFHNWwxEbTk=',
    item: ids.item,
    body: '{"type":"ritm.inserted","timestamp":"2026-01-01T09:00:00Z","data":{"instance":"dev00000","table":"sc_req_item","sys_id":"1f0e9d8c7b6a5f4e3d2c1b0a99887766","number":"RITM0012345","cat_item":"aa11bb22cc33dd44ee55ff6677889900","request":"0102030405060708090a0b0c0d0e0f10","approval":"requested","state":"1","sys_mod_count":"0","sys_updated_on":"2026-01-01 09:00:00"}}',
  },
  {
    id: 'evt_6eed803735a2dce68833b2a7762574e90292b159',
    timestamp: '1767261601',
    signature: 'v1,asLQ4cQtEVSJKpo+k8mCe/ZiRag76Csrtvhq2j9PEXM=',
    item: ids.item,
    body: '{"type":"ritm.approval_changed","timestamp":"2026-01-01T10:00:00Z","data":{"instance":"dev00000","table":"sc_req_item","sys_id":"1f0e9d8c7b6a5f4e3d2c1b0a99887766","number":"RITM0012345","cat_item":"aa11bb22cc33dd44ee55ff6677889900","request":"0102030405060708090a0b0c0d0e0f10","approval":"approved","state":"1","sys_mod_count":"4","sys_updated_on":"2026-01-01 10:00:00"}}',
  },
] as const;

/** The part of a stage file the door reads. */
export const stage: ServiceNowStage = z.object({ servicenow: stageSchema.shape.servicenow.unwrap() }).parse({
  servicenow: {
    instanceUrl: 'https://dev00000.service-now.com',
    ownUserId: ids.desk,
    ownUserName: 'svc.accessdesk',
    apiSecret: 'access-desk/servicenow',
    webhookSecret: 'access-desk/servicenow-webhook',
    catalogItems: [
      {
        catItemId: ids.catItem,
        approval: { approverGroupId: 'a'.repeat(32), approverGroupName: 'Databricks approvers' },
        identityTask: { assignmentGroupId: 'b'.repeat(32) },
      },
    ],
  },
}).servicenow;
