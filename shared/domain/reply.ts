import { bare, ownWords } from './own-words.ts';
import type { RawRequest } from './request.ts';
import { requestLines } from './request-lines.ts';

/** What a reply may correct; the reason is free text and is said in the form only. */
const CORRECTABLE = ['source', 'target', 'without', 'scanUc'] as const satisfies (keyof RawRequest)[];
type Correctable = (typeof CORRECTABLE)[number];

/** A public comment by somebody who may correct the request. */
export interface Reply {
  /** Who wrote it, and whoever edited it since; all of them may correct. The last one wrote it as it stands. */
  readonly authorIds: readonly string[];
  /** When it was written as it stands (ISO). */
  readonly at: string;
  /** Plain text; quoted lines begin with `>`. */
  readonly text: string;
}

/** When (ISO) the ticket itself last said something: a reply counts as an edit, and of two edits the later one holds. */
export interface TicketEdits {
  readonly fields: Readonly<Partial<Record<keyof RawRequest, string>>>;
  readonly reopenedAt: string | null;
}

/** A request after its replies. */
export interface CorrectedRequest {
  readonly request: RawRequest;
  /** Authors of the lines that hold now, each once. */
  readonly correctedBy: readonly string[];
  /** When (ISO) the latest line was written, be it the same as before. */
  readonly correctedAt: string | null;
  /** Who wrote the `cancel` that holds now. */
  readonly cancelledBy: string | null;
}

type Content =
  | { readonly kind: 'cancel' }
  | { readonly kind: 'question' }
  | { readonly kind: 'lines'; readonly values: ReadonlyMap<Correctable, readonly string[]> };

/** `status?` as people type it: any case, any question mark or none, and with the marks it is quoted with in texts. */
const QUESTION = /^[¿`"'“”„«»*]*status\s*[?？؟⁇]*[`"'“”„«»*]*$/iu;

/**
 * What a comment asks for: `correction` changes or withdraws the request, `question` wants to know where it stands. Null
 * for everything else: the rest of a conversation is nobody's wish.
 */
export function kindOfComment(text: string): 'correction' | 'question' | null {
  const content = contentOf(text);
  if (content === null) return null;
  return content.kind === 'question' ? 'question' : 'correction';
}

/**
 * Applies replies, oldest first, to what the form says. Per field the latest line holds; `cancel` holds until a later
 * line, a later edit of the ticket or its re-opening. A line doubled in one comment gives two values, for the desk to
 * ask which one is meant.
 */
export function applyReplies(form: RawRequest, replies: readonly Reply[], edits: TicketEdits): CorrectedRequest {
  const lines = new Map<Correctable, { readonly values: readonly string[]; readonly reply: Reply }>();
  let cancel: Reply | null = null;
  let correctedAt: string | null = null;
  for (const reply of replies) {
    const content = contentOf(reply.text);
    if (content?.kind === 'cancel') cancel = reply;
    if (content?.kind !== 'lines') continue;
    cancel = null;
    correctedAt = reply.at;
    for (const [field, values] of content.values) lines.set(field, { values, reply });
  }

  const request = { ...form };
  const correctedBy = new Set<string>();
  for (const [field, { values, reply }] of lines) {
    if (isEarlier(reply, edits.fields[field])) continue;
    request[field] = { label: form[field].label, values: [...values] };
    for (const authorId of reply.authorIds) correctedBy.add(authorId);
  }
  const later = [...Object.values(edits.fields), edits.reopenedAt];
  const holds = cancel !== null && !later.some((at) => isEarlier(cancel, at));
  const cancelledBy = (holds && cancel?.authorIds.at(-1)) || null;
  return { request, correctedBy: [...correctedBy], correctedAt, cancelledBy };
}

function contentOf(text: string): Content | null {
  const own = ownWords(text);
  const word = bare(own);
  if (word.toLowerCase() === 'cancel') return { kind: 'cancel' };
  if (QUESTION.test(word)) return { kind: 'question' };
  const said = requestLines(own);
  const values = new Map(
    CORRECTABLE.map((field) => [field, said[field].values] as const).filter(([, given]) => given.length > 0),
  );
  return values.size === 0 ? null : { kind: 'lines', values };
}

function isEarlier(reply: Reply, at: string | null | undefined): boolean {
  return at !== null && at !== undefined && Date.parse(reply.at) < Date.parse(at);
}
