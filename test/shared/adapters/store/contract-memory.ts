import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DAY, type Desk, RETENTION_DAYS } from './contract.ts';
import { exampleSections } from './example-sections.ts';

const key = { system: 'jira', ticketId: '10042', run: 1 } as const;
const names = ['principals', 'closing', 'failure'] as const;

export function contractOfMemory(desk: () => Desk): void {
  describe('sections', () => {
    it.each(names)('gives "%s" back as it was written', async (name) => {
      const { store, other } = desk();
      expect(await store.readSection(key, name)).toBeNull();
      await store.writeSection<typeof name>(key, name, exampleSections[name]);
      expect(await other.readSection(key, name)).toEqual(exampleSections[name]);
      for (const another of names.filter((each) => each !== name)) {
        expect(await store.readSection(key, another)).toBeNull();
      }
    });

    it('overwrites, per run', async () => {
      const { store } = desk();
      await store.writeSection(key, 'closing', { reason: 'first', by: [] });
      await store.writeSection({ ...key, run: 2 }, 'closing', { reason: 'of run 2', by: [] });
      await store.writeSection(key, 'closing', { reason: 'second', by: [] });
      expect(await store.readSection(key, 'closing')).toEqual({ reason: 'second', by: [] });
      expect(await store.readSection({ ...key, run: 2 }, 'closing')).toEqual({ reason: 'of run 2', by: [] });
    });

    it('refuses a value that does not fit when it is written, not hours later', async () => {
      const { store } = desk();
      const wrong = store.writeSection(key, 'failure', { ...exampleSections.failure, at: 'yesterday' });
      await expect(wrong).rejects.toThrow();
      expect(await store.readSection(key, 'failure')).toBeNull();
    });

    it('forgets after the retention, and may be written again', async () => {
      const { store, clock } = desk();
      await store.writeSection(key, 'closing', { reason: 'first', by: [] });
      clock.advance(RETENTION_DAYS * DAY - 1);
      expect((await store.readSection(key, 'closing'))?.reason).toBe('first');
      clock.advance(1);
      expect(await store.readSection(key, 'closing')).toBeNull();
      await store.writeSection(key, 'closing', { reason: 'second', by: [] });
      expect((await store.readSection(key, 'closing'))?.reason).toBe('second');
    });
  });

  describe('texts', () => {
    it.each([
      ['an empty text', ''],
      ['letters of all kinds', 'Müller → 数据 😀\u0000\u202e'],
      ['one item', 'a'.repeat(100_000)],
      ['1.5 MB that do not compress', randomBytes(1_125_000).toString('base64')],
    ])('gives %s back with its digest', async (_, text) => {
      const { store, other } = desk();
      expect(await store.readText(key, 'plan')).toBeNull();
      const digest = createHash('sha256').update(text).digest('hex');
      expect(await store.writeText(key, 'plan', text)).toEqual({ digest });
      const read = await other.readText(key, 'plan');
      // Not toEqual on 1.5 MB: a failure would print them.
      expect(read?.digest).toBe(digest);
      expect(read?.text === text).toBe(true);
    });

    it('keeps names and runs apart, and overwrites with shorter and longer ones', async () => {
      const { store } = desk();
      const long = randomBytes(400_000).toString('base64');
      await store.writeText(key, 'plan', long);
      await store.writeText(key, 'plan#0', 'another name');
      await store.writeText({ ...key, run: 2 }, 'plan', 'another run');
      await store.writeText(key, 'plan', 'short');
      expect((await store.readText(key, 'plan'))?.text).toBe('short');
      await store.writeText(key, 'plan', long);
      expect((await store.readText(key, 'plan'))?.text === long).toBe(true);
      expect((await store.readText(key, 'plan#0'))?.text).toBe('another name');
      expect((await store.readText({ ...key, run: 2 }, 'plan'))?.text).toBe('another run');
    });

    it('is one of the texts, whole, when several are written at once', async () => {
      const { store, other } = desk();
      const texts = Array.from({ length: 4 }, () => randomBytes(300_000).toString('base64'));
      await store.writeText(key, 'plan', texts[0] ?? '');
      const writes = texts.map((text, index) => (index % 2 ? store : other).writeText(key, 'plan', text));
      const reads = Array.from({ length: 6 }, () => other.readText(key, 'plan'));
      await Promise.all(writes);
      for (const read of [...(await Promise.all(reads)), await store.readText(key, 'plan')]) {
        expect(texts.includes(read?.text ?? '')).toBe(true);
      }
    });

    it('forgets after the retention, and may be written again', async () => {
      const { store, clock } = desk();
      await store.writeText(key, 'plan', 'text');
      clock.advance(RETENTION_DAYS * DAY);
      expect(await store.readText(key, 'plan')).toBeNull();
      await store.writeText(key, 'plan', 'text');
      expect((await store.readText(key, 'plan'))?.text).toBe('text');
    });
  });
}
