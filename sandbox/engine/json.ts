import * as z from 'zod';

export type JsonObject = { [key: string]: Json };
export type Json = null | boolean | number | string | Json[] | JsonObject;

export const jsonSchema: z.ZodType<Json> = z.json();

/**
 * Reads JSON text; whatever it holds is JSON by construction.
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

/** What a value looks like after a trip over the wire, as Lambda's payloads make it: `undefined` becomes `null`. */
export function throughWire(value: unknown): Json {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? null : parseJson(text);
}

/** The size of a value as JSON text, in UTF-8 bytes: what AWS measures its payload limit in. */
export function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
