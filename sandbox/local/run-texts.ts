import { taskKeys } from '#shared/domain/identity-tasks.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { systemSchema } from '#shared/domain/ticket.ts';
import { ERRORS } from '#shared/errors.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import { STEP_MEANINGS } from '../story/step-meanings.ts';

const NAME = /^(?<system>[a-z]+)-(?<ticketId>.+)-(?<run>\d+)$/;

/** The run an execution belongs to; null for a name that is not ours. */
export function runOf(execution: string): RunKey | null {
  const groups = NAME.exec(execution)?.groups;
  const system = systemSchema.safeParse(groups?.system);
  if (!system.success || groups?.ticketId === undefined) return null;
  return { system: system.data, ticketId: groups.ticketId, run: Number(groups.run) };
}

/** What is said about runs, out of what they remember. Ticket keys and names of groups only; no people. */
export function runTexts(store: Pick<RequestStore, 'readSection' | 'readTicketRecord'>) {
  const keys = new Map<string, string>();

  const section = async <T>(execution: string, read: (key: RunKey) => Promise<T | null>): Promise<T | null> => {
    const key = runOf(execution);
    return key === null ? null : read(key);
  };

  return {
    /** What people call the ticket; until the ticket was read, the run's own name. */
    async ticketOf(execution: string): Promise<string> {
      const known = keys.get(execution);
      if (known !== undefined) return known;
      const ticket = await section(execution, (key) => store.readSection(key, 'ticket'));
      if (ticket !== null) keys.set(execution, ticket.key);
      return ticket?.key ?? shortName(execution);
    },

    /** What this state waits for. */
    async waitsFor(execution: string, state: string): Promise<string> {
      if (state === 'AwaitApproval') {
        const ticket = await section(execution, (key) => store.readSection(key, 'ticket'));
        return ticket === null ? STEP_MEANINGS.AwaitApproval : `waits for a decision by ${ticket.approvers}`;
      }
      if (state === 'AwaitIdentityTask') {
        const keys = taskKeys(await section(execution, (key) => store.readSection(key, 'identityTask')));
        return keys === null ? STEP_MEANINGS.AwaitIdentityTask : `waits for the identity team (${keys})`;
      }
      return state === 'AwaitTurn' ? STEP_MEANINGS.AwaitTurn : STEP_MEANINGS.AwaitTarget;
    },

    /** What went wrong in a step, and whether it is tried again. `error` is the name the machine sees. */
    async failureOf(execution: string, state: string, error: string): Promise<string> {
      const failure = await section(execution, (key) => store.readSection(key, 'failure'));
      const about =
        failure?.error === error && typeof failure.facts.what === 'string' ? ` (${failure.facts.what})` : '';
      const again = error in ERRORS.tryAgain || error === 'States.Timeout' ? ', it is tried again' : '';
      return `${state}: ${error}${about}${again}`;
    },

    /** How the run ended. */
    async endOf(execution: string, succeeded: boolean): Promise<string> {
      const record = await section(execution, (key) => store.readTicketRecord(key));
      const end = succeeded ? (record?.lastEnd?.end ?? 'ended') : 'failed';
      return end === 'failed' ? `ended: broken on our side, reference ${execution}` : `ended: ${end}`;
    },
  };
}

/** A sys_id fills half a line and tells nobody anything. */
function shortName(execution: string): string {
  const run = runOf(execution);
  return run === null ? execution : `${run.system} ${run.ticketId.slice(0, 8)}`;
}

export type RunTexts = ReturnType<typeof runTexts>;
