import { fullName } from '../../domain/display.ts';
import { providerId } from '../../domain/identity-provider.ts';
import { csvTable } from '../csv-table.ts';
import type { IdentityTaskArgs } from '../messages/identity-task.ts';
import { identityStep } from './steps.ts';

/** Names and their order do not change: files of several tickets are joined. */
const COLUMNS = [
  'ticket',
  'run',
  'person_kind',
  'person_name',
  'person_user_name',
  'person_object_id',
  'group_name',
  'group_object_id',
  'identity_provider',
  'portal_link',
  'check_command',
  'add_command',
  'databricks_person_id',
  'databricks_group_id',
] as const;

/** The identity task as a table, one row per group, each complete by itself. RFC 4180, UTF-8, no byte-order mark. */
export function identityStepsCsv(args: IdentityTaskArgs): string {
  const { provider, plan, ticketKey, run } = args;
  const { target } = plan;
  const rows = args.actions.map((action) => {
    const step = identityStep(provider, target, action);
    return {
      ticket: ticketKey,
      run: String(run),
      person_kind: target.kind === 'user' ? 'user' : 'service principal',
      person_name: fullName(target),
      person_user_name: target.name,
      person_object_id: providerId(provider.kind, target.externalId) ?? '',
      group_name: action.group.name,
      group_object_id: step.groupId ?? '',
      identity_provider: provider.name,
      portal_link: step.link ?? '',
      check_command: step.check ?? '',
      add_command: step.add ?? '',
      databricks_person_id: target.id,
      databricks_group_id: action.group.id,
    };
  });
  return csvTable(COLUMNS, rows);
}
