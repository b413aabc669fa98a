import type { End } from './end.ts';

/** What is otherwise in a story with a death: one line per difference, short enough to read in a test's output. */
export function differences(expected: End, actual: End): string[] {
  return walk('', expected, actual);
}

function walk(place: string, expected: unknown, actual: unknown): string[] {
  if (Array.isArray(expected) && Array.isArray(actual) && [...expected, ...actual].every(isText)) {
    return [
      ...without(expected, actual).map((text) => `${place}: missing ${short(text)}`),
      ...without(actual, expected).map((text) => `${place}: too much ${short(text)}`),
    ];
  }
  if (isRecord(expected) && isRecord(actual)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return names.flatMap((name) => walk(`${place}/${name}`, expected[name], actual[name]));
  }
  return expected === actual ? [] : [`${place}: ${short(expected)} became ${short(actual)}`];
}

/** What of `all` is left after each of `taken` took one away. */
function without(all: readonly unknown[], taken: readonly unknown[]): unknown[] {
  const left = [...all];
  for (const one of taken) {
    const index = left.indexOf(one);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 160);
}
