import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { StoredItemDamaged } from '../errors.ts';
import { compareText } from './order.ts';
import { type Plan, planSchema } from './plan.ts';

/** Lists whose order says something: the way from a principal to a group. All other lists of a plan are sets. */
const ORDERED_LISTS: ReadonlySet<string> = new Set(['path', 'pathInSource', 'pathInTarget']);

/**
 * Writes JSON in the one way that equal content has: keys sorted by code point, no white space, lists without a meaning
 * in their order sorted by their own canonical text.
 */
export function canonicalJson(value: z.core.util.JSONType): string {
  return write(value, false);
}

/** The same, but every list stays in its order. */
export function orderedJson(value: z.core.util.JSONType): string {
  if (Array.isArray(value)) return `[${value.map(orderedJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${orderedJson(item)}`).join(',')}}`;
}

/**
 * SHA-256 (hex, lower case) of the plan's canonical JSON: the name of what was approved. Left out is what an approver
 * decides nothing by: how many calls the reading took, and the exact size of groups (that one is unusually small stays
 * in the verdict).
 */
export function planDigest(plan: Plan): string {
  const decisive = {
    ...plan,
    coverage: { ...plan.coverage, unityCatalogCalls: 0 },
    actions: plan.actions.map((action) => ({ ...action, memberCount: 0 })),
  };
  return createHash('sha256').update(canonicalJson(decisive), 'utf8').digest('hex');
}

/**
 * Reads a stored plan back.
 * @throws StoredItemDamaged when the text is no plan
 */
export function parsePlan(text: string): Plan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StoredItemDamaged({ item: 'plan' }, { cause });
  }
  const parsed = planSchema.safeParse(json);
  if (!parsed.success) throw new StoredItemDamaged({ item: 'plan' }, { cause: parsed.error });
  return parsed.data;
}

function write(value: z.core.util.JSONType, ordered: boolean): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => write(item, false));
    return `[${(ordered ? items : items.sort(compareText)).join(',')}]`;
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, ORDERED_LISTS.has(key))}`).join(',')}}`;
}
