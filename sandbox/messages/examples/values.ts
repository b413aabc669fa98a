import { IDENTITY_PROVIDER } from '../company.ts';

/** What stands in most examples, whatever they show. */
export const AT = '2026-11-23T14:30:00Z';
export const DECIDE_BY = '2026-12-07T17:00:00Z';
export const REQUESTER = 'Rita Requester';
export const APPROVER = 'Petra Parker';
export const APPROVERS = 'databricks-approvers';
export const REASON = 'Joins the data platform team';
export const REFERENCE = 'jira-10542-1';
/** Where the audit record stands at the end. */
export const RECORD = {
  record: 'jira-10542',
  hash: '3f9a1c5e7b20d4868ac1e3f507294b6d8fa0c2e41638597a9bbcdddef0123456',
};
export const TASK = 'DBX-43';
export const DIGEST = '0f3a9c12b7d4e58860a1c2f3d4b5968778695a4b3c2d1e0f00112233445566ff';
export const identityProvider = IDENTITY_PROVIDER;
