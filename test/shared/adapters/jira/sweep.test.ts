import { describe, expect, it } from 'vitest';
import { serve } from '#sandbox/simulators/http-server.ts';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { TicketSystemUnavailable } from '#shared/errors.ts';
import { exampleStage, openDesk, start, ticketsAt } from './desk.ts';

describe('listing changed tickets', () => {
  it('names served ones changed within the span', async () => {
    await using desk = await openDesk();
    const early = desk.file('DBX');
    desk.clock.ms += 30 * 60_000;
    const late = desk.file('DBS');
    await desk.tickets.createIdentityTask(late, { marker: 'm', summary: 's', body: [] });
    expect(await desk.tickets.listChanged(25)).toEqual([late]);
    expect(await desk.tickets.listChanged(31)).toEqual([early, late]);
    desk.jira.site.as(people.rita).comment('DBX-1', 'cancel');
    expect(await desk.tickets.listChanged(25)).toEqual(expect.arrayContaining([early, late]));
  });

  it('asks in ids of the stage file and whole minutes', async () => {
    await using desk = await openDesk();
    await desk.tickets.listChanged(24.2);
    const [search] = desk.jira.requests.filter(({ method }) => method === 'POST');
    expect(JSON.parse(search?.body ?? '')).toMatchObject({
      fields: ['id'],
      jql: 'project in (10100, 10200, 10300) AND issuetype in (10100, 10200) AND updated >= "-25m" ORDER BY updated ASC',
    });
  });

  it('reads every page, each issue once', async () => {
    const pages = [
      { issues: [{ id: '1' }, { id: '2' }], nextPageToken: 'a' },
      { issues: [{ id: '2' }, { id: 3 }], nextPageToken: 'b', isLast: false },
      { issues: [{ id: '4' }], isLast: true },
    ];
    const tokens = [undefined, 'a', 'b'];
    await using server = await searching((token) => pages[tokens.indexOf(token)]);
    expect(await ticketsAt(exampleStage(server.url)).listChanged(1)).toEqual(['1', '2', '3', '4']);
  });

  it('does not go round in circles', async () => {
    await using server = await searching(() => ({ issues: [{ id: '1' }], nextPageToken: 'again' }));
    await expect(ticketsAt(exampleStage(server.url)).listChanged(1)).rejects.toThrow(TicketSystemUnavailable);
  });
});

describe('moving the ticket at an end', () => {
  it('takes it to the configured status', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    const petra = desk.jira.site.as(people.petra);
    petra.transition('DBX-1', '10001');
    petra.transition('DBX-1', '10002');
    await desk.tickets.moveTicket(id, 'done');
    expect(desk.jira.site.findIssue(id)?.statusId).toBe('10004');
    const changes = desk.jira.site.findIssue(id)?.history.length;
    await desk.tickets.moveTicket(id, 'done');
    expect(desk.jira.site.findIssue(id)?.history.length).toBe(changes);
  });

  it('leaves it where nothing is configured, no way leads there, or nothing is left', async () => {
    await using desk = await openDesk();
    const id = desk.file('DBX');
    for (const end of ['rejected', 'withdrawn', 'superseded', 'failed', 'done'] as const) {
      await desk.tickets.moveTicket(id, end);
    }
    expect(desk.jira.site.findIssue(id)?.statusId).toBe('10000');
    await desk.tickets.moveTicket('99999', 'done');
  });
});

/** A search of fixed pages by token. */
async function searching(pageOf: (token: string | undefined) => unknown) {
  const server = await serve({
    name: 'search',
    now: () => start,
    routes: [
      {
        method: 'POST',
        path: '/rest/api/3/search/jql',
        handle: ({ body }) => {
          const { nextPageToken } = JSON.parse(body.toString('utf8'));
          return { status: 200, json: pageOf(nextPageToken) };
        },
      },
    ],
  });
  return { url: server.url, [Symbol.asyncDispose]: () => server.close() };
}
