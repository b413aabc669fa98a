import { describe, expect, it } from 'vitest';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { jiraSelfTest } from '#shared/adapters/jira/self-test.ts';
import type { Standing } from '#shared/ports/self-test.ts';
import type { JiraStage, JiraTicketType } from '#shared/stage.ts';
import { type Desk, openDesk } from './desk.ts';

const credentials = { email: 'access-desk@company.com', apiToken: 'access-desk-api-token' };

function ask({ stage }: Desk, change: Partial<JiraStage> = {}, as = credentials): Promise<Standing> {
  return jiraSelfTest({
    stage: { ...stage, ...change },
    credentials: async () => as,
    secretName: 'jira-api',
    now: () => new Date(),
    version: 'test',
  })();
}

/** The stage with its first ticket type changed. */
function withFirst({ stage }: Desk, change: Partial<JiraTicketType>): Partial<JiraStage> {
  const [first, ...others] = stage.ticketTypes;
  if (first === undefined) throw new Error('the stage serves nothing');
  return { ticketTypes: [{ ...first, ...change }, ...others] };
}

describe("Jira's self test", () => {
  it('says who we are, changes nothing, and finds what the stage file names', async () => {
    await using desk = await openDesk();
    expect(await ask(desk)).toEqual({ system: 'Jira', as: `Access Desk (${people.desk})`, missing: [] });
    expect(desk.jira.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('says what to put right in the stage file', async () => {
    await using desk = await openDesk();
    const { missing } = await ask(desk, {
      ...withFirst(desk, {
        fields: { source: 'customfield_99999' },
        identityTask: { ...first(desk).identityTask, issueTypeId: '99' },
      }),
      ownAccountId: people.rita,
    });
    expect(missing).toEqual([
      `jira.ownAccountId of the stage file is another account: put ${people.desk} there.`,
      'jira.ticketTypes.0.fields.source: Jira shows this account no field customfield_99999.',
      `jira.ticketTypes.0.identityTask.issueTypeId: project ${first(desk).projectId} has no type 99.`,
    ]);
    const elsewhere = await ask(desk, withFirst(desk, { projectId: '99999' }));
    expect(elsewhere.missing).toEqual([expect.stringMatching(/^jira\.ticketTypes\.0\.projectId: .* project 99999/)]);
  });

  it('says which permission is missing', async () => {
    await using desk = await openDesk();
    desk.jira.site.account(people.desk).browseUsers = false;
    const { missing } = await ask(desk);
    expect(missing).toEqual([expect.stringContaining('Browse users and groups')]);
  });

  it('throws where the credentials are not accepted', async () => {
    await using desk = await openDesk();
    await expect(ask(desk, {}, { ...credentials, apiToken: 'wrong' })).rejects.toMatchObject({
      name: 'CredentialsRejected',
    });
  });
});

function first({ stage }: Desk): JiraTicketType {
  const [type] = stage.ticketTypes;
  if (type === undefined) throw new Error('the stage serves nothing');
  return type;
}
