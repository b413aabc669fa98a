import { describe, expect, it } from 'vitest';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { running } from './running-account.ts';

const accounts = '/api/2.0/accounts/{account}';

const twoWorkspaces = () =>
  accountModel()
    .user('Ann Lee', 'ann@company.com', { id: '11' })
    .servicePrincipal('etl', 'aaaa0000-0000-4000-8000-000000000001', { id: '13' })
    .group('team', { id: '9007199254740995' })
    .metastore('main', { id: 'ms-1' })
    .workspace('prod', {
      id: '9007199254740997',
      deploymentName: 'adb-1.7',
      assignments: { team: 'USER', etl: 'ADMIN', 'ann@company.com': 'USER' },
    })
    .workspace('old', { id: '51', federated: false, metastore: null })
    .build();

describe('workspaces', () => {
  it('are a bare array with numbers for ids and no URL', async () => {
    const account = await running(twoWorkspaces());
    const answer = await account.get(`${accounts}/workspaces`);
    expect(answer.text).toMatch(
      /^\[\{"workspace_id":9007199254740997,"workspace_name":"prod","deployment_name":"adb-1.7"/,
    );
    expect(answer.text).not.toMatch(/url/i);
    expect(account.workspaceUrls['51']).toBe(`${account.url}/ws/51`);
  });
});

describe('permission assignments', () => {
  it('name principals by number and by kind', async () => {
    const account = await running(twoWorkspaces());
    const answer = await account.get(`${accounts}/workspaces/9007199254740997/permissionassignments`);
    expect(answer.text).toContain(
      '{"principal":{"principal_id":9007199254740995,"display_name":"team","group_name":"team"},"permissions":["USER"],"error":null}',
    );
    expect(answer.json).toMatchObject({
      permission_assignments: [
        {},
        { principal: { service_principal_name: 'aaaa0000-0000-4000-8000-000000000001' }, permissions: ['ADMIN'] },
        { principal: { user_name: 'ann@company.com' }, permissions: ['USER'] },
      ],
    });
  });

  it('can carry an error per entry', async () => {
    const story = twoWorkspaces();
    const entry = { principalId: '11', permissions: [], error: 'Principal could not be read' };
    story.workspaces[0]?.assignments.splice(0, 3, entry);
    const account = await running(story);
    const answer = await account.get(`${accounts}/workspaces/9007199254740997/permissionassignments`);
    expect(answer.json).toMatchObject({ permission_assignments: [{ error: 'Principal could not be read' }] });
  });

  it('follow what a test assigns', async () => {
    const account = await running(twoWorkspaces());
    account.model.assign('9007199254740997', '9007199254740995', ['ADMIN']);
    account.model.assign('9007199254740997', '13', []);
    account.model.assign('9007199254740997', '11', []);
    const answer = await account.get(`${accounts}/workspaces/9007199254740997/permissionassignments`);
    expect(answer.json).toMatchObject({ permission_assignments: [{ permissions: ['ADMIN'] }] });
  });

  it('are not available without identity federation: JSON that claims to be text', async () => {
    const account = await running(twoWorkspaces());
    const answer = await account.get(`${accounts}/workspaces/51/permissionassignments`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/plain']);
    expect(answer.json).toMatchObject({
      message: expect.stringContaining('Permission assignment APIs are not available for this workspace'),
      details: [{ '@type': 'type.googleapis.com/google.rpc.RequestInfo', request_id: expect.any(String) }],
    });
  });

  it('of an unknown workspace are a plain text error', async () => {
    const account = await running(twoWorkspaces());
    const answer = await account.get(`${accounts}/workspaces/999/permissionassignments`);
    expect([answer.status, answer.text]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST: The workspace does not exist.']);
  });
});

describe('metastores', () => {
  it('are told with their workspaces', async () => {
    const account = await running(twoWorkspaces());
    expect((await account.get(`${accounts}/metastores`)).json).toMatchObject({
      metastores: [{ metastore_id: 'ms-1' }],
    });
    expect((await account.get(`${accounts}/metastores/ms-1/workspaces`)).text).toBe(
      '{"workspace_ids":[9007199254740997]}',
    );
    expect((await account.get(`${accounts}/metastores/ms-9/workspaces`)).status).toBe(404);
  });

  it('are told per workspace, 404 for none', async () => {
    const account = await running(twoWorkspaces());
    expect((await account.get(`${accounts}/workspaces/9007199254740997/metastore`)).text).toBe(
      '{"metastore_assignment":{"metastore_id":"ms-1","workspace_id":9007199254740997,"default_catalog_name":"main"}}',
    );
    expect((await account.get(`${accounts}/workspaces/51/metastore`)).status).toBe(404);
  });
});
