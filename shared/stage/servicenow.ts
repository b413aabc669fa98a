import * as z from 'zod';
import { entriesOf, mustDiffer, placesOf, refuse } from './differ.ts';
import {
  filledList,
  group,
  list,
  oneOf,
  secretName,
  state,
  sysId,
  table,
  text,
  url,
  variableName,
  words,
  yesOrNo,
} from './values.ts';

const LINES_FROM = '"description" or "short_description" or {"variable": "…"}';

/** The parts of a request. */
const variables = {
  source: variableName.optional(),
  target: variableName.optional(),
  without: variableName.optional(),
  scanUc: variableName.optional(),
  reason: variableName.optional(),
};
const PARTS = Object.keys(variables);

const catalogItem = group({
  catItemId: sysId,
  variables: group(variables).prefault({}),
  linesFrom: z
    .union([oneOf('description', 'short_description'), group({ variable: variableName })], `must be ${LINES_FROM}`)
    .meta({ title: LINES_FROM })
    .default('description'),
  approval: group({
    on: oneOf('item', 'request').default('item'),
    approverGroupId: sysId,
    approverGroupName: words,
    withoutRows: oneOf('refuse', 'accept').default('refuse'),
    delegates: table(
      sysId,
      list(sysId, 'the sys_id of a person'),
      'an object: sys_id of an approver → list of the sys_ids of their delegates',
    ).default({}),
  }),
  correctorGroupId: sysId.optional(),
  filesForEverybody: yesOrNo().default(false),
  verdictField: text(/^[ux]_\w{1,78}$/, 'the name of a field of your own, such as u_verdict').optional(),
  closedStates: filledList(state, 'the number of a state').default(['3', '4', '7']),
  endStates: group({
    done: state.optional(),
    nothingToAdd: state.optional(),
    rejected: state.optional(),
    expired: state.optional(),
  }).default({}),
  identityTask: group({
    assignmentGroupId: sysId,
    onHoldState: state.default('-5'),
    openState: state.default('1'),
    doneStates: filledList(state, 'the number of a state').default(['3']),
    skippedStates: filledList(state, 'the number of a state').default(['7', '4']),
  }).superRefine(({ onHoldState, openState, doneStates, skippedStates }, context) => {
    const places = [
      ...placesOf({ onHoldState, openState }),
      ...entriesOf(doneStates, 'doneStates'),
      ...entriesOf(skippedStates, 'skippedStates'),
    ];
    mustDiffer(context, places, 'each state of the task means one thing');
  }),
}).superRefine(({ variables }, context) => {
  mustDiffer(context, placesOf(variables, 'variables'), 'each part of the request has a variable of its own');
});

export const servicenow = group({
  instanceUrl: url,
  ownUserId: sysId,
  /** ServiceNow names the author of a change by user name, and the name becomes part of query texts. */
  ownUserName: text(/^[\w.@-]{1,40}$/, 'a user name: letters, digits and . _ @ -'),
  apiSecret: secretName,
  webhookSecret: secretName,
  history: oneOf('audit', 'none').default('audit'),
  catalogItems: filledList(catalogItem, 'a catalog item'),
}).superRefine(({ catalogItems, ownUserId, history }, context) => {
  const places = catalogItems.map(({ catItemId }, index) => ({
    path: ['catalogItems', index, 'catItemId'],
    value: catItemId,
  }));
  mustDiffer(context, places, 'a catalog item may stand here once');
  if (history === 'none') for (const [index, item] of catalogItems.entries()) mustReadVariables(context, item, index);
  for (const [index, { approval }] of catalogItems.entries()) {
    const delegates = Object.entries(approval.delegates).flat(2);
    if (delegates.includes(ownUserId))
      refuse(
        context,
        { path: ['catalogItems', index, 'approval', 'delegates'] },
        'names ownUserId, which may never approve',
      );
  }
});

/** Who wrote a text of an item only its history tells; a variable tells its last hand itself. */
function mustReadVariables(context: z.core.$RefinementCtx, item: CatalogItem, index: number): void {
  if (typeof item.linesFrom !== 'string') return;
  const parts = Object.keys(item.variables);
  const read = PARTS.filter((part) => !parts.includes(part));
  if (read.length === 0) return;
  const because = `with "history": "none" nobody can tell who wrote what is read there (${read.join(', ')})`;
  const cure = 'give each part a variable, or set linesFrom to {"variable": "…"}';
  refuse(context, { path: ['catalogItems', index, 'linesFrom'] }, `is "${item.linesFrom}": ${because}; ${cure}`);
}

export type ServiceNowStage = z.infer<typeof servicenow>;
export type CatalogItem = z.infer<typeof catalogItem>;
