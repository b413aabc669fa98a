import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { endSchema, systemSchema } from '#shared/domain/ticket.ts';
import { DeskUnavailable } from '#shared/errors.ts';
import type { RequestStore, TicketRef } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { itemKeys } from './keys.ts';

type Runs = Pick<
  RequestStore,
  'openRun' | 'markStarted' | 'readTicketRecord' | 'closeRun' | 'listOpenRuns' | 'allowRetry'
>;

/** Value of the sparse index's key while a run is open; a closed ticket has none and so leaves the index. */
const OPEN = 'open';

/**
 * The ticket's item. It never expires: its number makes sure that no run, and so no execution name and no ledger, is
 * used twice. It holds nothing personal.
 */
const ticketItemSchema = z.object({
  system: systemSchema,
  ticketId: z.string(),
  run: z.number().int().positive(),
  openMark: z.literal(OPEN).optional(),
  openedAt: z.string(),
  started: z.boolean(),
  lastEnd: z
    .object({
      end: endSchema,
      revision: z.string().nullable(),
      at: z.string(),
      run: z.number().int().positive().nullable().default(null),
    })
    .nullable(),
  retryAllowed: z.boolean(),
  /** Who opened and closed the current run: the SDK repeats lost answers, and the repetition must know its own work. */
  opener: z.string(),
  closer: z.string().optional(),
});
type TicketItem = z.infer<typeof ticketItemSchema>;

/** Opened and closed by others this often while one caller tries to open: something is wrong, and trying again heals. */
const OPEN_ATTEMPTS = 5;

export function ticketRuns(items: Items, now: () => Date): Runs {
  const read = (ticket: TicketRef) => items.read(itemKeys.ticket(ticket), ticketItemSchema);

  /** The condition is what keeps two doors from opening two runs. Null: somebody else has one open. */
  function open(ticket: TicketRef, opener: string): Promise<TicketItem | null> {
    const change = [
      'SET #run = if_not_exists(#run, :zero) + :one, #openMark = :open, #openedAt = :at, #started = :false',
      '#system = :system, #ticketId = :ticketId, #opener = :opener',
      '#lastEnd = if_not_exists(#lastEnd, :null), #retryAllowed = if_not_exists(#retryAllowed, :false)',
    ];
    const values = {
      ...{ ':zero': 0, ':one': 1, ':open': OPEN, ':at': now().toISOString(), ':false': false, ':null': null },
      ...{ ':system': ticket.system, ':ticketId': ticket.ticketId, ':opener': opener },
    };
    const when = 'attribute_not_exists(#openMark)';
    return items.update(itemKeys.ticket(ticket), { change: change.join(', '), when, values }, ticketItemSchema);
  }

  return {
    async openRun(ticket) {
      const opener = randomUUID();
      for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt += 1) {
        const before = await read(ticket);
        const item = before?.openMark === OPEN ? before : await open(ticket, opener);
        if (item === null) continue;
        const key = { system: ticket.system, ticketId: ticket.ticketId, run: item.run };
        return { key, opened: item.opener === opener, started: item.started };
      }
      throw new DeskUnavailable({ what: 'request store (a ticket keeps opening and closing)' });
    },

    async markStarted(key) {
      const change = {
        change: 'SET #started = :true',
        when: '#run = :run',
        values: { ':true': true, ':run': key.run },
      };
      await items.update(itemKeys.ticket(key), change, ticketItemSchema);
    },

    async readTicketRecord(ticket) {
      const item = await read(ticket);
      if (item === null) return null;
      const { run, started, openedAt, lastEnd, retryAllowed } = item;
      return { run, open: item.openMark === OPEN, started, openedAt, lastEnd, retryAllowed };
    },

    async closeRun(key, end, revision) {
      const closer = randomUUID();
      const news = end !== 'nothing new';
      const closed = await items.update(
        itemKeys.ticket(key),
        {
          change: `SET #closer = :closer, #retryAllowed = :false${news ? ', #lastEnd = :end' : ''} REMOVE #openMark`,
          when: '#run = :run AND #openMark = :open',
          values: {
            ...{ ':closer': closer, ':false': false, ':run': key.run, ':open': OPEN },
            ...(news && { ':end': { end, revision, at: now().toISOString(), run: key.run } }),
          },
        },
        ticketItemSchema,
      );
      return closed !== null || (await read(key))?.closer === closer;
    },

    async listOpenRuns() {
      const found = await items.listOpen(OPEN, ticketItemSchema);
      return found.map(({ system, ticketId, run, openedAt }) => ({ system, ticketId, run, openedAt }));
    },

    async allowRetry(ticket) {
      const change = { change: 'SET #retryAllowed = :true', when: 'attribute_exists(#pk)', values: { ':true': true } };
      await items.update(itemKeys.ticket(ticket), change, ticketItemSchema);
    },
  };
}
