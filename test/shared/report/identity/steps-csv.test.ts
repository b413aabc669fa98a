import { describe, expect, it } from 'vitest';
import { identityStepsCsv } from '#shared/report/identity/steps-csv.ts';
import { anAction, aPlan, aPrincipal } from '#test/builders/plan.ts';

const GROUP = '0d1e5f00-0000-4000-8000-000000000001';
const PERSON = '6d1f0a52-0000-4000-8000-000000000002';

function csvOf(ticketKey: string, name: string): string {
  const action = anAction(name, { type: 'IdP required' });
  const actions = [{ ...action, group: { ...action.group, externalId: GROUP } }];
  const plan = aPlan(actions, [], { target: aPrincipal({ externalId: PERSON }) });
  const provider = { kind: 'entra', name: 'Entra', portalUrl: 'https://entra.microsoft.com' } as const;
  return identityStepsCsv({ plan, actions, provider, ticketKey, run: 2 });
}

describe('identityStepsCsv', () => {
  it('has fixed columns, and rows that are complete by themselves', () => {
    const [header, row, rest] = csvOf('DBX-42', 'data-engineers').split('\r\n');
    expect(header).toBe(
      'ticket,run,person_kind,person_name,person_user_name,person_object_id,group_name,group_object_id,' +
        'identity_provider,portal_link,check_command,add_command,databricks_person_id,databricks_group_id',
    );
    expect(row?.split(',').slice(0, 10)).toEqual([
      ...['DBX-42', '2', 'user', 'Uwe Becker', 'uwe@company.com', PERSON, 'data-engineers', GROUP, 'Entra'],
      `https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/${GROUP}`,
    ]);
    expect(row).toContain(`,az ad group member add --group '${GROUP}' --member-id '${PERSON}',7002,g-data-engineers`);
    expect(rest).toBe('');
  });

  it('joins with the file of another ticket by leaving out its header', () => {
    const [header] = csvOf('DBX-42', 'a').split('\r\n');
    const others = csvOf('DBX-43', 'b').split('\r\n');
    expect(others[0]).toBe(header);
    expect(others[1]?.startsWith('DBX-43,2,')).toBe(true);
  });

  it('runs nothing in a spreadsheet', () => {
    expect(csvOf('DBX-42', '=HYPERLINK("x")')).toContain(`,"'=HYPERLINK(""x"")",`);
  });
});
