import type { SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import { scimError } from './error-bodies.ts';
import { parseScimFilter } from './scim-filter.ts';

export type ScimResource = { readonly id: string } & Readonly<Record<string, unknown>>;

interface Listed<T> {
  readonly items: readonly T[];
  /** Attribute → how to read its values from an item; these can be filtered by. */
  readonly filters: Readonly<Record<string, (item: T) => readonly string[]>>;
  readonly toResource: (item: T) => ScimResource;
  /** A larger `count` is cut down to this without a word. */
  readonly pageSize: number;
}

/**
 * Answers a SCIM list: `filter`, `startIndex` (from 1), `count`, `attributes`. `Resources` is missing, not empty, when
 * a page has none.
 */
export function scimList<T>(
  { query }: SimulatorRequest,
  { items, filters, toResource, pageSize }: Listed<T>,
): SimulatorResponse {
  const startIndex = Math.max(1, Number(query.get('startIndex') ?? '1'));
  const count = Math.min(pageSize, Math.max(0, Number(query.get('count') ?? pageSize)));
  if (!Number.isInteger(startIndex) || !Number.isInteger(count)) {
    return scimError(400, 'startIndex and count are whole numbers', 'invalidValue');
  }
  const text = query.get('filter');
  const filter = text === null ? undefined : parseScimFilter(text, Object.keys(filters));
  if (text !== null && !filter) return scimError(400, 'The filter could not be parsed', 'invalidFilter');
  const read = filter && filters[filter.attribute];
  const found = filter && read ? items.filter((item) => filter.matches(read(item))) : items;
  const resources = found
    .slice(startIndex - 1, startIndex - 1 + count)
    .map((item) => onlyAttributes(toResource(item), query.get('attributes')));
  return scimOk({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: found.length,
    startIndex,
    itemsPerPage: resources.length,
    ...(resources.length > 0 && { Resources: resources }),
  });
}

/** Keeps the id, the schemas and the attributes asked for (`a,b.c`); everything when nothing was asked for. */
export function onlyAttributes(resource: ScimResource, attributes: string | null): ScimResource {
  if (attributes === null || attributes === '') return resource;
  const wanted = attributes.split(',').map((name) => name.trim().split('.')[0]?.toLowerCase());
  const kept = Object.entries(resource).filter(([name]) => name === 'schemas' || wanted.includes(name.toLowerCase()));
  return { ...Object.fromEntries(kept), id: resource.id };
}

/** A SCIM resource or list, status 200. */
export function scimOk(json: unknown): SimulatorResponse {
  return { status: 200, headers: { 'content-type': 'application/scim+json' }, json };
}
