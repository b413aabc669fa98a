import type { System } from '#shared/domain/ticket.ts';
import type { AuditRecord, Pseudonyms } from '#shared/ports/audit-record.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DirectoryReader, DirectoryWriter } from '#shared/ports/directory.ts';
import type { Log } from '#shared/ports/log.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import type { WebhookReader } from '#shared/ports/webhook.ts';
import type { Workflow } from '#shared/ports/workflow.ts';
import type { Stage } from '#shared/stage.ts';
import type { DOORS, DoorName, DoorPortName, PortName, STEPS, StepInput, StepName, StepOutput } from '#shared/steps.ts';

/** The ticket system a run belongs to. */
export type TicketSystems = (system: System) => TicketSystem;

/** Everything a function can be given; shared/steps.ts says who gets what. */
export interface Ports extends Record<PortName | DoorPortName, unknown> {
  readonly store: Omit<RequestStore, 'listOpenRuns'>;
  readonly openRuns: Pick<RequestStore, 'listOpenRuns'>;
  readonly tickets: TicketSystems;
  readonly record: AuditRecord;
  readonly pseudonyms: Pseudonyms;
  readonly directory: DirectoryReader;
  readonly directoryWriter: DirectoryWriter;
  readonly starter: Pick<Workflow, 'start'>;
  readonly waker: Pick<Workflow, 'wake'>;
  readonly executions: Pick<Workflow, 'isRunning'>;
  readonly jiraWebhooks: WebhookReader;
  readonly serviceNowWebhooks: WebhookReader;
}

/** What every function gets: they touch nothing outside. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly stage: Stage;
  /** Names this invocation in the ledger. */
  readonly owner: string;
}

export type StepPorts<S extends StepName> = Surroundings & Pick<Ports, (typeof STEPS)[S]['uses'][number]>;
export type DoorPorts<D extends DoorName> = Surroundings & Pick<Ports, (typeof DOORS)[D]['uses'][number]>;

/** A step: made from its ports, then input in, output out. Tests pass fakes, never mock modules. */
export type Step<S extends StepName> = (ports: StepPorts<S>) => (input: StepInput<S>) => Promise<StepOutput<S>>;

/** What the helpers of this folder need of a step's ports. */
export type TicketPorts = Surroundings & Pick<Ports, 'store' | 'tickets'>;
