import * as z from 'zod';

interface Node {
  readonly type: string;
  readonly text?: string | undefined;
  readonly attrs?: Record<string, unknown> | undefined;
  readonly content?: Node[] | undefined;
}

const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.object({
    type: z.string(),
    text: z.string().optional(),
    attrs: z.record(z.string(), z.unknown()).optional(),
    content: z.array(nodeSchema).optional(),
  }),
);

/** A rich text field: a document, or plain text where a site still gives that. */
export const richTextSchema = z.union([z.string(), nodeSchema.transform((node) => adfToText(node))]);

/** Nodes that stand inside a line; every other node begins a line of its own. */
const INLINE = new Set(['text', 'hardBreak', 'mention', 'emoji', 'inlineCard', 'date', 'status', 'placeholder']);

/** A document as lines of plain text; marks, bullets and table borders are left out, quoted lines begin with `>`. */
export function adfToText(node: Node): string {
  if (INLINE.has(node.type)) return inlineText(node);
  const children = node.content ?? [];
  const inLine = children.every((child) => INLINE.has(child.type));
  const text = children.map((child) => adfToText(child)).join(inLine ? '' : '\n');
  return node.type === 'blockquote' ? text.replace(/^/gm, '> ') : text;
}

function inlineText(node: Node): string {
  if (node.type === 'hardBreak') return '\n';
  if (node.text !== undefined) return node.text;
  const shown = node.attrs?.text ?? node.attrs?.url ?? node.attrs?.shortName;
  return typeof shown === 'string' ? shown : '';
}
