import type { Audience, Document } from '#shared/domain/document.ts';
import type { End, Person, Ticket } from '#shared/domain/ticket.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { Decision, IdentityTask, TaskComment, TicketSystem } from '#shared/ports/ticket-system.ts';
import { thomas, uwe } from './plan.ts';

export const OWN_PERSON = 'person-desk';
const APPROVER_GROUP = 'group-approvers';

export function aPerson(id: string, displayName: string, more: Partial<Person> = {}): Person {
  const address = `${displayName.split(' ')[0]?.toLowerCase()}@company.com`;
  return { id, displayName, emails: [address], isApp: false, active: true, ...more };
}

export const paula = aPerson('person-paula', 'Paula Peters');
export const anna = aPerson('person-anna', 'Anna Approver');

/** Paula asks that Uwe gets what Thomas has. */
export function aTicket(id: string, more: Partial<Ticket> = {}): Ticket {
  const field = (label: string, ...values: string[]) => ({ label, values });
  return {
    system: 'jira',
    id,
    key: `DBX-${id}`,
    url: `https://example.atlassian.net/browse/DBX-${id}`,
    place: '10100/10100',
    served: true,
    statusId: '10000',
    closed: false,
    reopenedAt: null,
    correctedAt: null,
    cancelledBy: null,
    questions: [],
    request: {
      source: field('Copy from', thomas.name),
      target: field('Give to', uwe.name),
      without: field('Leave out'),
      scanUc: field('Scan Unity Catalog'),
      reason: field('Reason', 'Same team.'),
    },
    approverGroup: { id: APPROVER_GROUP, name: 'databricks-approvers' },
    requester: paula,
    parties: [{ personId: paula.id, role: 'reporter' }],
    ...more,
  };
}

export interface FakeComment {
  readonly id: string;
  readonly ticketId: string;
  readonly marker: string;
  readonly audience: Audience;
  readonly text: string;
}

interface FakeTask extends IdentityTask {
  state: IdentityTask['state'];
  readonly parentId: string;
  readonly marker: string;
  summary: string;
  readonly text: string;
}

interface FakeDecision {
  readonly ticketId: string;
  readonly handle: string;
  decision: Decision;
}

export interface FakeTickets {
  readonly system: TicketSystem;
  readonly tickets: Map<string, Ticket>;
  readonly comments: FakeComment[];
  readonly attachments: {
    readonly id: string;
    readonly ticketId: string;
    readonly fileName: string;
    readonly text: string;
  }[];
  readonly tasks: FakeTask[];
  /** The latest comment of a person on a task, by its id. */
  readonly taskComments: Map<string, TaskComment>;
  readonly decisions: FakeDecision[];
  readonly moves: string[];
  /** Verdicts by ticket id. */
  readonly marks: Map<string, string>;
  readonly people: Map<string, Person>;
  readonly approvers: Set<string>;
  /** E-mail addresses of people the ticket system knows. */
  readonly known: Set<string>;
  /** False: our account may not open decisions. */
  mayOpen: boolean;
  approvedAlready: boolean;
  /** By what events call a task before it exists. */
  aliasOf: (marker: string) => string | null;
  /** Ids of records a question consists of. */
  questionChildren: string[];
  /** False: a file for IT would be seen by the requester. */
  filesForIt: boolean;
  changed: string[];
  /** What a call fails with; `after` it was applied, or before. */
  fault: (call: string) => { readonly error: Error; readonly applied: boolean } | undefined;
  /** Answers the decision that is open now. */
  decide(state: 'approved' | 'rejected', ...by: Person[]): void;
}

