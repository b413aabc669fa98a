import { startRun } from '#functions/common/start-run.ts';
import { exampleSecrets } from '../example-stage.ts';
import type { LiveAccount } from '../simulators/databricks/live-account.ts';
import { people } from '../simulators/jira/example-site.ts';
import { items } from '../simulators/servicenow/example-instance.ts';
import type { Action, Story } from './story.ts';
import { type FiledTicket, fileTicket, ticketOf } from './tickets.ts';
import type { World } from './world.ts';

/** Where a story takes place. */
export interface Stage {
  readonly world: World;
  readonly wish: Story['wish'];
  /** The story's ticket, and the second one where there is one. */
  readonly tickets: FiledTicket[];
  /** The account as it would be if the desk had never written: every act of the story happens to both. */
  readonly untouched: LiveAccount;
}

type Ticketed = Exclude<Action, DirectoryAct | DeskAct | { do: 'file again' }>;
type DirectoryAct = Extract<
  Action,
  {
    do:
      | 'sync'
      | 'add member'
      | 'remove member'
      | 'delete group'
      | 'rename group'
      | 'make group external'
      | 'give group a role'
      | 'give group a parent'
      | 'give group a workspace'
      | 'set active'
      | 'recreate'
      | 'add person';
  }
>;
type DeskAct = Extract<
  Action,
  { do: 'webhooks' | 'switch' | 'damage' | 'spoil secret' | 'stop execution' | 'start by hand' | 'sweep' | 'retry' }
>;

const DIRECTORY: ReadonlySet<string> = new Set<DirectoryAct['do']>([
  'sync',
  'add member',
  'remove member',
  'delete group',
  'rename group',
  'make group external',
  'give group a role',
  'give group a parent',
  'give group a workspace',
  'set active',
  'recreate',
  'add person',
]);
const DESK: ReadonlySet<string> = new Set<DeskAct['do']>([
  'webhooks',
  'switch',
  'damage',
  'spoil secret',
  'stop execution',
  'start by hand',
  'sweep',
  'retry',
]);

export function isDirectoryAct(action: Action): action is DirectoryAct {
  return DIRECTORY.has(action.do);
}

function isDeskAct(action: Action): action is DeskAct {
  return DESK.has(action.do);
}

/**
 * Lets something happen now.
 * @returns null, or why it did not happen: the ticket system refused it, or there is nothing it could happen to
 */
