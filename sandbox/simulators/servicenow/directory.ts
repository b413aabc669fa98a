import { sysIdOf } from './ids.ts';
import type { CatalogItem, InstanceModel, Variable } from './model.ts';

type Values = Record<string, string> & { readonly sys_id: string };

const installedAt = '2026-01-05 08:00:00';
const variableTypes = { text: '6', 'multi-line': '2', checkbox: '7', reference: '8', list: '21' } as const;

/** Records that mirror the configuration, so that a change of it shows at once; undefined for tables of other records. */
export function directoryRows(model: InstanceModel, table: string): Values[] | undefined {
  switch (table) {
    case 'sys_user':
      return model.users.map((user) =>
        record(user.sysId, {
          user_name: user.userName,
          name: `${user.firstName} ${user.lastName}`,
          first_name: user.firstName,
          last_name: user.lastName,
          email: user.email,
          active: String(user.active),
          locked_out: 'false',
          web_service_access_only: String(user.webServiceAccessOnly),
        }),
      );
    case 'sys_user_group':
      return model.groups.map(({ sysId, name }) => record(sysId, { name, active: 'true', email: '' }));
    case 'sys_user_grmember':
      return model.groups.flatMap(({ sysId: group, members }) =>
        members.map((user) => record(sysIdOf(`member ${group} ${user}`), { group, user })),
      );
    case 'sc_cat_item':
      return model.items.map(({ sysId, name }) => record(sysId, { name, short_description: name, active: 'true' }));
    case 'item_option_new':
      return model.items.flatMap((item) => item.variables.map((variable, index) => question(item, variable, index)));
    case 'sys_choice':
      return choices.map(([name, element, value, label]) =>
        record(sysIdOf(`choice ${name} ${element} ${value}`), {
          name,
          element,
          value,
          label,
          language: 'en',
          inactive: 'false',
        }),
      );
    default:
      return undefined;
  }
}

/** sys_id of a variable's definition; two variables may have the same name. */
export function questionId(item: CatalogItem, index: number): string {
  return sysIdOf(`question ${item.sysId} ${index}`);
}

function question(item: CatalogItem, { name, questionText, kind, table = '' }: Variable, index: number): Values {
  return record(questionId(item, index), {
    name,
    question_text: questionText,
    type: variableTypes[kind],
    reference: kind === 'reference' ? table : '',
    list_table: kind === 'list' ? table : '',
    cat_item: item.sysId,
    order: String((index + 1) * 100),
  });
}

function record(sysId: string, values: Record<string, string>): Values {
  return {
    sys_id: sysId,
    sys_created_on: installedAt,
    sys_created_by: 'admin',
    sys_updated_on: installedAt,
    sys_updated_by: 'admin',
    sys_mod_count: '0',
    ...values,
  };
}

const choices: readonly (readonly [table: string, element: string, value: string, label: string])[] = [
  ['task', 'state', '-5', 'Pending'],
  ['task', 'state', '1', 'Open'],
  ['task', 'state', '2', 'Work in Progress'],
  ['task', 'state', '3', 'Closed Complete'],
  ['task', 'state', '4', 'Closed Incomplete'],
  ['task', 'state', '7', 'Closed Skipped'],
  ['sc_task', 'state', '-5', 'Pending'],
  ['sc_task', 'state', '1', 'Open'],
  ['sc_task', 'state', '2', 'Work in Progress'],
  ['sc_task', 'state', '3', 'Closed Complete'],
  ['sc_task', 'state', '4', 'Closed Incomplete'],
  ['sc_task', 'state', '7', 'Closed Skipped'],
  ['task', 'approval', 'not requested', 'Not Yet Requested'],
  ['task', 'approval', 'requested', 'Requested'],
  ['task', 'approval', 'approved', 'Approved'],
  ['task', 'approval', 'rejected', 'Rejected'],
  ['task', 'approval', 'cancelled', 'Cancelled'],
  ['task', 'approval', 'not_required', 'Not Required'],
  ['sysapproval_approver', 'state', 'requested', 'Requested'],
  ['sysapproval_approver', 'state', 'approved', 'Approved'],
  ['sysapproval_approver', 'state', 'rejected', 'Rejected'],
  ['sysapproval_approver', 'state', 'cancelled', 'Cancelled'],
  ['sysapproval_approver', 'state', 'not_required', 'No Longer Required'],
];
