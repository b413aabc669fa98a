import { lookAtTicket } from '#functions/common/look.ts';
import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { leaveLine } from '#functions/common/turn.ts';
import { checkPair } from '#shared/domain/choose-principal.ts';
import { isNeverSource } from '#shared/domain/never-source.ts';
import { PrincipalNotFound, SourceNeverCopied } from '#shared/errors.ts';
import { awaitTarget } from './await-target.ts';
import { awaitTurn } from './await-turn.ts';
import { noteResolved } from './note-resolved.ts';
import { resolve } from './resolve.ts';

/** Finds both principals in Databricks; a person only the ticket system knows, and an earlier like request, are waited for. */
export const resolvePrincipals: Step<'ResolvePrincipals'> = (ports) => async (key) => {
  const { store, directory, tickets, stage } = ports;
  const waits = await Promise.all([store.readSection(key, 'targetWait'), store.readSection(key, 'turnWait')]);
  const look = waits.some((wait) => wait !== null) ? await lookAtTicket(ports, key) : { state: 'unchanged' as const };
  if (look.state !== 'unchanged') {
    await store.writeSection(key, 'closing', { reason: look.reason, by: [...look.by] });
    return { next: look.state, pollSeconds: 1 };
  }
  const request = await remembered(ports, key, 'request');
  const source = await resolve(directory, 'source', request.source);
  if (isNeverSource(source, stage.policy.neverSource)) throw new SourceNeverCopied({ asked: request.source });
  try {
    const target = await resolve(directory, 'target', request.target);
    checkPair(source, target);
    await store.writeSection(key, 'principals', { source, target });
    await noteResolved(ports, key, { source, target });
    return await awaitTurn(ports, key, { source, target });
  } catch (error) {
    const expected = error instanceof PrincipalNotFound && (await tickets(key.system).knowsPerson(request.target));
    if (!expected) throw error;
    const pollSeconds = await awaitTarget(ports, key, request.target);
    if (pollSeconds === null) {
      const waitedDays = stage.timeouts.targetDays;
      throw new PrincipalNotFound({ field: 'target', asked: request.target, near: [], waitedDays }, { cause: error });
    }
    await leaveLine(ports, key);
    return { next: 'await target', pollSeconds };
  }
};

export const handler = stepLambda('ResolvePrincipals', resolvePrincipals);
