import { display, pairNames } from '../../domain/display.ts';
import type { Block } from '../../domain/document.ts';
import type { Principal } from '../../domain/principal.ts';

/** The two a request is about, as far as they are known. */
export interface Pair {
  readonly source: Principal;
  readonly target: Principal;
}

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

export function heading(text: string): Block {
  return { kind: 'heading', text };
}

/** A titled list; nothing where there are no items. */
export function titledList(title: string, items: readonly string[]): Block[] {
  return items.length === 0 ? [] : [heading(title), { kind: 'list', items }];
}

/** `1 group`, `2 groups`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Short names for running text: `Uwe`, `Thomas`. */
export function shortNames({ source, target }: Pair): { source: string; target: string } {
  const [sourceName, targetName] = pairNames(source, target);
  return { source: sourceName, target: targetName };
}

/** Who may approve: `data-approvers, not requester, Uwe or Thomas`. A service principal could not anyway. */
export function whoMayApprove(approvers: string, pair: Pair): string {
  const people = [pair.target, pair.source].some(({ kind }) => kind === 'user');
  const { source, target } = shortNames(pair);
  return `${display(approvers)}, not requester${people ? `, ${target} or ${source}` : ''}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerated(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** How a request goes on that ended without its work: a reply on a closed ticket is read by nobody. */
export const TO_GO_ON =
  'To go on, re-open this ticket if it is closed, else reply here with the line “to:” and the name again.';

/** The last line of every message about an end or a fault: what to quote when asking. */
export function referenceLine(reference: string): Block {
  return paragraph(`Reference: ${reference}`);
}

/** An audit record and the hash of its entry about an end. */
export interface RecordHead {
  readonly record: string;
  readonly hash: string;
}

/** What proves the audit record up to here: `npm run audit -- verify FILE --head <hash>`. */
export function recordLine({ record, hash }: RecordHead): Block {
  return paragraph(`Audit record ${record}, ${hash}`);
}
