import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Wiring } from '#functions/common/wire.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { LocalFunction } from '../aws/template.ts';
import { invocationContext, loadHandlers } from '../lambda-host.ts';

/** Everything a function is given. */
export type Ports = ReturnType<Wiring>;

/** The containers Lambda keeps: each serves one invocation at a time, and its clients and tokens live on in it. */
export interface Containers {
  /** Runs the function in a container nobody uses; one whose invocation was ended from outside is never used again. */
  use(fn: LocalFunction, invoke: (run: (payload: unknown) => Promise<unknown>) => Promise<unknown>): Promise<unknown>;
  /** The ports of a fresh container, for whoever wants to look. */
  portsOf(fn: LocalFunction): Ports;
}

const context = new AsyncLocalStorage<Ports>();

/** Takes the wiring of this process over; the functions must not have been loaded before the process was kept still. */
export async function createContainers(options: {
  readonly stageFile: string;
  readonly clock: Clock;
  readonly around: (ports: Ports, folder: string) => Ports;
}): Promise<Containers> {
  const { rewire, wire } = await import('#functions/common/wire.ts');
  const handlers = await loadHandlers();
  const idle = new Map<string, Ports[]>();

  const portsOf = ({ folder, environment }: LocalFunction): Ports => {
    const wiring = wire({ ...environment, ACCESS_DESK_CONFIG: options.stageFile }, options.clock);
    return options.around(wiring(folder), folder);
  };
  rewire(() => {
    const ports = context.getStore();
    if (ports === undefined) throw new Error('a function runs outside of any container');
    // Each invocation has a name of its own in the ledger.
    return Object.create(ports, { owner: { value: randomUUID() } });
  });
  return {
    portsOf,
    async use(fn, invoke) {
      const handler = handlers.get(fn.folder);
      if (handler === undefined) throw new Error(`no handler in functions/${fn.folder}`);
      const known = idle.get(fn.folder) ?? [];
      idle.set(fn.folder, known);
      const ports = known.pop() ?? portsOf(fn);
      let ended = false;
      const run = async (payload: unknown) => {
        try {
          return await context.run(ports, () => handler(payload, invocationContext(fn, randomUUID())));
        } finally {
          ended = true;
        }
      };
      try {
        return await invoke(run);
      } finally {
        if (ended) known.push(ports);
      }
    },
  };
}
