import { quoted } from '#shared/domain/own-words.ts';

/** What pages are made of that says where a line ends. */
const LINE_ENDS = /<br\s*\/?>|<\/(?:p|div|li|h\d|tr|pre)>/gi;

const QUOTE_TAGS = /<(\/?)blockquote\b[^<>]*>/gi;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" };

/** Replies are short; instances that take long comments must not keep us busy with them. */
const MOST_CHARACTERS = 8_000;

/** What ServiceNow writes before the text of a mail, in English whatever the sender's language. */
const MAIL_HEAD = /^(?:reply|received) from\s*:[^\n]*(?:\n|$)/i;

/**
 * The first 8,000 characters of a journal entry as plain lines. Portals with an editor write HTML between `[code]` and
 * `[/code]`, in which quoted lines become lines that begin with `>`; everything else is plain text already. A mailed answer begins with a line that says whose it is, which is
 * left out.
 */
export function journalLines(entry: string): string {
  return withoutTags(entry.slice(0, MOST_CHARACTERS)).replace(/\r\n?/g, '\n').trim().replace(MAIL_HEAD, '').trim();
}

/** What stands between a `[code]` and the next `[/code]` as lines; tags that are never closed are text. */
function withoutTags(entry: string): string {
  const parts = entry.split(/(\[\/?code\])/i);
  const isTag = (part: string, tag: string) => part.toLowerCase() === tag;
  const lastClosing = parts.findLastIndex((part) => isTag(part, '[/code]'));
  let text = '';
  let html: string | null = null;
  for (const [index, part] of parts.entries()) {
    if (html === null) {
      if (isTag(part, '[code]') && index < lastClosing) html = '';
      else text += part;
    } else if (isTag(part, '[/code]')) {
      text += `${plainText(html)}\n`;
      html = null;
    } else html += part;
  }
  return text;
}

/** Lines inside a `blockquote` begin with `>`; one that is never closed quotes all that follows. */
function plainText(html: string): string {
  const parts = html.split(QUOTE_TAGS);
  let depth = 0;
  let text = '';
  // The parts at odd places are what the tags themselves said: a slash, or nothing.
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      depth = Math.max(0, depth + (part === '/' ? -1 : 1));
      text += '\n';
    } else text += depth === 0 ? plainLines(part) : quoted(plainLines(part));
  }
  return text;
}

function plainLines(html: string): string {
  return html
    .replace(LINE_ENDS, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
}
