import { SERVICENOW_WEBHOOK_SECRET } from '../../example-stage.ts';
import { groups, items, users } from '../../simulators/servicenow/example-instance.ts';
import type { LivingInstance } from '../../simulators/servicenow/living-instance.ts';
import type { Person } from '../../simulators/servicenow/person.ts';
import type { ServiceNow } from '../../simulators/servicenow/start-servicenow.ts';
import { signature } from '../../simulators/servicenow/webhook-queue.ts';
import type { Answer, Colleague, Flows, Form, Office, Order, PlaceName } from './office.ts';
import { serviceNowRecord } from './servicenow-records.ts';
import { serviceNowTells } from './servicenow-tells.ts';

const ITEMS: Readonly<Partial<Record<PlaceName, string>>> = items;

/** Variables of the form; `summary` and `description` are fields of the item itself. */
const VARIABLES = { source: 'source', target: 'target', without: 'without', scanUc: 'scan_uc', reason: 'reason' };

const ANSWERS = { approve: 'approved', decline: 'rejected' } as const;
const GROUPS = { approvers: groups.approvers, 'identity team': groups.identityTeam } as const;

/** Closed Skipped. */
const TASK_SKIPPED = '7';

/** The office that works with ServiceNow: an item decided by itself, and one decided by its order. */
export function serviceNowOffice({ instance, webhooks, deliveries, faults, errors }: ServiceNow): Office {
  return {
    system: 'servicenow',
    name: 'ServiceNow',
    childName: 'Catalog task',
    as: (name) => colleague(instance, instance.as(users[name])),
    fullName: (name) => {
      const { firstName, lastName } = instance.user(users[name]);
      return `${firstName} ${lastName}`;
    },
    record: (idOrKey) => serviceNowRecord(instance, idOrKey),
    remove: (key) => instance.remove(key),
    join: (team, name) => instance.groups.find(({ sysId }) => sysId === GROUPS[team])?.members.push(users[name]),
    worksInside: (name) => instance.hasRole(users[name], 'itil'),
    mails: (name) =>
      instance.mails.filter(({ to }) => to === users[name]).map(({ at, subject, text }) => ({ at, subject, text })),
    tell: (body) => serviceNowTells(instance, body),
    flows: flowsOf(instance),
    sign: (headers, body) => signed(headers, body, String(Math.floor(instance.now() / 1000))),
    webhooks,
    deliveries,
    faults,
    errors,
  };
}

function colleague(instance: LivingInstance, person: Person): Colleague {
  return {
    file: (order) => placeOrder(instance, person, order),
    edit: (key, form) => edit(instance, person, key, form),
    comment: (key, text, { internal = false } = {}) =>
      internal ? person.workNote(key, text) : person.comment(key, text),
    decide(key, answer, { insteadOf } = {}) {
      const whose = { ...(insteadOf !== undefined && { approverId: users[insteadOf] }) };
      if (isDecidedByOrder(instance, key)) person.decideOrder(key, ANSWERS[answer], whose);
      else person.decide(key, ANSWERS[answer], whose);
    },
    cancel: (key) => person.cancel(key),
    finish: (taskKey) => person.finishTask(taskKey),
    decline: (taskKey) => person.finishTask(taskKey, TASK_SKIPPED),
    view: (key) => person.view(key),
  };
}

function flowsOf(instance: LivingInstance): Flows {
  return {
    ask(key, approver, of) {
      const { sys_id, request = '' } = instance.item(key);
      if (of === 'item') instance.addApproverRow('sc_req_item', sys_id, users[approver]);
      else instance.addApproverRow('sc_request', request, users[approver]);
    },
    decideOrder: (by, key, answer: Answer) => instance.as(users[by]).decideOrder(key, ANSWERS[answer]),
    setApproval: (by, key, value) => instance.as(users[by]).setApproval(key, value),
  };
}

function placeOrder(instance: LivingInstance, person: Person, { place, form, requestedFor }: Order): string {
  const item = ITEMS[place];
  if (item === undefined) throw new Error(`the catalog has no item ${place}`);
  const { summary, description } = form;
  return person.order(item, answersOf(instance, item, form), {
    ...(requestedFor !== undefined && { requestedFor: users[requestedFor] }),
    ...(summary !== undefined && { shortDescription: summary }),
    ...(description !== undefined && { description }),
  }).sysId;
}

function edit(instance: LivingInstance, person: Person, key: string, form: Form): void {
  const { summary, description } = form;
  const { cat_item = '' } = instance.item(key);
  for (const [name, value] of Object.entries(answersOf(instance, cat_item, form)))
    person.editVariable(key, name, value);
  if (summary !== undefined) person.editItem(key, { short_description: summary });
  if (description !== undefined) person.editItem(key, { description });
}

/** What is entered into the variables; where people are picked, an address picks its owner. */
function answersOf(instance: LivingInstance, item: string, form: Form): Record<string, string> {
  const picks = item === items.accessPicked;
  return Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([name, variable]) => {
      const value = Object.entries(form).find(([field]) => field === name)?.[1];
      if (typeof value !== 'string') return [];
      const picked = instance.users.find(({ email }) => email === value)?.sysId ?? value;
      return [[variable, picks ? picked : value] as const];
    }),
  );
}

function isDecidedByOrder(instance: LivingInstance, key: string): boolean {
  return instance.item(key).cat_item === items.accessPicked;
}

function signed(headers: Readonly<Record<string, string>>, body: string, timestamp: string): Record<string, string> {
  const made = signature(SERVICENOW_WEBHOOK_SECRET, headers['webhook-id'] ?? '', timestamp, body);
  return { ...headers, 'webhook-timestamp': timestamp, 'webhook-signature': made };
}
