import { describe, expect, it } from 'vitest';
import type { Fault } from '#sandbox/simulators/http-faults.ts';
import {
  ConfigurationInvalid,
  CredentialsRejected,
  TicketSystemRateLimited,
  TicketSystemRefused,
  TicketSystemUnavailable,
} from '#shared/errors.ts';
import { exampleStage, openDesk, ticketsAt } from './desk.ts';

const answer = (status: number, more: object = {}): Fault => ({ kind: 'answer', status, ...more });

describe('a failed read', () => {
  it.each([
    ['a server error', answer(500), TicketSystemUnavailable],
    ['a maintenance page', { kind: 'html' }, TicketSystemUnavailable],
    ['a page that nothing is there', answer(404, { text: '<!DOCTYPE html><p>Not found' }), TicketSystemUnavailable],
    ['half an answer', { kind: 'truncate' }, TicketSystemUnavailable],
    ['a redirect to a login', answer(302, { headers: { location: 'https://id.atlassian.com' } }), TicketSystemRefused],
    ['no permission', answer(403, { json: { errorMessages: ['no'] } }), TicketSystemRefused],
    ['another shape', answer(200, { json: { accountId: 7 } }), TicketSystemRefused],
    ['no credentials', answer(401), CredentialsRejected],
    ['a long wait', answer(429, { headers: { 'retry-after': '120' } }), TicketSystemRateLimited],
    ['a long pause', answer(503, { headers: { 'retry-after': '90' } }), TicketSystemRateLimited],
    [
      'a dead token behind a 200',
      answer(200, { json: { accountId: 'x' }, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' } }),
      CredentialsRejected,
    ],
    [
      'a denied token behind a 404',
      answer(404, { headers: { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' } }),
      CredentialsRejected,
    ],
  ] satisfies [string, Fault, new (...args: never[]) => Error][])('tells of %s', async (_name, fault, expected) => {
    await using desk = await openDesk();
    desk.jira.faults.add({ times: 10, fault });
    await expect(desk.tickets.readPerson('712020:rita')).rejects.toThrow(expected);
  });

  it('is repeated where that may help', async () => {
    await using desk = await openDesk();
    desk.jira.faults.add({ fault: answer(503) });
    desk.jira.faults.add({ fault: { kind: 'resetBefore' }, match: { nth: 2 } });
    expect((await desk.tickets.readPerson('712020:rita'))?.displayName).toBe('Rita Klein');
    expect(desk.jira.requests).toHaveLength(3);
  });

  it.each([
    [
      'changelog',
      /\/changelog$/,
      { values: [{ id: '1', created: '2026-02-02T09:00:00.000+0100', items: [] }], isLast: false },
    ],
    [
      'approvals',
      /\/approval$/,
      { values: [{ id: '1', finalDecision: 'pending', createdDate: { epochMillis: 1 } }], isLastPage: false },
    ],
  ])('does not turn in circles where the pages of the %s do', async (_name, path, json) => {
    await using desk = await openDesk();
    const id = desk.file('DBS');
    desk.jira.faults.add({ times: 5, match: { path }, fault: answer(200, { json }) });
    await expect(desk.tickets.readTicket(id).then(() => desk.tickets.readDecision(id, '1'))).rejects.toMatchObject({
      name: 'TicketSystemUnavailable',
      facts: { what: expect.stringContaining('circle') },
    });
  });

  it('names how long to wait', async () => {
    await using desk = await openDesk();
    desk.jira.faults.add({ fault: answer(429, { headers: { 'retry-after': '120' } }) });
    await expect(desk.tickets.readPerson('712020:rita')).rejects.toMatchObject({ retryAfterSeconds: 120 });
  });
});

describe('a dead token on a search', () => {
  it('is not taken for "nothing changed"', async () => {
    await using desk = await openDesk({ deadToken: 'anonymous' });
    desk.file('DBX');
    for (const account of desk.jira.site.accounts) delete account.token;
    await expect(desk.tickets.listChanged(10)).rejects.toThrow(CredentialsRejected);
    await expect(desk.tickets.knowsPerson('uwe@company.com')).rejects.toThrow(CredentialsRejected);
  });

  it('names the secret and nothing of it', async () => {
    await using desk = await openDesk();
    for (const account of desk.jira.site.accounts) delete account.token;
    const error = await desk.tickets.listChanged(10).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ facts: { system: 'Jira', secret: 'desk/jira-api' } });
    expect(JSON.stringify(error) + String(error)).not.toContain('token');
  });
});

describe("Jira's reason", () => {
  it.each([
    ['of the platform', { errorMessages: ['first'], errors: { summary: 'too long' } }, 'first; summary: too long'],
    ['of the service desk', { errorMessage: 'not now', i18nErrorMessage: { i18nKey: 'x' } }, 'not now'],
    ['of the gateway', { code: 403, message: 'scope does not match' }, 'scope does not match'],
    ['of an unknown path', { title: 'Not Found', detail: 'No endpoint.' }, 'Not Found; No endpoint.'],
    ['missing', {}, 'no reason given'],
    ['of another kind', [1], 'no reason given'],
    ['cut at 200 characters', { errorMessages: ['x'.repeat(500)] }, `${'x'.repeat(199)}…`],
  ])('%s', async (_name, json, detail) => {
    await using desk = await openDesk();
    desk.jira.faults.add({ fault: answer(400, { json }) });
    const refused = desk.tickets.readPerson('712020:rita');
    await expect(refused).rejects.toMatchObject({ facts: { status: 400, detail } });
  });

  it('as a page of HTML never reads as "gone"', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const page = answer(404, { headers: { 'content-type': 'text/html' }, text: '<!DOCTYPE html><p>No such site' });
    desk.jira.faults.add({ times: 10, fault: page });
    await expect(desk.tickets.readTicket(id)).rejects.toThrow(TicketSystemUnavailable);
    await expect(desk.tickets.isGroupMember('group-approvers', '712020:petra')).rejects.toThrow(
      TicketSystemUnavailable,
    );
  });

  it('as a page of HTML is not repeated', async () => {
    await using desk = await openDesk();
    const page = answer(403, { headers: { 'content-type': 'text/html' }, text: '<!DOCTYPE html><p>No licence' });
    desk.jira.faults.add({ fault: page });
    await expect(desk.tickets.readPerson('x')).rejects.toMatchObject({ facts: { detail: 'a web page' } });
  });
});

describe('the stage file', () => {
  const stage = exampleStage('https://acme.atlassian.net');

  it('is accepted as it should be', () => {
    expect(ticketsAt(stage)).toMatchObject({ settleSeconds: 30, ownPersonId: stage.ownAccountId });
  });

  it('is refused with a base that is not https', async () => {
    const plain = ticketsAt({ ...stage, baseUrl: 'http://acme.atlassian.net' });
    await expect(plain.readPerson('x')).rejects.toThrow(ConfigurationInvalid);
  });
});
