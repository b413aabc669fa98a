import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Stage } from '#shared/stage.ts';

/** The folder holds open runs of other systems. */
export class OtherWorld extends Error {
  override readonly name = 'OtherWorld';
  readonly before: string;
  readonly now: string;
  constructor(before: string, now: string) {
    super('the folder belongs to other systems');
    this.before = before;
    this.now = now;
  }
}

const worldSchema = z.record(z.string(), z.string());
const writesSchema = z.enum(['on', 'planOnly', 'stopped']);

/**
 * Ticket ids say nothing about the site they are of: a run that was opened for one Jira must never go on in another.
 * @throws OtherWorld when a system of the same kind had another address before
 */
export function checkWorld(folder: string, stage: Stage): void {
  const known = readWorld(folder);
  for (const [system, address] of Object.entries(worldOf(stage))) {
    const before = known[system];
    if (before !== undefined && before !== address) throw new OtherWorld(before, address);
  }
}

/** Remembers which systems the runs in this folder are about, and what the stage file says of writing. */
export function rememberWorld(folder: string, stage: Stage): void {
  const now = { ...readWorld(folder), ...worldOf(stage), writes: stage.writes };
  writeFileSync(fileIn(folder), `${JSON.stringify(now, null, 2)}\n`);
}

/** What the stage file said of writing at the start before; null where there was none. */
export function writesBefore(folder: string): Stage['writes'] | null {
  return writesSchema.safeParse(readWorld(folder).writes).data ?? null;
}

function worldOf({ databricks, jira, servicenow }: Stage): Record<string, string> {
  return {
    databricks: `Databricks account ${databricks.accountId} at ${databricks.host}`,
    ...(jira && { jira: `Jira at ${jira.baseUrl}` }),
    ...(servicenow && { servicenow: `ServiceNow at ${servicenow.instanceUrl}` }),
  };
}

function fileIn(folder: string): string {
  return join(folder, 'systems.json');
}

function readWorld(folder: string): Record<string, string> {
  try {
    return worldSchema.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')));
  } catch {
    return {};
  }
}
