import type { Document } from '#shared/domain/document.ts';
import { providerName } from '#shared/domain/identity-provider.ts';
import { taskKeys } from '#shared/domain/identity-tasks.ts';
import { type Memory, progressOf } from '#shared/domain/progress.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { TicketRecord, TicketRef } from '#shared/ports/request-store.ts';
import { status } from '#shared/report/messages/status.ts';
import { statusEnded, statusNeverBegun } from '#shared/report/messages/status-ended.ts';
import { endArgs } from './end.ts';
import type { Ports, Surroundings } from './ports.ts';
import { storedResults } from './results.ts';
import { referenceOf } from './run-step.ts';
import { haveAdditionsBroken } from './tell-broken.ts';

type StorePorts = Surroundings & Pick<Ports, 'store'>;

/** Where an open run stands, as the answer to a question. */
export async function whereRunStands(ports: StorePorts, key: RunKey): Promise<Document> {
  const { store, stage } = ports;
  const memory = await memoryOf(ports, key);
  return status({
    progress: progressOf(memory, stage.timeouts),
    pair: memory.principals,
    approvers: memory.ticket?.approvers ?? '',
    additionsBroke: await haveAdditionsBroken(ports, key),
    identityTask: taskKeys(memory.identityTask),
    identityProvider: providerName(stage),
    planOnly: (await store.readControl()).writes === 'planOnly',
    reference: referenceOf(key),
  });
}

async function memoryOf(ports: StorePorts, key: RunKey): Promise<Memory> {
  const { store } = ports;
  const [ticket, targetWait, turnWait, principals, plan, decision, approval] = await Promise.all([
    store.readSection(key, 'ticket'),
    store.readSection(key, 'targetWait'),
    store.readSection(key, 'turnWait'),
    store.readSection(key, 'principals'),
    store.readSection(key, 'plan'),
    store.readSection(key, 'decision'),
    store.readSection(key, 'approval'),
  ]);
  const [additions, identityTask, identityWait, identity, halted, closing] = await Promise.all([
    store.readSection(key, 'additions'),
    store.readSection(key, 'identityTask'),
    store.readSection(key, 'identityWait'),
    store.readSection(key, 'identity'),
    store.readSection(key, 'halted'),
    store.readSection(key, 'closing'),
  ]);
  const results = (await storedResults(ports, key)).map(({ result }) => result);
  return {
    ...{ ticket, targetWait, turnWait, principals, plan, decision, approval },
    ...{ additions, identityTask, identityWait, identity, halted, closing, results },
  };
}

/** How the ticket's last run ended that had something to do, as the answer to a question. */
export async function howItEnded(
  ports: StorePorts,
  { system, ticketId }: TicketRef,
  record: TicketRecord | null,
): Promise<Document> {
  if (record === null || record.lastEnd === null) return statusNeverBegun();
  const { run, lastEnd } = record;
  const key = { system, ticketId, run: lastEnd.run ?? run };
  const { end, at } = lastEnd;
  const by = (await ports.store.readSection(key, 'closing'))?.by ?? [];
  return statusEnded(await endArgs(ports, key, end, { by, reason: null, at }));
}
