import { type Link, linkSchema } from '#shared/domain/audit-chain.ts';
import type { Desk } from '#test/builders/desk.ts';

/** The entries about ends in the audit record of a desk's ticket, oldest first. */
export async function endEntries({ archive, key }: Desk): Promise<Link[]> {
  const links = (await archive.linesOf(key)).map((line) => linkSchema.parse(JSON.parse(line)));
  return links.filter(({ event }) => event === 'ended');
}

/** The line that names the record and its last entry about an end. */
export async function recordLineOf(desk: Desk): Promise<string> {
  return `Audit record jira-${desk.key.ticketId}, ${(await endEntries(desk)).at(-1)?.hash}`;
}