/** A ticket system in memory: markers, decisions and identity tasks behave as the port promises. */
export function aTicketSystem(now: () => Date): FakeTickets {
  let last = 0;
  const nextId = (kind: string) => {
    last += 1;
    return `${kind}-${last}`;
  };

  async function ask<T>(call: string, act: () => T): Promise<T> {
    await Promise.resolve();
    const failure = fake.fault(call);
    if (failure === undefined) return act();
    if (failure.applied) act();
    throw failure.error;
  }

  function mustExist(ticketId: string, what: string): void {
    if (fake.tickets.has(ticketId) || fake.tasks.some(({ id }) => id === ticketId)) return;
    throw new TicketSystemRefused({ what, status: 404, detail: 'it is gone' });
  }

  const system: TicketSystem = {
    settleSeconds: 30,
    ownPersonId: OWN_PERSON,
    readTicket: (ticketId) => ask(`readTicket ${ticketId}`, () => structuredClone(fake.tickets.get(ticketId)) ?? null),
    listChanged: (minutes) => ask(`listChanged ${minutes}`, () => fake.changed),
    readPerson: (personId) => ask(`readPerson ${personId}`, () => fake.people.get(personId) ?? null),
    knowsPerson: (email) => ask(`knowsPerson ${email}`, () => fake.known.has(email)),
    isGroupMember: (groupId, personId) =>
      ask(`isGroupMember ${groupId}`, () => groupId === APPROVER_GROUP && fake.approvers.has(personId)),

    findComment: (ticketId, marker) =>
      ask(`findComment ${ticketId}`, () =>
        fake.comments.filter((one) => one.ticketId === ticketId && one.marker === marker).map(({ id }) => id),
      ),
    addComment: (ticketId, { marker, audience, body }) =>
      ask(`addComment ${ticketId} ${marker}`, () => {
        mustExist(ticketId, 'adding a comment');
        if (body.length === 0)
          throw new TicketSystemRefused({ what: 'adding a comment', status: 400, detail: 'empty' });
        const id = nextId('comment');
        fake.comments.push({ id, ticketId, marker, audience, text: textOf(body) });
        return id;
      }),
    removeComment: (ticketId, commentId) =>
      ask(`removeComment ${ticketId}`, () => {
        const index = fake.comments.findIndex(({ id }) => id === commentId);
        if (index >= 0) fake.comments.splice(index, 1);
      }),

    mayAttachForIt: (ticketId) => ask(`mayAttachForIt ${ticketId}`, () => fake.filesForIt),
    findAttachment: (ticketId, fileName) =>
      ask(`findAttachment ${ticketId}`, () =>
        fake.attachments.filter((one) => one.ticketId === ticketId && one.fileName === fileName).map(({ id }) => id),
      ),
    addAttachment: (ticketId, { fileName, content }) =>
      ask(`addAttachment ${ticketId} ${fileName}`, () => {
        mustExist(ticketId, 'attaching a file');
        const id = nextId('attachment');
        fake.attachments.push({ id, ticketId, fileName, text: new TextDecoder().decode(content) });
        return id;
      }),
    removeAttachment: (ticketId, attachmentId) =>
      ask(`removeAttachment ${ticketId}`, () => {
        const index = fake.attachments.findIndex(({ id }) => id === attachmentId);
        if (index >= 0) fake.attachments.splice(index, 1);
      }),

    findIdentityTask: (ticketId, marker) =>
      ask(`findIdentityTask ${ticketId}`, () =>
        fake.tasks.filter((task) => task.parentId === ticketId && task.marker === marker).map(({ id }) => id),
      ),
    identityTaskAlias: (_ticketId, marker) => fake.aliasOf(marker),
    createIdentityTask: (ticketId, { marker, summary, body }) =>
      ask(`createIdentityTask ${ticketId}`, () => {
        mustExist(ticketId, 'creating the identity task');
        if (summary.length > 255 || body.length === 0)
          throw new TicketSystemRefused({ what: 'creating the identity task', status: 400, detail: 'unusable' });
        const id = nextId('task');
        const task = { id, key: `DBX-${id}`, parentId: ticketId, marker, summary, text: textOf(body) };
        fake.tasks.push({ ...task, state: 'on hold' });
        return id;
      }),
    readIdentityTask: (taskId) =>
      ask(`readIdentityTask ${taskId}`, () => {
        const task = fake.tasks.find(({ id }) => id === taskId);
        return task === undefined ? null : { id: task.id, key: task.key, state: task.state };
      }),
    moveIdentityTask: (taskId, to) =>
      ask(`moveIdentityTask ${taskId} ${to}`, () => {
        const task = fake.tasks.find(({ id }) => id === taskId);
        if (task === undefined) return;
        const isClosed = task.state === 'done' || task.state === 'skipped';
        if (isClosed !== (to === 'reopened')) return;
        task.state = to === 'released' || to === 'reopened' ? 'open' : to;
      }),
    renameIdentityTask: (taskId, summary) =>
      ask(`renameIdentityTask ${taskId}`, () => {
        const task = fake.tasks.find(({ id }) => id === taskId);
        if (task) task.summary = summary;
      }),
    readTaskComment: (taskId) => ask(`readTaskComment ${taskId}`, () => fake.taskComments.get(taskId) ?? null),

    openDecision: (ticketId) =>
      ask(`openDecision ${ticketId}`, () => {
        mustExist(ticketId, 'opening a decision');
        for (const one of fake.decisions) {
          if (one.ticketId === ticketId && one.decision.state === 'pending')
            one.decision = { state: 'lapsed', detail: 'another question took its place' };
        }
        const handle = nextId('decision');
        const at = now().toISOString();
        fake.decisions.push({ ticketId, handle, decision: { state: 'pending' } });
        if (fake.mayOpen) return { opened: true, handle, at, children: fake.questionChildren };
        return { opened: false, handle, at, instruction: 'Please move it by hand.' };
      }),
    readDecisionMark: (ticketId) => ask(`readDecisionMark ${ticketId}`, () => String(fake.decisions.length)),
    findDecision: (ticketId, mark) =>
      ask(`findDecision ${ticketId}`, () => {
        const opened = fake.decisions.slice(Number(mark)).findLast((one) => one.ticketId === ticketId);
        return opened && fake.mayOpen
          ? { handle: opened.handle, at: now().toISOString(), children: fake.questionChildren }
          : null;
      }),
    isApprovedAlready: (ticketId) => ask(`isApprovedAlready ${ticketId}`, () => fake.approvedAlready),
    readDecision: (ticketId, handle) =>
      ask(
        `readDecision ${ticketId}`,
        () =>
          fake.decisions.find((one) => one.ticketId === ticketId && one.handle === handle)?.decision ?? {
            state: 'lapsed',
            detail: 'nobody knows this question',
          },
      ),
    closeDecision: (ticketId, handle) =>
      ask(`closeDecision ${ticketId}`, () => {
        const open = fake.decisions.find((one) => one.handle === handle);
        if (open?.decision.state === 'pending') open.decision = { state: 'lapsed', detail: 'taken back' };
      }),
    markVerdict: (ticketId, verdict) =>
      ask(`markVerdict ${ticketId} ${verdict}`, () => {
        if (verdict === null) fake.marks.delete(ticketId);
        else fake.marks.set(ticketId, verdict);
      }),
    moveTicket: (ticketId, end: End) =>
      ask(`moveTicket ${ticketId} ${end}`, () => {
        fake.moves.push(`${ticketId} ${end}`);
      }),
  };

  const fake: FakeTickets = {
    system,
    tickets: new Map(),
    comments: [],
    attachments: [],
    tasks: [],
    taskComments: new Map(),
    decisions: [],
    moves: [],
    marks: new Map(),
    people: new Map([paula, anna].map((person) => [person.id, person])),
    approvers: new Set([anna.id]),
    known: new Set(),
    mayOpen: true,
    approvedAlready: false,
    aliasOf: () => null,
    questionChildren: [],
    filesForIt: true,
    changed: [],
    fault: () => undefined,
    decide(state, ...by) {
      const open = fake.decisions.findLast(({ decision }) => decision.state === 'pending');
      if (open === undefined) throw new Error('no decision is open');
      open.decision = { state, decidedBy: by, at: now().toISOString(), proof: `entry of ${open.handle}` };
    },
  };
  return fake;
}

function textOf(body: Document): string {
  return body
    .map((block) => {
      if (block.kind === 'list') return block.items.join('\n');
      return block.kind === 'table' ? block.rows.map((row) => row.join(' | ')).join('\n') : block.text;
    })
    .join('\n');
}
