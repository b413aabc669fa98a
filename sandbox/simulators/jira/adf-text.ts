import type { AdfDocument, AdfNode } from './adf.ts';

/**
 * The document as plain text: for REST v2 shaped webhooks and for showing what a reader of the ticket sees.
 * One line per block, `- ` and `1. ` before list items, ` | ` between table cells.
 */
export function adfToText(document: AdfDocument | null): string {
  return document === null ? '' : document.content.map((node) => block(node)).join('\n');
}

function block(node: AdfNode): string {
  const content = node.content ?? [];
  switch (node.type) {
    case 'bulletList':
      return content.map((item) => listItem('- ', item)).join('\n');
    case 'orderedList':
      return content.map((item, index) => listItem(`${index + 1}. `, item)).join('\n');
    case 'table':
      return content.map((row) => block(row)).join('\n');
    case 'tableRow':
      return content.map((cell) => blocks(cell).replaceAll('\n', ' ')).join(' | ');
    case 'rule':
      return '----';
    case 'expand': {
      const title = attribute(node, 'title');
      return title === '' ? blocks(node) : `${title}\n${blocks(node)}`;
    }
    case 'blockquote':
    case 'panel':
      return blocks(node);
    default:
      return content.map((child) => inline(child)).join('');
  }
}

function blocks(node: AdfNode): string {
  return (node.content ?? []).map((child) => block(child)).join('\n');
}

function listItem(bullet: string, item: AdfNode): string {
  return bullet + blocks(item).replaceAll('\n', `\n${' '.repeat(bullet.length)}`);
}

function inline(node: AdfNode): string {
  switch (node.type) {
    case 'hardBreak':
      return '\n';
    case 'mention':
      return attribute(node, 'text') || `@${attribute(node, 'id')}`;
    case 'status':
      return `[${attribute(node, 'text')}]`;
    case 'emoji':
      return attribute(node, 'text') || attribute(node, 'shortName');
    case 'inlineCard':
      return attribute(node, 'url');
    case 'date':
      return attribute(node, 'timestamp');
    default:
      return node.text ?? '';
  }
}

function attribute(node: AdfNode, name: string): string {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : '';
}
