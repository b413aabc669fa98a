import * as z from 'zod';
import { systemSchema } from './domain/ticket.ts';

/** Every step gets the run's key and the version of this contract; ids and counts only, never names or e-mails. */
const key = z.object({
  v: z.literal(1),
  system: systemSchema,
  ticketId: z.string(),
  run: z.number().int().positive(),
});

/** An Await state also gets what it needs to be woken. */
const waiting = key.extend({ token: z.string(), enteredAt: z.string(), attempt: z.number().int().nonnegative() });
const failed = key.extend({ error: z.string() });

/** Why the wait for the identity team ends early. */
const halted = ['target changed', 'withdrawn', 'superseded'] as const;

const pollSeconds = z.number().int().min(1);
const none = z.object({});

/**
 * The state machine's steps: input, output, the folder of the Lambda, and the ports it may use. Infrastructure grants
 * exactly these ports, the wiring hands out exactly these ports: least privilege is this table.
 */
export const STEPS = {
  ReadRequest: {
    folder: 'read-request',
    uses: ['store', 'tickets', 'record', 'pseudonyms'],
    input: key,
    output: z.object({ next: z.enum(['proceed', 'nothing new']) }),
  },
  /**
   * `await target`: the ticket system knows the target, Databricks does not yet. `await turn`: an earlier request for the
   * same pair is open. Look again at the poll or a wake.
   */
  ResolvePrincipals: {
    folder: 'resolve-principals',
    uses: ['store', 'directory', 'tickets', 'waker', 'record', 'pseudonyms'],
    input: key,
    output: z.object({
      next: z.enum(['resolved', 'await target', 'await turn', 'withdrawn', 'expired', 'superseded']),
      pollSeconds,
    }),
  },
  AwaitTarget: { folder: 'await-target', uses: ['store', 'tickets', 'waker'], input: waiting, output: none },
  AwaitTurn: { folder: 'await-turn', uses: ['store', 'tickets', 'waker'], input: waiting, output: none },
  BuildPlan: {
    folder: 'build-plan',
    uses: ['store', 'directory', 'tickets', 'record'],
    input: key,
    output: z.object({
      more: z.boolean(),
      waitSeconds: z.number().int().nonnegative(),
      additions: z.number().int().nonnegative(),
      idpActions: z.number().int().nonnegative(),
    }),
  },
  AttachPlan: { folder: 'attach-plan', uses: ['store', 'tickets'], input: key, output: none },
  OpenIdentityTask: { folder: 'open-identity-task', uses: ['store', 'tickets'], input: key, output: none },
  RequestApproval: {
    folder: 'request-approval',
    uses: ['store', 'tickets', 'record'],
    input: key,
    output: z.object({ pollSeconds }),
  },
  AwaitApproval: { folder: 'await-approval', uses: ['store', 'tickets', 'waker'], input: waiting, output: none },
  ReadApproval: {
    folder: 'read-approval',
    uses: ['store', 'tickets', 'record', 'pseudonyms'],
    input: key,
    output: z.object({
      next: z.enum(['approved', 'pending', 'ask again', 'rejected', 'withdrawn', 'expired', 'superseded']),
      pollSeconds,
    }),
  },
  PrepareAdditions: {
    folder: 'prepare-additions',
    uses: ['store', 'directory', 'tickets', 'record'],
    input: key,
    output: z.object({
      next: z.enum(['write', 'plan again', 'withdrawn', 'superseded']),
      /** Chunk numbers for the Map; empty when nothing is to be written. */
      chunks: z.array(z.number().int().positive()),
      identity: z.boolean(),
    }),
  },
  AddMember: {
    folder: 'add-member',
    uses: ['store', 'directory', 'directoryWriter', 'tickets', 'record'],
    input: key.extend({ chunk: z.number().int().positive() }),
    output: z.object({
      next: z.enum(['done', 'wait', 'target changed', 'withdrawn', 'superseded']),
      waitSeconds: z.number().int().nonnegative(),
    }),
  },
  ConfirmAdditions: {
    folder: 'confirm-additions',
    uses: ['store', 'directory', 'record'],
    input: key,
    output: z.object({ next: z.enum(['settled', 'look again']), waitSeconds: z.number().int().nonnegative() }),
  },
  ReportAdditions: {
    folder: 'report-additions',
    uses: ['store', 'tickets'],
    /** `error` is `none`, or what broke while adding; it leaves as it came, for ReportFailure. */
    input: key.extend({ error: z.string() }),
    output: z.object({
      outcome: z.enum(['done', 'target changed', 'withdrawn', 'superseded', 'broken']),
      error: z.object({ Error: z.string() }).optional(),
    }),
  },
  ReleaseIdentityTask: {
    folder: 'release-identity-task',
    uses: ['store', 'tickets'],
    input: key,
    output: z.object({ pollSeconds }),
  },
  AwaitIdentityTask: {
    folder: 'await-identity-task',
    uses: ['store', 'tickets', 'waker'],
    input: waiting,
    output: none,
  },
  ReadIdentityTask: {
    folder: 'read-identity-task',
    uses: ['store', 'tickets', 'directory'],
    input: key,
    output: z.object({ next: z.enum(['verify', ...halted]) }),
  },
  VerifyMemberships: {
    folder: 'verify-memberships',
    uses: ['store', 'tickets', 'directory', 'record'],
    // Executions that began before this was handed on have looked at it themselves.
    input: key.extend({ read: z.enum(['verify', ...halted]).default('verify') }),
    output: z.object({ next: z.enum(['done', 'wait', 'expired', ...halted]), pollSeconds }),
  },
  CloseRequest: {
    folder: 'close-request',
    uses: ['store', 'tickets', 'directory', 'starter', 'waker', 'record', 'pseudonyms'],
    input: key.extend({ end: z.enum(['rejected', 'withdrawn', 'expired', 'superseded']) }),
    output: none,
  },
  ReportOutcome: { folder: 'report-outcome', uses: ['store', 'tickets', 'waker', 'record'], input: key, output: none },
  TellRequester: {
    folder: 'tell-requester',
    uses: ['store', 'tickets', 'waker', 'record'],
    input: failed,
    output: none,
  },
  ReportFailure: {
    folder: 'report-failure',
    uses: ['store', 'tickets', 'directory', 'waker', 'record'],
    input: failed,
    output: none,
  },
} as const;

