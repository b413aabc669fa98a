import type { Context } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { startRun, wakeOrOpen } from '#functions/common/start-run.ts';
import { takeDelivery } from '#functions/common/take-delivery.ts';
import { rewire } from '#functions/common/wire.ts';
import { handler, receiveJiraEvent } from '#functions/receive-jira-event/handler.ts';
import { CredentialsRejected, DeskUnavailable } from '#shared/errors.ts';
import { type Desk, type DeskOptions, desks } from '#test/builders/desk.ts';
import { dyingAfter } from '#test/builders/killed.ts';

const makeDesk = desks();
const newDesk = (options: DeskOptions = {}) => makeDesk({ open: false, ...options });
const delivery = { headers: {}, body: new Uint8Array([1]) };

function hear(desk: Desk, ticketId = desk.key.ticketId, { served = true, deliveryId = `d-${ticketId}` } = {}): void {
  desk.webhook = { verdict: 'event', deliveryId, ticketId, served, children: [] };
}

const take = (desk: Desk) => receiveJiraEvent(desk.invocation())(delivery);
const token = { token: 'token-1', kind: 'approval', enteredAt: '2026-11-23T10:00:00.000Z', attempt: 0 } as const;

describe('take-delivery', () => {
  it('refuses what is too large before it reads it', async () => {
    const desk = await newDesk();
    desk.webhook = new Error('must not be read');
    const body = new Uint8Array(256 * 1024 + 1);
    expect((await takeDelivery(desk.ports, desk.ports.jiraWebhooks, { headers: {}, body })).status).toBe(413);
    desk.webhook = { verdict: 'ignored', reason: 'just small enough' };
    const small = { headers: {}, body: body.subarray(1) };
    expect((await takeDelivery(desk.ports, desk.ports.jiraWebhooks, small)).status).toBe(200);
  });

  it.each([
    [{ verdict: 'forged', reason: 'a wrong signature' }, 401, 'a wrong signature'],
    [{ verdict: 'unusable', reason: 'no JSON' }, 400, 'no JSON'],
    [{ verdict: 'ignored', reason: 'our own change' }, 200, 'ignored: our own change'],
  ] as const)('answers %j', async (reading, status, message) => {
    const desk = await newDesk();
    desk.webhook = reading;
    expect(await take(desk)).toEqual({ status, message });
    expect(await desk.store.readTicketRecord(desk.key)).toBeNull();
  });

  it('opens and starts a run for a served ticket, and knows the delivery again', async () => {
    const desk = await newDesk();
    hear(desk);
    expect(await take(desk)).toEqual({ status: 200, message: 'taken' });
    expect(desk.started).toEqual([`jira-${desk.key.ticketId}-1`]);
    expect(await take(desk)).toEqual({ status: 200, message: 'ignored: taken before' });
    expect(desk.started).toHaveLength(1);
  });

  it('wakes an open run by its newest token, and leaves one alone that waits for nothing', async () => {
    const desk = await newDesk({ open: true });
    hear(desk, desk.key.ticketId, { deliveryId: 'first' });
    expect((await take(desk)).status).toBe(200);
    expect([desk.woken, desk.started]).toEqual([[], []]);
    await desk.store.putToken(desk.key, token);
    hear(desk, desk.key.ticketId, { deliveryId: 'second' });
    await take(desk);
    expect([desk.woken, desk.started]).toEqual([['token-1'], []]);
  });

  it('tells an open run of a ticket that is not served any more, and ignores other tickets', async () => {
    const desk = await newDesk({ open: true });
    await desk.store.putToken(desk.key, token);
    hear(desk, desk.key.ticketId, { served: false });
    expect(await take(desk)).toEqual({ status: 200, message: 'taken' });
    expect(desk.woken).toEqual(['token-1']);
    hear(desk, '999', { served: false });
    expect(await take(desk)).toEqual({ status: 200, message: 'ignored: not a ticket of ours' });
    expect(await desk.store.wasDelivered('jira', 'd-999')).toBe(false);
  });

  it('wakes the run of a child ticket while that run is open', async () => {
    const desk = await newDesk({ open: true });
    const childId = `child-${desk.key.ticketId}`;
    await desk.store.rememberChild('jira', childId, desk.key);
    await desk.store.putToken(desk.key, token);
    hear(desk, childId, { served: false, deliveryId: `a-${childId}` });
    await take(desk);
    expect(desk.woken).toEqual(['token-1']);

    await desk.store.closeRun(desk.key, 'done', null);
    hear(desk, childId, { served: false, deliveryId: `b-${childId}` });
    expect((await take(desk)).status).toBe(200);
    expect(desk.woken).toEqual(['token-1']);

    await desk.store.openRun(desk.key);
    hear(desk, childId, { served: false, deliveryId: `c-${childId}` });
    await take(desk);
    expect(desk.woken).toEqual(['token-1']);
    expect(desk.started).toEqual([]);
  });

  it('wakes the run that goes on with an approval whose row an earlier run had asked for', async () => {
    const desk = await newDesk({ open: true });
    const childId = `child-${desk.key.ticketId}`;
    await desk.store.rememberChild('jira', childId, desk.key);
    await desk.store.closeRun(desk.key, 'failed', null);
    const { key } = await desk.store.openRun(desk.key);
    await desk.store.putToken(key, token);
    hear(desk, childId, { served: false, deliveryId: `d-${childId}` });
    await take(desk);
    expect(desk.woken).toEqual(['token-1']);
  });

  it('wakes the run of the first child it knows, else that of the ticket', async () => {
    const desk = await newDesk({ open: true });
    const childId = `child-${desk.key.ticketId}`;
    await desk.store.putToken(desk.key, token);
    desk.webhook = {
      verdict: 'event',
      deliveryId: `x-${childId}`,
      ticketId: 'of another',
      served: false,
      children: ['unknown', childId],
    };
    expect(await take(desk)).toEqual({ status: 200, message: 'ignored: not a ticket of ours' });
    await desk.store.rememberChild('jira', childId, desk.key);
    expect(await take(desk)).toEqual({ status: 200, message: 'taken' });
    expect(desk.woken).toEqual(['token-1']);
  });

  it('does not know a delivery whose work failed, so that the next one does it', async () => {
    const desk = await newDesk();
    hear(desk);
    const start = () => Promise.reject(new DeskUnavailable({ what: 'workflow' }));
    await expect(receiveJiraEvent({ ...desk.invocation(), starter: { start } })(delivery)).rejects.toThrow(
      DeskUnavailable,
    );
    expect(await take(desk)).toEqual({ status: 200, message: 'taken' });
    expect(desk.started).toEqual([`jira-${desk.key.ticketId}-1`]);
    expect((await desk.store.readTicketRecord(desk.key))?.run).toBe(1);
  });

  it('comes to the same after a death at any point', async () => {
    for (let n = 1; n < 10; n += 1) {
      const desk = await newDesk();
      hear(desk);
      const victim = dyingAfter(desk.invocation(), n);
      await receiveJiraEvent(victim.ports)(delivery).catch(() => undefined);
      await take(desk);
      expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({ run: 1, open: true, started: true });
      expect(new Set(desk.started)).toEqual(new Set([`jira-${desk.key.ticketId}-1`]));
      if (!victim.isDead()) return;
    }
    throw new Error('it never came through');
  });
});

