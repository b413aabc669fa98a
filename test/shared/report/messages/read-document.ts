import type { Block, Document } from '#shared/domain/document.ts';

/** Every piece of text a reader sees, one per paragraph, heading, item or cell. */
export function pieces(document: Document): string[] {
  return document.flatMap((block: Block): string[] => {
    if (block.kind === 'list') return [...block.items];
    if (block.kind === 'table') return [...block.header, ...block.rows.flat()];
    return [block.text];
  });
}

/** The document as a page: what the tests of wording look at. */
export function asText(document: Document): string {
  return pieces(document).join('\n');
}
