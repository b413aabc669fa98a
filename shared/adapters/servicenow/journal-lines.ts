/** What pages are made of that says where a line ends. */
const LINE_ENDS = /<br\s*\/?>|<\/(p|div|li|h\d|tr|blockquote)>/gi;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" };

/**
 * A journal entry as plain lines. Portals with an editor write HTML between `[code]` and `[/code]`; everything else is
 * plain text already.
 */
export function journalLines(entry: string): string {
  return entry
    .replace(/\[code\]([\s\S]*?)\[\/code\]/gi, (_, html: string) => `${plainText(html)}\n`)
    .replace(/\r\n?/g, '\n')
    .trim();
}

function plainText(html: string): string {
  return html
    .replace(LINE_ENDS, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
}
