import { type HttpClient, type HttpClientOptions, httpClient } from '#shared/adapters/http/client.ts';
import { HttpFailure } from '#shared/adapters/http/failure.ts';

/** Time at which every test takes place. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');

/** A client for a server of the test; its waits are noted, not slept. */
export function clientFor(
  baseUrl: string,
  options: Partial<HttpClientOptions> = {},
): HttpClient & { readonly waits: number[] } {
  const waits: number[] = [];
  const client = httpClient({
    baseUrl,
    auth: async () => ({ authorization: 'Bearer one' }),
    userAgent: 'access-desk/test',
    timeoutMs: 5_000,
    allowHost: () => true,
    now: () => NOW,
    sleep: async (ms) => {
      waits.push(ms);
    },
    ...options,
  });
  return { ...client, waits };
}

/** The failure of a call; anything else fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<HttpFailure> {
  const outcome = await call.then(
    () => 'success',
    (error: unknown) => error,
  );
  if (outcome instanceof HttpFailure) return outcome;
  throw new Error('expected an HttpFailure', { cause: outcome });
}
