/** Every way a line may end: mail programs, editors and copied texts differ. */
const LINE_END = /\r\n?|[\n\v\f\u{85}\u{2028}\u{2029}]/u;

/** A header of a quoted mail that says who wrote it, and one that says when or about what. */
const FROM = /^\s*(?:from|von|de|da|van)\s*:/i;
const WHEN_OR_WHAT =
  /^\s*(?:sent|date|subject|gesendet|datum|betreff|envoyé|objet|enviado|fecha|asunto|inviato|data|oggetto|verzonden|onderwerp)\s*:/i;

/** Headers of one mail stand this close to each other. */
const HEADERS_WITHIN = 4;

/** `On Mon, 23 Nov 2026 at 10:00, Access Desk <desk@company.com> wrote:`; long ones take up to three lines. */
const WROTE = /(?<!\p{L})(?:wrote|ha scritto|escribió|schreef|écrit|schrieb(?!\p{L})[^:]{0,200})\s*:\s*$/iu;
const WROTE_BEGINS = /^\s*(?:on|am|le|il|el|op)\b/i;
const WROTE_LINES = 3;

/** `-----Original Message-----`, and the rule Outlook draws. */
const DIVIDER = /^\s*(?:-{2,}.{0,60}\b(?:message|nachricht|mensaje|messaggio|bericht)\b.{0,60}-{2,}|_{10,})\s*$/i;

/** RFC 3676, 4.3: what follows is a signature. Some programs drop the space at its end. */
const SIGNATURE = /^-- ?$/;

/** A text's lines, whatever they end with. */
export function linesOf(text: string): string[] {
  return text.split(LINE_END);
}

/** A text as quoted: every line begins with `>`. */
export function quoted(text: string): string {
  return linesOf(text)
    .map((line) => `> ${line}`)
    .join('\n');
}

/**
 * What the author of a comment wrote there: quoted lines (`>`), the mail that is answered and a signature repeat what
 * somebody else said, or what was not meant as an answer.
 */
export function ownWords(text: string): string {
  const lines = linesOf(text);
  const ends = [
    headersFrom(lines),
    wroteFrom(lines),
    lines.findIndex((line) => DIVIDER.test(line) || SIGNATURE.test(line)),
  ];
  const end = Math.min(lines.length, ...ends.filter((at) => at !== -1));
  return lines
    .slice(0, end)
    .filter((line) => !line.trimStart().startsWith('>'))
    .join('\n');
}

/** A text without white space and unseen characters at its ends; those inside stay, and make it another text. */
export function bare(text: string): string {
  return text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
}

/** Where a mail program begins to quote with a block of From, Sent, To, Subject. `To:` alone begins no such block. */
function headersFrom(lines: readonly string[]): number {
  return lines.findIndex((line, index) => {
    const others = FROM.test(line) ? WHEN_OR_WHAT : WHEN_OR_WHAT.test(line) ? FROM : null;
    return others !== null && lines.slice(index + 1, index + 1 + HEADERS_WITHIN).some((next) => others.test(next));
  });
}

function wroteFrom(lines: readonly string[]): number {
  const last = lines.findIndex((line) => WROTE.test(line));
  const first = Math.max(0, last - WROTE_LINES + 1);
  const begins = lines.slice(first, last + 1).findLastIndex((line) => WROTE_BEGINS.test(line));
  return last === -1 || begins === -1 ? -1 : first + begins;
}