export function act(stage: Stage, action: Action): string | null {
  try {
    if (isDirectoryAct(action)) {
      for (const account of [stage.world.databricks.model, stage.untouched]) inDirectory(account, action);
    } else if (isDeskAct(action)) onOurSide(stage, action);
    else if (action.do === 'file again') fileAgain(stage, action);
    else onTicket(stage, action);
    return null;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

function inDirectory(account: LiveAccount, action: DirectoryAct): void {
  const id = (name: string) => account.idOf(name);
  switch (action.do) {
    case 'sync':
      account.syncFromIdentityProvider(id(action.group), id(action.member));
      return;
    case 'add member':
      account.addMember(id(action.group), id(action.member));
      return;
    case 'remove member':
      account.removeMember(id(action.group), id(action.member));
      return;
    case 'delete group':
      account.remove(id(action.group));
      return;
    case 'rename group':
      account.rename(id(action.group), action.name);
      return;
    case 'make group external':
      account.setExternalId(id(action.group), '0d1e5f00-0000-4000-8000-0000000000ff');
      return;
    case 'give group a role':
      account.setRoles(id(action.group), [action.role]);
      return;
    case 'give group a parent':
      account.addMember(id(action.parent), id(action.group));
      return;
    case 'give group a workspace': {
      const workspace = account.workspaces.find(({ name }) => name === action.workspace);
      account.assign(workspace?.id ?? '', id(action.group), [action.level]);
      return;
    }
    case 'set active':
      account.setActive(id(action.person), action.active);
      return;
    case 'recreate': {
      const user = account.users.find(({ userName }) => userName === action.person);
      if (user === undefined) throw new RangeError(`nobody is called ${action.person}`);
      account.remove(user.id);
      account.addUser({ ...user, id: `${BigInt(user.id) + 1_000_000n}` });
      return;
    }
    case 'add person':
      account.addUser({
        id: '5512000000000099',
        userName: action.person,
        displayName: action.person,
        emails: [action.person],
        active: true,
        roles: [],
      });
  }
}

function fileAgain({ world, wish, tickets }: Stage, { way, by }: Extract<Action, { do: 'file again' }>): void {
  if (tickets.length > 1) throw new RangeError('a story has two tickets at most');
  tickets.push(fileTicket(world, wish, way, by));
}

function onOurSide({ world, tickets }: Stage, action: DeskAct): void {
  const [ticket] = tickets;
  const { webhooks } = ticket?.office.system === 'jira' ? world.jira : world.servicenow;
  switch (action.do) {
    case 'webhooks':
      for (let left = action.count; left > 0; left -= 1) {
        if (action.fate === 'lost') webhooks.dropNext();
        else if (action.fate === 'twice') webhooks.duplicateNext();
        else if (action.fate === 'late') webhooks.delayNext(action.minutes * 60_000);
        else webhooks.shuffle(action.minutes);
      }
      return;
    case 'switch':
      world.table.force({ pk: 'control', sk: '-', writes: action.writes });
      return;
    case 'damage': {
      const damaged = [...world.table.items.values()].find((item) => {
        return String(item.pk).includes(ticket?.ticketId ?? '-') && String(item.sk).startsWith(action.item);
      });
      if (damaged === undefined) throw new RangeError(`nothing is called ${action.item} yet`);
      world.table.force({ pk: damaged.pk, sk: damaged.sk, value: '{' });
      return;
    }
    case 'spoil secret':
      if (action.how === 'gone') world.secrets.delete(action.name);
      else world.secrets.set(action.name, secretOf(action.name, action.how));
      return;
    case 'stop execution':
      void stopAll(world);
      return;
    case 'start by hand':
      void world.engine.startExecution({ name: `by-hand-${world.clock.now()}`, input: action.input });
      return;
    case 'sweep':
      world.invoke('SweepTickets', {}).catch(() => undefined);
      return;
    case 'retry':
      void tryAgain(world, ticketOf(tickets, action));
  }
}

async function tryAgain({ store, starter }: World, ticket: FiledTicket | undefined): Promise<void> {
  if (ticket === undefined) return;
  const ref = { system: ticket.office.system, ticketId: ticket.ticketId };
  const record = await store.readTicketRecord(ref);
  if (record === null || record.open) return;
  await store.allowRetry(ref);
  await startRun({ store, starter }, ref, await store.openRun(ref));
}

async function stopAll({ engine }: World): Promise<void> {
  for (const { executionArn } of await engine.listExecutions())
    await engine.stopExecution(executionArn, 'Stopped', 'by hand');
}

/** The secret as it would be with other credentials in it. */
function secretOf(name: string, how: 'not JSON' | 'wrong' | 'mended'): string {
  const secret = exampleSecrets().get(name) ?? '{}';
  if (how === 'mended') return secret;
  return how === 'not JSON' ? '{' : secret.replace(/:"[^"]{6}/g, ':"other-');
}

function onTicket(stage: Stage, action: Ticketed): void {
  const ticket = ticketOf(stage.tickets, action);
  if (ticket === undefined) throw new RangeError('there is no such ticket');
  const { office, ticketId } = ticket;
  const key = office.record(ticketId)?.key ?? ticketId;
  switch (action.do) {
    case 'decide':
      office.as(action.by).decide(key, action.answer);
      return;
    case 'edit':
      office.as(action.by).edit(key, action.fields);
      return;
    case 'comment':
      office.as(action.by).comment(key, action.text);
      return;
    case 'cancel':
      office.as(action.by).cancel(key);
      return;
    case 'finish task': {
      const task = office.record(key)?.tasks.at(-1);
      if (task === undefined) throw new RangeError('there is no identity task');
      office.as(action.by).finish(task.key);
      return;
    }
    case 'delete ticket':
      office.remove(key);
      return;
    case 'set status':
      setStatus(stage.world, ticket, key, action);
      return;
    case 'move ticket':
      move(stage.world, ticket, key);
      return;
    case 'retype ticket':
      retype(stage.world, ticket, key);
      return;
  }
}

function setStatus(
  world: World,
  { office }: FiledTicket,
  key: string,
  { by, status }: Extract<Action, { do: 'set status' }>,
): void {
  if (office.system === 'jira') world.jira.site.as(people[by]).transition(key, status);
  else world.servicenow.instance.as(userOf(world, by)).setState(key, status);
}

function userOf(world: World, by: keyof typeof people): string {
  const { email } = world.jira.site.account(people[by]);
  const found = world.servicenow.instance.users.find((user) => user.email === email);
  if (found === undefined) throw new RangeError(`ServiceNow does not know ${by}`);
  return found.sysId;
}

function move(world: World, { office }: FiledTicket, key: string): void {
  const { site } = world.jira;
  if (office.system !== 'jira') {
    world.servicenow.instance.moveToItem(key, items.other);
    return;
  }
  const project =
    site.findIssue(key)?.projectKey === 'DBX' ? { key: 'DBS', type: '10200' } : { key: 'DBX', type: '10100' };
  site.as(people.agent).moveProject(key, project.key, project.type);
}

function retype(world: World, { office }: FiledTicket, key: string): void {
  const { site } = world.jira;
  if (office.system !== 'jira') {
    world.servicenow.instance.moveToItem(key, items.accessPicked);
    return;
  }
  const type = site.findIssue(key)?.projectKey === 'DBX' ? '10101' : '10201';
  site.as(people.agent).changeType(key, type);
}
