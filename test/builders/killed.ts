import type { Ports, Surroundings } from '#functions/common/ports.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';

type AllPorts = Ports & Surroundings;

/** Stands for an invocation that is no more: nobody handles it. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Methods by which an invocation leaves a trace somewhere. */
const EFFECT =
  /^(open|mark|close|allow|write|record|intend|settle|giveUp|put|take|remember|append|seal$|add|remove|rename|claim|create|move|start$|wake$)/;

export interface Victim {
  readonly ports: AllPorts;
  /** Effects so far. */
  readonly effects: () => number;
  readonly isDead: () => boolean;
}

/**
 * Ports whose invocation dies right after its n-th effect: that one takes place, every further call of any port fails.
 * Without `n` it lives.
 */
export function dyingAfter(ports: AllPorts, n = Number.POSITIVE_INFINITY): Victim {
  let effects = 0;
  const isDead = () => effects >= n;

  function wrap<T extends object>(port: T): T {
    return new Proxy(port, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        // The alias is told without a call, so nothing can happen between.
        if (typeof value !== 'function' || name === 'identityTaskAlias') return value;
        return async (...args: unknown[]) => {
          if (isDead()) throw new Killed(`before ${String(name)}`);
          if (EFFECT.test(String(name))) effects += 1;
          return Reflect.apply(value, target, args);
        };
      },
    });
  }

  const tickets = new Map<TicketSystem, TicketSystem>();
  const wrapTickets = (system: TicketSystem) => {
    const known = tickets.get(system) ?? wrap(system);
    tickets.set(system, known);
    return known;
  };
  const victim: AllPorts = {
    ...ports,
    store: wrap(ports.store),
    record: wrap(ports.record),
    pseudonyms: wrap(ports.pseudonyms),
    openRuns: wrap(ports.openRuns),
    tickets: (system) => wrapTickets(ports.tickets(system)),
    directory: wrap(ports.directory),
    directoryWriter: wrap(ports.directoryWriter),
    starter: wrap(ports.starter),
    waker: wrap(ports.waker),
    executions: wrap(ports.executions),
  };
  return { ports: victim, effects: () => effects, isDead };
}