describe('start-run', () => {
  it('opens one run for two doors at once', async () => {
    const desk = await newDesk();
    const done = await Promise.all([wakeOrOpen(desk.invocation(), desk.key), wakeOrOpen(desk.invocation(), desk.key)]);
    expect(done.sort()).toEqual(['busy', 'opened']);
    expect(new Set(desk.started)).toEqual(new Set([`jira-${desk.key.ticketId}-1`]));
  });

  it('does not start what is known to be started', async () => {
    const desk = await newDesk({ open: true });
    await startRun(desk.ports, desk.key, await desk.store.openRun(desk.key));
    expect(desk.started).toEqual([]);
  });
});

describe('the Lambda of a door', () => {
  afterEach(() => rewire(undefined));
  const context: Context = {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'receive-jira-event',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:receive-jira-event',
    memoryLimitInMB: '256',
    awsRequestId: 'request-1',
    logGroupName: 'group',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => 1000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };

  it('hands on header names in lower case and the bytes as they came', async () => {
    const desk = await newDesk();
    const seen: unknown[] = [];
    rewire(() => ({
      ...desk.ports,
      jiraWebhooks: {
        system: 'jira',
        read: async (given) => {
          seen.push({ headers: given.headers, body: Buffer.from(given.body).toString('hex') });
          return { verdict: 'ignored', reason: 'enough seen' };
        },
      },
    }));
    const headers = { 'X-Hub-Signature': 'sha256=00' };
    const answer = await handler({ headers, body: 'w7w=', isBase64Encoded: true }, context);
    await handler({ headers, body: 'ü' }, context);
    await handler({}, context);
    const expected = { headers: { 'x-hub-signature': 'sha256=00' }, body: 'c3bc' };
    expect(seen).toEqual([expected, expected, { headers: {}, body: '' }]);
    expect(answer).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'ignored: enough seen', reference: 'request-1' }),
    });
  });

  it.each([
    ['a bug', new TypeError('thomas@company.com is not a function')],
    ['a service that is down', new DeskUnavailable({ what: 'secrets' })],
    ['a secret that is gone', new CredentialsRejected({ system: 'Secrets Manager', secret: 'a/b' })],
  ])('answers 503 with a reference for %s, and says no more', async (_case, failure) => {
    const desk = await newDesk();
    desk.webhook = failure;
    rewire(() => desk.ports);
    const answer = await handler({ headers: {}, body: '{}' }, context);
    expect(answer).toMatchObject({
      statusCode: 503,
      body: JSON.stringify({ message: 'not taken, please send it again', reference: 'request-1' }),
    });
  });
});
