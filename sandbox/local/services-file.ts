import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const servicesSchema = z.object({
  dynamoDB: z.url(),
  stepFunctions: z.url(),
  tableName: z.string(),
  machineArn: z.string(),
});

/** Where the services of a running local desk answer, for tools beside it; all on this machine. */
export type LocalServices = z.infer<typeof servicesSchema>;

/** Leaves word of a desk that has just started. */
export function tellServices(folder: string, services: LocalServices): void {
  writeFileSync(fileIn(folder), JSON.stringify(services), { mode: 0o600 });
}

/** What the desk that works in this folder has left word of; null where it has not yet, or never did. */
export function readServices(folder: string): LocalServices | null {
  try {
    return servicesSchema.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')));
  } catch {
    return null;
  }
}

export function forgetServices(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

function fileIn(folder: string): string {
  return join(folder, 'services.json');
}
