import * as z from 'zod';
import { stageSchema } from '#shared/stage.ts';

/** A key of the stage file, as the schema has it. */
export interface Key {
  /** Names joined by dots, `[]` for the entries of a list. */
  readonly path: string;
  readonly name: string;
  /** Path of the group it stands in, with `[]` where that is an entry of a list; empty for the file itself. */
  readonly parent: string;
  /** Path of the group its own keys stand in; null for a value. */
  readonly group: string | null;
  /** The form of its value in words. */
  readonly form: string;
  readonly required: boolean;
  /** Undefined where there is none. */
  readonly default: unknown;
  /** Where a group has several forms, the ones that have this key, such as `mode "jsm"`; null for all. */
  readonly only: string | null;
}

/** The part of a JSON Schema that the schema of the stage file uses. */
const nodeSchema = z.object({
  title: z.string().optional(),
  const: z.string().optional(),
  default: z.unknown().optional(),
  required: z.array(z.string()).default([]),
  get properties() {
    return z.record(z.string(), nodeSchema).optional();
  },
  get items() {
    return nodeSchema.optional();
  },
  get oneOf() {
    return z.array(nodeSchema).optional();
  },
});
type Node = z.infer<typeof nodeSchema>;

/** Every key of the stage file, in the order of the schema; the keys of a group follow the group. */
export function stageKeys(): Key[] {
  return keysIn(nodeSchema.parse(z.toJSONSchema(stageSchema, { io: 'input' })), '');
}

function keysIn(group: Node, parent: string): Key[] {
  const forms = group.oneOf ?? [group];
  const names = new Set(forms.flatMap((form) => Object.keys(form.properties ?? {})));
  return [...names].flatMap((name) => keysNamed(name, forms, parent));
}

function keysNamed(name: string, forms: readonly Node[], parent: string): Key[] {
  const having = forms.filter((form) => form.properties?.[name] !== undefined);
  const nodes = having.flatMap((form) => form.properties?.[name] ?? []);
  const [node] = nodes;
  if (node === undefined) return [];
  const path = parent === '' ? name : `${parent}.${name}`;
  const entry = node.items && isGroup(node.items) ? node.items : null;
  const inner = entry ?? (isGroup(node) ? node : null);
  const group = inner === null ? null : `${path}${entry === null ? '' : '[]'}`;
  const constants = nodes.flatMap((one) => one.const ?? []);
  const key = {
    ...{ path, name, parent, group },
    form: node.title ?? (constants.length > 0 ? constants.map((one) => `"${one}"`).join(' or ') : 'an object'),
    required: having.every(({ required }) => required.includes(name)),
    default: node.default,
    only: having.length === forms.length ? null : having.map(constantOf).join(' or '),
  };
  return [key, ...(inner === null || group === null ? [] : keysIn(inner, group))];
}

/** A titled node is described by its title, whatever it is made of. */
function isGroup(node: Node): boolean {
  return node.title === undefined && (node.properties !== undefined || node.oneOf !== undefined);
}

function constantOf(form: Node): string {
  return (
    Object.entries(form.properties ?? {}).flatMap(([name, value]) =>
      value.const ? `${name} "${value.const}"` : [],
    )[0] ?? ''
  );
}