export type StepName = keyof typeof STEPS;
export type StepInput<S extends StepName> = z.infer<(typeof STEPS)[S]['input']>;
export type StepOutput<S extends StepName> = z.infer<(typeof STEPS)[S]['output']>;
export type PortName = (typeof STEPS)[StepName]['uses'][number];

/** Lambdas outside the state machine. A door of one ticket system exists only where the stage file has that system. */
export const DOORS = {
  ReceiveJiraEvent: {
    folder: 'receive-jira-event',
    system: 'jira',
    uses: ['store', 'starter', 'waker', 'jiraWebhooks'],
  },
  ReceiveServiceNowEvent: {
    folder: 'receive-servicenow-event',
    system: 'servicenow',
    uses: ['store', 'starter', 'waker', 'serviceNowWebhooks'],
  },
  SweepTickets: {
    folder: 'sweep-tickets',
    uses: ['store', 'openRuns', 'tickets', 'starter', 'waker', 'executions', 'record'],
  },
} as const;
export type DoorName = keyof typeof DOORS;
/** Doors behind a webhook route. */
export type WebhookDoorName = Exclude<DoorName, 'SweepTickets'>;
/** Ticket systems that have a door. */
export type DoorSystem = (typeof DOORS)[WebhookDoorName]['system'];
export type DoorPortName = (typeof DOORS)[DoorName]['uses'][number];

type Inputs = { [S in StepName]: StepInput<S> };
type Outputs = { [S in StepName]: StepOutput<S> };

/**
 * The same table, typed so that a step's own input and output are known where its name is a type parameter.
 * @alias
 */
export const CONTRACTS: {
  readonly [S in StepName]: { readonly input: z.ZodType<Inputs[S]>; readonly output: z.ZodType<Outputs[S]> };
} = STEPS;
