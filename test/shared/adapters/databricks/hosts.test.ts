import { describe, expect, it } from 'vitest';
import { hostRule, workspaceUrl } from '#shared/adapters/databricks/hosts.ts';

describe('hostRule', () => {
  const allowed = hostRule(['Private.Corp.example']);

  it.each([
    'accounts.azuredatabricks.net',
    'adb-123.4.azuredatabricks.net',
    'accounts.cloud.databricks.com',
    'accounts.gcp.databricks.com',
    'accounts-dod.cloud.databricks.us',
    'accounts.databricks.azure.us',
    'accounts.databricks.azure.cn',
    'private.corp.example',
    '127.0.0.1',
    'localhost',
  ])('lets %s pass', (host) => expect(allowed(host)).toBe(true));

  it.each([
    'azuredatabricks.net.evil.example',
    'evilazuredatabricks.net',
    'sub.private.corp.example',
    'example.com',
    '10.0.0.1',
    '169.254.169.254',
    'accounts.azuredatabricks.net.',
    'accounts.azuredatabricks.net.evil.example',
    'azuredatabricks.net',
    'private.corp.example.',
    'localhost.',
    'xn--ccounts-8ve.xn--zuredatabricks-k9j.net',
    '',
  ])('keeps out %s', (host) => expect(allowed(host)).toBe(false));
});

describe('workspaceUrl', () => {
  it.each([
    ['https://accounts.azuredatabricks.net', 'adb-99.3', 'https://adb-99.3.azuredatabricks.net'],
    ['https://accounts.cloud.databricks.com/', 'dbc-1', 'https://dbc-1.cloud.databricks.com'],
    ['https://accounts.gcp.databricks.com', '12.3', 'https://12.3.gcp.databricks.com'],
    ['https://accounts-dod.cloud.databricks.us', 'x', 'https://x.cloud.databricks.us'],
  ])('joins %s and %s', (host, deployment, url) => expect(workspaceUrl(host, deployment)).toBe(url));

  it.each([
    ['https://databricks.corp.example', 'adb-99.3'],
    ['http://127.0.0.1:1234', 'adb-99.3'],
    ['https://accounts.azuredatabricks.net', ''],
    ['https://accounts.azuredatabricks.net', 'evil.example/x'],
    ['https://accounts.azuredatabricks.net', 'a@evil.example'],
  ])('knows none for %s and "%s"', (host, deployment) => expect(workspaceUrl(host, deployment)).toBeNull());
});
