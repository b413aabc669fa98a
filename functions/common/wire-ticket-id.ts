import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { serviceNowAccessSchema } from '#shared/adapters/secrets/schemas.ts';
import { secretReader } from '#shared/adapters/secrets/secret-reader.ts';
import { findItemId } from '#shared/adapters/servicenow/find-item.ts';
import type { System } from '#shared/domain/ticket.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import type { Stage } from '#shared/stage.ts';
import type { TicketSystems } from './ports.ts';
import { systemClock } from './wire.ts';

/** Which ticket system calls a ticket so: Jira's keys have a hyphen (DBX-12), ServiceNow's numbers have none. */
function systemOfKey(key: string): System {
  return key.includes('-') ? 'jira' : 'servicenow';
}

/** The id of the ticket people call so; null when there is none that the stage file serves. */
export async function wireTicketId(
  { stage, tickets, version }: { stage: Stage; tickets: TicketSystems; version: string },
  key: string,
): Promise<TicketRef | null> {
  const system = systemOfKey(key);
  if (stage[system] === undefined) return null;
  // Jira finds an issue by its key wherever it takes an id.
  const name = system === 'jira' ? key : await itemId(stage, version, key);
  const ticket = name === null ? null : await tickets(system).readTicket(name);
  return ticket?.served ? { system, ticketId: ticket.id } : null;
}

async function itemId({ servicenow }: Stage, version: string, number: string): Promise<string | null> {
  if (servicenow === undefined) return null;
  const now = () => systemClock.now();
  const secrets = secretReader({ client: new SecretsManagerClient({}), now });
  const { instanceUrl, apiSecret: secretName } = servicenow;
  const access = () => secrets.read(secretName, serviceNowAccessSchema);
  return findItemId({ instanceUrl, access, secretName, now, version }, number);
}
