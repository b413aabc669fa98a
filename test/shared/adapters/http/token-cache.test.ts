import { describe, expect, it } from 'vitest';
import { tokenCache } from '#shared/adapters/http/token-cache.ts';

/** A cache whose endpoint numbers its tokens. */
function cacheOf(expiresInSeconds: number) {
  const clock = { ms: 0 };
  let given = 0;
  const cache = tokenCache(
    async () => {
      given += 1;
      return { accessToken: String(given), expiresInSeconds };
    },
    () => clock.ms,
  );
  return { clock, cache, bearer: async () => (await cache.authorization()).authorization, given: () => given };
}

describe('a token', () => {
  it('is kept until a minute before its end', async () => {
    const { clock, bearer } = cacheOf(3_600);
    expect(await bearer()).toBe('Bearer 1');
    clock.ms = 3_539_999;
    expect(await bearer()).toBe('Bearer 1');
    clock.ms = 3_540_000;
    expect(await bearer()).toBe('Bearer 2');
  });

  it('that lives for less than that is used by those who waited for it, and by nobody else', async () => {
    const { bearer, given } = cacheOf(5);
    expect(await Promise.all([bearer(), bearer()])).toEqual(['Bearer 1', 'Bearer 1']);
    expect(await bearer()).toBe('Bearer 2');
    expect(given()).toBe(2);
  });

  it('is forgotten when it was refused, and only if it is the one in use', async () => {
    const { cache, bearer } = cacheOf(3_600);
    const first = await cache.authorization();
    expect(cache.forget(first)).toBe(true);
    expect(await bearer()).toBe('Bearer 2');
    expect(cache.forget(first)).toBe(true);
    expect(await bearer()).toBe('Bearer 2');
  });

  it('that was not had is asked for again', async () => {
    let calls = 0;
    const cache = tokenCache(
      async () => {
        calls += 1;
        if (calls === 1) throw new Error('no');
        return { accessToken: 'x', expiresInSeconds: 100 };
      },
      () => 0,
    );
    const both = await Promise.allSettled([cache.authorization(), cache.authorization()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.authorization()).toEqual({ authorization: 'Bearer x' });
    expect(calls).toBe(2);
  });
});
