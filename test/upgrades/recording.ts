import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AttributeValue, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { DUMMY_CREDENTIALS, REGION } from '#sandbox/services/environment.ts';

const FOLDER = fileURLToPath(new URL('recorded/', import.meta.url));

const recordingSchema = z.object({
  /** The state machine as it was deployed. */
  definition: z.unknown(),
  /** What each step was called with in the main story, by step. */
  payloads: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  /** What the store held of one ticket whose run waited for a decision; binary values as base64. */
  items: z.array(z.record(z.string(), z.unknown())),
});
export type Recording = z.infer<typeof recordingSchema>;

/** Names of the recorded versions, oldest first. */
export function recordedVersions(): string[] {
  return readdirSync(FOLDER)
    .map((name) => name.replace(/\.json$/, ''))
    .sort();
}

export function readRecording(version: string): Recording {
  return recordingSchema.parse(JSON.parse(readFileSync(`${FOLDER}${version}.json`, 'utf8')));
}

export function writeRecording(version: string, recording: Recording): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}${version}.json`, `${JSON.stringify(recording, null, 1)}\n`);
}

/** All items of a table that are about one ticket. */
export async function itemsOf(endpoint: string, TableName: string, ticketId: string): Promise<Recording['items']> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
  try {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    return Items.filter(({ pk }) => pk?.S?.includes(`#${ticketId}`)).map((item) =>
      Object.fromEntries(Object.entries(item).map(([name, value]) => [name, withoutBytes(value)])),
    );
  } finally {
    client.destroy();
  }
}

/** Puts recorded items back into a table. */
export async function putItems(endpoint: string, TableName: string, items: Recording['items']): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
  try {
    for (const item of items) {
      const Item = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, withBytes(value)]));
      await client.send(new PutItemCommand({ TableName, Item }));
    }
  } finally {
    client.destroy();
  }
}

const bytesSchema = z.object({ B: z.string() });
const plainSchema = z.union([
  z.object({ S: z.string() }),
  z.object({ N: z.string() }),
  z.object({ BOOL: z.boolean() }),
  z.object({ NULL: z.literal(true) }),
]);

function withoutBytes(value: AttributeValue): unknown {
  return value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') };
}

function withBytes(value: unknown): AttributeValue {
  const bytes = bytesSchema.safeParse(value);
  if (bytes.success) return { B: Buffer.from(bytes.data.B, 'base64') };
  return asAttribute(value);
}

/** Maps and lists are rebuilt level by level, so that nothing is believed to be an attribute that is none. */
function asAttribute(value: unknown): AttributeValue {
  const plain = plainSchema.safeParse(value);
  if (plain.success) return plain.data;
  const map = z.object({ M: z.record(z.string(), z.unknown()) }).safeParse(value);
  if (map.success)
    return { M: Object.fromEntries(Object.entries(map.data.M).map(([name, inner]) => [name, asAttribute(inner)])) };
  const { L } = z.object({ L: z.array(z.unknown()) }).parse(value);
  return { L: L.map(asAttribute) };
}
