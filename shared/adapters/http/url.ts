import { HttpFailure } from './failure.ts';
import type { HttpRequest, Query } from './request.ts';

/** True for the addresses of this machine, where plain http is allowed. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The URL a request goes to. A base may have a path of its own (an API gateway).
 * @throws HttpFailure of kind `forbidden` when the scheme or host is not allowed, or the path would leave the base
 */
export function requestUrl(baseUrl: string, allowHost: (hostname: string) => boolean, request: HttpRequest): URL {
  const base = parse(baseUrl);
  const refuse = (why: string) =>
    new HttpFailure('forbidden', `${request.method} to ${base?.host ?? 'the base URL'}: ${why}`);
  if (!base) throw refuse('not a URL');
  if (base.username !== '' || base.password !== '') throw refuse('credentials in the URL');
  if (base.protocol !== 'https:' && !(base.protocol === 'http:' && isLoopback(base.hostname))) {
    throw refuse('only https is allowed');
  }
  if (!allowHost(base.hostname)) throw refuse('this host is not allowed');

  const path = `${base.pathname.replace(/\/+$/, '')}${request.path}`;
  const url = parse(`${base.origin}${path}`);
  // The parser resolves `..` (also spelled %2e%2e) and cuts at `?` and `#`; a name in the path must do none of it.
  if (!request.path.startsWith('/') || url?.pathname !== path || url.host !== base.host || url.search !== '') {
    throw refuse('the path is not plain');
  }
  url.search = queryString(request.query ?? {});
  return url;
}

function parse(text: string): URL | null {
  return URL.parse(text);
}

function queryString(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  return pairs.join('&');
}
