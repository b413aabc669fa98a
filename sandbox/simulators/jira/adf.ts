import * as z from 'zod';

/** A mark of a text node. */
interface AdfMark {
  readonly type: string;
  readonly attrs?: Record<string, unknown> | undefined;
}

/** A node of Atlassian's document format. */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: Record<string, unknown> | undefined;
  readonly content?: AdfNode[] | undefined;
  readonly text?: string | undefined;
  readonly marks?: AdfMark[] | undefined;
}

/** The root: `{type: 'doc', version: 1, content: […]}`. */
export interface AdfDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: AdfNode[];
}

const attrs = z.record(z.string(), z.unknown()).optional();
const markSchema = z.strictObject({ type: z.string(), attrs });
const nodeSchema: z.ZodType<AdfNode> = z.lazy(() =>
  z.strictObject({
    type: z.string(),
    attrs,
    content: z.array(nodeSchema).optional(),
    text: z.string().optional(),
    marks: z.array(markSchema).optional(),
  }),
);
const documentSchema = z.strictObject({ type: z.literal('doc'), version: z.literal(1), content: z.array(nodeSchema) });

const inline = ['text', 'hardBreak', 'mention', 'emoji', 'inlineCard', 'status', 'date'];
const lists = ['bulletList', 'orderedList'];
const blocks = ['paragraph', 'heading', ...lists, 'codeBlock', 'blockquote', 'panel', 'rule', 'table', 'expand'];
const quoted = ['paragraph', ...lists, 'codeBlock'];
const cell = ['paragraph', 'heading', ...lists, 'codeBlock', 'blockquote', 'panel', 'rule'];

/** Which children a node may have; `some` needs at least one. A type missing here is unknown to Jira. */
const children: Readonly<Record<string, { readonly of: readonly string[]; readonly some?: true }>> = {
  paragraph: { of: inline },
  heading: { of: inline },
  codeBlock: { of: ['text'] },
  blockquote: { of: quoted, some: true },
  panel: { of: ['paragraph', 'heading', ...lists, 'rule', 'codeBlock'], some: true },
  expand: { of: blocks, some: true },
  bulletList: { of: ['listItem'], some: true },
  orderedList: { of: ['listItem'], some: true },
  listItem: { of: ['paragraph', ...lists, 'codeBlock'], some: true },
  table: { of: ['tableRow'], some: true },
  tableRow: { of: ['tableCell', 'tableHeader'], some: true },
  tableCell: { of: cell, some: true },
  tableHeader: { of: cell, some: true },
  rule: { of: [] },
  text: { of: [] },
  hardBreak: { of: [] },
  mention: { of: [] },
  emoji: { of: [] },
  inlineCard: { of: [] },
  status: { of: [] },
  date: { of: [] },
};

const marks = new Set([
  'strong',
  'em',
  'code',
  'strike',
  'underline',
  'link',
  'subsup',
  'textColor',
  'backgroundColor',
]);
const nonEmpty = z.string().min(1);
const attributes: Readonly<Record<string, z.ZodType>> = {
  heading: z.looseObject({ level: z.int().min(1).max(6) }),
  panel: z.looseObject({ panelType: z.enum(['info', 'note', 'tip', 'warning', 'error', 'success', 'custom']) }),
  mention: z.looseObject({ id: z.string() }),
  emoji: z.looseObject({ shortName: z.string() }),
  date: z.looseObject({ timestamp: nonEmpty }),
  status: z.looseObject({
    text: nonEmpty,
    color: z.enum(['neutral', 'purple', 'blue', 'red', 'yellow', 'green']),
  }),
  link: z.looseObject({ href: z.string() }),
};

/**
 * Reads a value as a document, checked by the structure rules of Atlassian's published schema.
 * Returns undefined when Jira would refuse it (it does not say why either).
 */
export function parseAdf(value: unknown): AdfDocument | undefined {
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const document = parsed.data;
  return document.content.every((node) => blocks.includes(node.type) && isValid(node)) ? document : undefined;
}

function isValid(node: AdfNode): boolean {
  const rule = children[node.type];
  if (rule === undefined) return false;
  if (attributes[node.type] && !attributes[node.type]?.safeParse(node.attrs).success) return false;
  if (!(node.marks ?? []).every((mark) => isValidMark(node, mark))) return false;
  if (node.type === 'text') return node.content === undefined && node.text !== undefined && node.text !== '';
  if (node.text !== undefined) return false;
  const content = node.content ?? [];
  if (rule.some && content.length === 0) return false;
  const plain = node.type !== 'codeBlock' || content.every((text) => text.marks === undefined);
  return plain && content.every((child) => rule.of.includes(child.type) && isValid(child));
}

function isValidMark(node: AdfNode, mark: AdfMark): boolean {
  if (node.type !== 'text' || !marks.has(mark.type)) return false;
  return mark.type !== 'link' || (attributes.link?.safeParse(mark.attrs).success ?? false);
}

/** A document of one paragraph per line, as the editor makes from typed text. */
export function adfFromText(text: string): AdfDocument {
  const content = text.split('\n').map((line): AdfNode => {
    return line === ''
      ? { type: 'paragraph', content: [] }
      : { type: 'paragraph', content: [{ type: 'text', text: line }] };
  });
  return { type: 'doc', version: 1, content };
}
