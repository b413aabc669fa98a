import * as z from 'zod';
import { quoted } from '#shared/domain/own-words.ts';

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
const richTextSchema = z.union([z.string(), nodeSchema]);

/** Nodes that stand inside a line; every other node begins a line of its own. */
const INLINE = new Set([
  ...['text', 'hardBreak', 'mention', 'emoji', 'inlineCard', 'date', 'status', 'placeholder'],
  ...['mediaInline', 'inlineExtension'],
]);

/** What is written for the person with this account id; null leaves what the text shows. */
export type NameOfMentioned = (accountId: string) => string | null;

/**
 * A rich text as lines of plain text; marks, bullets and table borders are left out, quoted lines begin with `>`. Null
 * for a value that is none.
 */
export function plainText(value: unknown, nameOf: NameOfMentioned = () => null): string | null {
  const rich = richTextSchema.safeParse(value);
  if (!rich.success) return null;
  return typeof rich.data === 'string' ? rich.data : adfToText(rich.data, nameOf);
}

/** Account ids of the people a rich text mentions, in its order. */
export function mentionedIn(value: unknown): readonly string[] {
  const rich = richTextSchema.safeParse(value).data;
  return rich === undefined || typeof rich === 'string' ? [] : mentionsOf(rich);
}

function mentionsOf(node: Node): readonly string[] {
  const id = node.type === 'mention' ? node.attrs?.id : undefined;
  return [...(typeof id === 'string' ? [id] : []), ...(node.content ?? []).flatMap(mentionsOf)];
}

function adfToText(node: Node, nameOf: NameOfMentioned): string {
  if (INLINE.has(node.type)) return inlineText(node, nameOf);
  const children = node.content ?? [];
  const inLine = children.every((child) => INLINE.has(child.type));
  const text = children.map((child) => adfToText(child, nameOf)).join(inLine ? '' : '\n');
  return node.type === 'blockquote' ? quoted(text) : text;
}

function inlineText(node: Node, nameOf: NameOfMentioned): string {
  if (node.type === 'hardBreak') return '\n';
  if (node.text !== undefined) return node.text;
  const { id, text, url, shortName } = node.attrs ?? {};
  const isMention = node.type === 'mention' && typeof id === 'string';
  const shown = (isMention ? nameOf(id) : null) ?? text ?? url ?? shortName;
  if (typeof shown === 'string') return shown;
  return isMention ? `@${id}` : '';
}
