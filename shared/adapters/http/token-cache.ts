/** Tokens are not used in their last minute: systems refuse them early, and a call takes its time (databricks-sdk-go, config/oauth_visitors.go). */
const MARGIN_MS = 60_000;

/** A token as its endpoint gave it. */
export interface FreshToken {
  readonly accessToken: string;
  /** Seconds from now; may be short where the endpoint repeats a token it gave before. */
  readonly expiresInSeconds: number;
}

/** The bearer token of one identity. */
export interface TokenSource {
  /** Headers for a call; gets a token when there is none that lives long enough. */
  authorization(): Promise<Readonly<Record<string, string>>>;
  /** Forgets the token these headers carry, if it is still the one in use; true, because another can be had. */
  forget(headers: Readonly<Record<string, string>>): true;
}

/**
 * Keeps one token at a time; whoever waits for it gets the same.
 * @param ask gets a new one; what it throws reaches everybody who waits
 * @param now milliseconds since 1970
 */
export function tokenCache(ask: () => Promise<FreshToken>, now: () => number): TokenSource {
  let current: { readonly authorization: string; readonly until: number } | undefined;
  let underWay: Promise<string> | undefined;

  async function renew(): Promise<string> {
    const askedAt = now();
    const { accessToken, expiresInSeconds } = await ask();
    const authorization = `Bearer ${accessToken}`;
    current = { authorization, until: askedAt + expiresInSeconds * 1_000 - MARGIN_MS };
    return authorization;
  }

  return {
    async authorization() {
      if (current && now() < current.until) return { authorization: current.authorization };
      underWay ??= renew().finally(() => {
        underWay = undefined;
      });
      return { authorization: await underWay };
    },
    forget(headers) {
      if (headers.authorization === current?.authorization) current = undefined;
      return true;
    },
  };
}
