import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wiring } from '#functions/common/wire.ts';
import { pseudonymSecretOf } from '#shared/stage.ts';
import { DOORS } from '#shared/steps.ts';
import { type LocalDesk, synthesise } from '../aws/template.ts';
import { type Desk, startDesk } from '../desk.ts';
import { realClock } from '../engine/clock.ts';
import type { HistoryEvent } from '../engine/history.ts';
import { fileJournal, type Journal } from '../engine/journal.ts';
import { pseudonymKeysIn } from './pseudonym-keys.ts';
import { CannotStart } from './reasons.ts';
import { tellServices } from './services-file.ts';
import type { Settings } from './settings.ts';
import { POLL_SECONDS } from './summary.ts';

/** An hour's worth of polls is some 2,500 events, and an execution may have 25,000. */
const POLLS = [
  { upTo: 10_000, seconds: POLL_SECONDS },
  { upTo: 15_000, seconds: 300 },
] as const;

/** How long a wait may last before it is looked at again; after days as seldom as on AWS. */
export function longestPoll(events: number): number {
  return POLLS.find(({ upTo }) => events < upTo)?.seconds ?? Number.POSITIVE_INFINITY;
}

export interface OpenOptions {
  readonly settings: Settings;
  /** Executions that go on; those of other tickets stay as they are, for the next time. */
  readonly mayGoOn: (execution: string) => boolean;
  readonly takesWebhooks: boolean;
  readonly onEvent: (execution: string, event: HistoryEvent) => void;
  readonly prepare: (wiring: Wiring) => Promise<void>;
}

/** The desk on this machine's clock, with everything it must not forget on the disk. */
export async function openDesk(options: OpenOptions): Promise<Desk> {
  const { settings, onEvent, prepare } = options;
  const { stage, folder, port } = settings;
  const secrets = new Map([...settings.secrets, [pseudonymSecretOf(stage), pseudonymKeysIn(folder)]]);
  const stageFile = join(folder, 'stage.json');
  writeFileSync(stageFile, JSON.stringify(stage, null, 2));
  const template = withDoors(synthesise(stageFile), options);
  const hasDoor = template.functions.some(({ name }) => isDoor(name));
  try {
    const desk = await startDesk({
      stage,
      secrets,
      clock: realClock(),
      isVirtual: false,
      table: { path: join(folder, 'store') },
      journal: only(options.mayGoOn, fileJournal(join(folder, 'journal'))),
      ...(hasDoor && { port }),
      template,
      longestPoll,
      onEvent,
      prepare,
    });
    const { tableName, machineArn } = template;
    tellServices(folder, { dynamoDB: desk.tableUrl, stepFunctions: desk.workflowUrl, tableName, machineArn });
    return desk;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new CannotStart(1, `Port ${port} is taken by another program: set PORT to a free one.`);
  }
}

/** Doors without a secret to check signatures with would only answer that they cannot. */
function withDoors(template: LocalDesk, { settings: { webhooks }, takesWebhooks }: OpenOptions): LocalDesk {
  const functions = template.functions.filter(
    ({ name }) => !isDoor(name) || (takesWebhooks && webhooks.has(DOORS[name].system)),
  );
  return { ...template, functions };
}

function isDoor(name: string): name is 'ReceiveJiraEvent' | 'ReceiveServiceNowEvent' {
  return name === 'ReceiveJiraEvent' || name === 'ReceiveServiceNowEvent';
}

function only(mayGoOn: (execution: string) => boolean, journal: Journal): Journal {
  return {
    append: (execution, record) => journal.append(execution, record),
    read: () => journal.read().filter(([first]) => first?.type === 'started' && mayGoOn(first.name)),
  };
}
