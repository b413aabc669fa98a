import * as z from 'zod';
import type { Resources } from './template.ts';

const object = z.record(z.string(), z.unknown());

/** Logical ids a value refers to by Ref, Fn::GetAtt or Fn::Sub. */
function referredBy(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referredBy);
  const fields = object.safeParse(value);
  if (!fields.success) return [];
  return Object.entries(fields.data).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String([inner].flat()[0]).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return [...JSON.stringify(inner).matchAll(/\$\{([^!}.]+)/g)].map(([, name]) => name ?? '');
    return referredBy(inner);
  });
}

/**
 * Takes away resources that refer to nothing that is left, until no such is left.
 * @returns what remains: the resources in or behind a cycle; none when CloudFormation can order them all
 */
export function unorderable(resources: Resources): string[] {
  const waiting = new Map(
    Object.entries(resources).map(([id, { Properties, DependsOn }]) => {
      const needs = [...referredBy(Properties), ...[DependsOn].flat()];
      return [id, new Set(needs.filter((needed) => needed in resources && needed !== id))];
    }),
  );
  for (;;) {
    const ready = [...waiting].filter(([, needs]) => [...needs].every((needed) => !waiting.has(needed)));
    if (ready.length === 0) return [...waiting.keys()].sort();
    for (const [id] of ready) waiting.delete(id);
  }
}
