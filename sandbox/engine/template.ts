import { runtimeFailure } from './failure.ts';
import { type Expression, parseIntrinsic } from './intrinsics.ts';
import type { Json } from './json.ts';
import { lookUp, parsePath } from './path.ts';

/**
 * Reads what may stand behind a key that ends in `.$`: a path or an intrinsic function.
 * @throws {SyntaxError} when it is neither.
 */
export function parseExpression(text: string, field = text): Expression {
  if (!text.startsWith('$')) return parseIntrinsic(text, (path) => parseExpression(path, field));
  const path = parsePath(text);
  return (source) => {
    const value = lookUp(path, source);
    if (value !== undefined) return value;
    throw runtimeFailure(`The JSONPath '${text}' specified for the field '${field}' could not be found in the input`);
  };
}

/**
 * Makes a function of a payload template (`Parameters`, `ItemSelector`, `ResultSelector`): keys that end in `.$` are
 * computed, everything else is copied.
 * @throws {SyntaxError} when a computed field holds neither a path nor an intrinsic function.
 */
export function compileTemplate(template: Json): Expression {
  if (Array.isArray(template)) {
    const items = template.map(compileTemplate);
    return (source) => items.map((item) => item(source));
  }
  if (typeof template !== 'object' || template === null) return () => template;
  const fields = Object.entries(template).map(([key, value]) => compileField(key, value));
  return (source) => Object.fromEntries(fields.map(([key, compute]) => [key, compute(source)]));
}

function compileField(key: string, value: Json): [string, Expression] {
  if (!key.endsWith('.$')) return [key, compileTemplate(value)];
  if (typeof value !== 'string') throw new SyntaxError(`${key} must hold a path or an intrinsic function`);
  return [key.slice(0, -2), parseExpression(value, key)];
}
