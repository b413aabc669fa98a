import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import { StoredItemDamaged } from '#shared/errors.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { Items } from './items.ts';
import { describeKey, itemKeys } from './keys.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Bytes per chunk: DynamoDB takes items up to 400 KB. */
const TEXT_CHUNK_BYTES = 300 * 1024;

const headerSchema = z.object({
  /** SHA-256 of the text: what `readText` checks and tells. */
  digest: z.string(),
  /** SHA-256 of the compressed bytes: names the chunks, so that writers of different texts never mix. */
  packed: z.string(),
  chunks: z.number().int().positive(),
});
const chunkSchema = z.object({ bytes: z.instanceof(Uint8Array) });

/**
 * Large texts. Chunks are named by their content and never change; the header, written last, points to them: a reader
 * sees the old text or the new one, whole. Chunks of an overwritten text stay for readers on the way and then expire.
 */
export function runTexts(items: Items, days: number): Pick<RequestStore, 'readText' | 'writeText'> {
  return {
    async writeText(key, name, text) {
      const raw = Buffer.from(text);
      const bytes = await pack(raw);
      const header = {
        digest: sha256(raw),
        packed: sha256(bytes),
        chunks: Math.ceil(bytes.length / TEXT_CHUNK_BYTES),
      };
      const writes = Array.from({ length: header.chunks }, (_, index) => {
        const part = bytes.subarray(index * TEXT_CHUNK_BYTES, (index + 1) * TEXT_CHUNK_BYTES);
        return items.put(itemKeys.textChunk(key, header.packed, index), { bytes: part }, { days });
      });
      await Promise.all(writes);
      await items.put(itemKeys.text(key, name), header, { days });
      return { digest: header.digest };
    },

    async readText(key, name) {
      const header = await items.read(itemKeys.text(key, name), headerSchema);
      if (header === null) return null;
      const reads = Array.from({ length: header.chunks }, (_, index) =>
        items.read(itemKeys.textChunk(key, header.packed, index), chunkSchema),
      );
      const chunks = (await Promise.all(reads)).flatMap((chunk) => (chunk === null ? [] : [chunk.bytes]));
      const raw = await unpack(Buffer.concat(chunks)).catch(() => null);
      if (raw === null || sha256(raw) !== header.digest) {
        throw new StoredItemDamaged({ item: describeKey(itemKeys.text(key, name)) });
      }
      return { text: raw.toString('utf8'), digest: header.digest };
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
