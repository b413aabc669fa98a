import type * as z from 'zod';
import { DirectoryRefused } from '#shared/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { HttpFailure } from '../http/failure.ts';
import type { Query } from '../http/request.ts';
import { type CallContext, isUnclear, translate } from './errors.ts';

/** One read. */
interface Read {
  /** What is read, without personal data. */
  readonly what: string;
  readonly path: string;
  readonly query?: Query;
}

/** What the API that was asked answered; a refusal is a value, because to some callers it is an answer. */
export type Outcome<T> = { readonly data: T } | { readonly refusal: DirectoryRefused };

/** Throws DirectoryUnavailable, DirectoryRateLimited, CredentialsRejected, and what the token endpoint refuses. */
export type Ask = <T>(read: Read, schema: z.ZodType<T>) => Promise<Outcome<T>>;

/** Reads of one host. `get` and `find` throw DirectoryRefused too. */
export interface Reads {
  readonly ask: Ask;
  get<T>(read: Read, schema: z.ZodType<T>): Promise<T>;
  /** The same; null when Databricks says that it does not exist (404). */
  find<T>(read: Read, schema: z.ZodType<T>): Promise<T | null>;
}

/** How often an unclear 500 is tried in all. */
const UNCLEAR_ATTEMPTS = 3;

/** Asks through a client, every failure translated. `context` is what all errors of this host have in common. */
export function askThrough(http: HttpClient, host: string, context: Omit<CallContext, 'what'>): Ask {
  return async ({ what, path, query }, schema) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return { data: await http.json({ method: 'GET', path, ...(query && { query }), repeatable: true }, schema) };
      } catch (error) {
        if (isUnclear(error) && attempt < UNCLEAR_ATTEMPTS) continue;
        const translated = translate(error, { ...context, what: `${what} (${host})` });
        // What the token endpoint refuses arrives translated already; it is no answer of the API that was asked.
        if (error instanceof HttpFailure && translated instanceof DirectoryRefused) return { refusal: translated };
        throw translated;
      }
    }
  };
}

/** The reads an `Ask` makes possible. */
export function readsOf(ask: Ask): Reads {
  return {
    ask,
    get: async (read, schema) => {
      const outcome = await ask(read, schema);
      if ('refusal' in outcome) throw outcome.refusal;
      return outcome.data;
    },
    find: async (read, schema) => {
      const outcome = await ask(read, schema);
      if ('data' in outcome) return outcome.data;
      if (outcome.refusal.facts.status === 404) return null;
      throw outcome.refusal;
    },
  };
}
