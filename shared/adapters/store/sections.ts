import * as z from 'zod';
import { runSections, type SectionName, type Sections } from '#shared/domain/run.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import { type Items, jsonText } from './items.ts';
import { itemKeys } from './keys.ts';

const schemas: { readonly [K in SectionName]: z.ZodType<Sections[K]> } = runSections;

/** What a run remembers, one item per section, as JSON: the value comes back exactly as it went in. */
export function runMemory(items: Items, days: number): Pick<RequestStore, 'readSection' | 'writeSection'> {
  return {
    async readSection(key, name) {
      const item = await items.read(itemKeys.section(key, name), z.object({ value: jsonText(schemas[name]) }));
      return item === null ? null : item.value;
    },

    /** @throws ZodError when the value does not fit its own schema: better at the writer than hours later at a reader */
    async writeSection(key, name, value) {
      await items.put(itemKeys.section(key, name), { value: JSON.stringify(schemas[name].parse(value)) }, { days });
    },
  };
}
