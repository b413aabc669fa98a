import { describe, expect, it } from 'vitest';
import { readErrorBody } from '#shared/adapters/databricks/error-body.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { HttpFailure } from '#shared/adapters/http/failure.ts';
import { scriptedServer } from '../http/scripted-server.ts';
import { errorOf, optionsFor, token } from './account-under-test.ts';

const failure = (body: string, headers = new Headers()) =>
  new HttpFailure('status', 'x', { status: 400, headers, body });

describe('readErrorBody', () => {
  it.each<[string, unknown, ReturnType<typeof readErrorBody>]>([
    [
      'the API’s own shape with a request id',
      {
        error_code: 'PERMISSION_DENIED',
        message: 'no',
        details: [
          { '@type': 'x.ErrorInfo', reason: 'r' },
          { '@type': 'x.RequestInfo', request_id: 'r-1' },
        ],
      },
      { code: 'PERMISSION_DENIED', detail: 'no', requestId: 'r-1' },
    ],
    ['a numeric code', { error_code: 404, message: 'm' }, { code: '404', detail: 'm', requestId: null }],
    [
      'SCIM',
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        detail: 'gone',
        status: '404',
        scimType: 'invalidValue',
      },
      { code: 'invalidValue', detail: 'gone', requestId: null },
    ],
    [
      'SCIM with the word null',
      { schemas: ['e'], detail: 'null' },
      { code: null, detail: 'no explanation', requestId: null },
    ],
    ['SCIM with null', { schemas: ['e'], detail: null }, { code: null, detail: 'no explanation', requestId: null }],
    [
      'OAuth',
      { error: 'invalid_client', error_description: 'bad' },
      { code: 'invalid_client', detail: 'bad', requestId: null },
    ],
    [
      'plain text with a code',
      'NOT_FOUND: it is not there',
      { code: 'NOT_FOUND', detail: 'it is not there', requestId: null },
    ],
    ['HTML', '<html><body><pre>why not</pre></body></html>', { code: null, detail: 'why not', requestId: null }],
    ['HTML that says nothing', '<!DOCTYPE html><p>x', { code: null, detail: 'a web page', requestId: null }],
    ['nothing', '', { code: null, detail: 'no explanation', requestId: null }],
    ['anything', 'whatever it is', { code: null, detail: 'whatever it is', requestId: null }],
  ])('reads %s', (_name, body, expected) => {
    expect(readErrorBody(failure(typeof body === 'string' ? body : JSON.stringify(body)))).toEqual(expected);
  });

  it('takes the request id of the headers where the body has none', () => {
    expect(readErrorBody(failure('', new Headers({ 'x-request-id': 'r-2' }))).requestId).toBe('r-2');
  });

  it('keeps it short, on one line and free of tokens', () => {
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';
    const { detail } = readErrorBody(failure(`bad\r\nBearer abc.def and ${jwt} ${'x'.repeat(400)}`));
    expect(detail).toHaveLength(300);
    expect(detail).toMatch(/^bad Bearer \*\*\* and \*\*\* x/);
  });
});

describe('an unclear 500', () => {
  const unclear = { status: 500, text: 'InternalError: None Error in performing the operation.' };

  it('is tried three times in all, then refused as unclear', async () => {
    await using server = await scriptedServer(token, unclear, unclear, unclear, unclear);
    const { name, facts } = await errorOf(databricksReader(optionsFor(server.url, 'acct')).readGroup('5'));
    expect(name).toBe('DirectoryRefused');
    expect(facts.detail).toContain('unclear');
    expect(server.seen).toHaveLength(4);
  });

  it('that passes is forgotten', async () => {
    await using server = await scriptedServer(token, unclear, { status: 200, json: { id: '5', displayName: 'g' } });
    expect(await databricksReader(optionsFor(server.url, 'acct')).readGroup('5')).toMatchObject({ name: 'g' });
  });

  it('of another kind may pass later', async () => {
    await using server = await scriptedServer(token, { status: 500, text: 'oops' });
    const { name } = await errorOf(databricksReader(optionsFor(server.url, 'acct')).readGroup('5'));
    const asked = server.seen.filter(({ url }) => url.endsWith('/Groups/5'));
    expect([name, asked.length]).toEqual(['DirectoryUnavailable', 1]);
  });
});
