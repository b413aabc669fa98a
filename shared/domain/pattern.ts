/**
 * True when a name fits a pattern in which `*` stands for any text; neither case nor the way an accent is encoded
 * matters. Matches piece after piece instead of through a regular expression, which a hostile name could make run for
 * hours.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  const text = folded(name);
  const pieces = folded(pattern).split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return from <= text.length - last.length;
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
