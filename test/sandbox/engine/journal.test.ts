import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileJournal, type JournalRecord } from '#sandbox/engine/journal.ts';
import { bench } from './bench.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const started = (name: string): JournalRecord => ({ type: 'started', name, input: '{}', time: 1 });
const timer: JournalRecord = { type: 'deadline', path: '/0:Pause', time: 60_001 };
const fired: JournalRecord = {
  type: 'outcome',
  path: '/0:Pause',
  outcome: { kind: 'value', value: null },
  time: 60_001,
};

const files = () => readdirSync(folder);
const onlyFile = () => join(folder, files()[0] ?? '');

describe('fileJournal', () => {
  it('keeps the records of each execution in order', () => {
    const journal = fileJournal(join(folder, 'deep', 'er'));
    journal.append('a', started('a'));
    journal.append('b', started('b'));
    journal.append('a', timer);
    expect(
      fileJournal(join(folder, 'deep', 'er'))
        .read()
        .toSorted((x, y) => y.length - x.length),
    ).toEqual([[started('a'), timer], [started('b')]]);
  });

  it('makes safe and different file names of any execution name', () => {
    const journal = fileJournal(folder);
    const names = ['a', 'A', '..', 'ä', 'a_', '日本'.repeat(40)];
    for (const name of names) journal.append(name, started(name));
    expect(files()).toHaveLength(names.length);
    for (const file of files()) expect(file).toMatch(/^[a-z0-9_-]{1,80}\.[0-9a-f]{16}\.jsonl$/);
  });

  it('drops a torn last line and writes on after it', () => {
    const journal = fileJournal(folder);
    journal.append('a', started('a'));
    journal.append('a', timer);
    appendFileSync(onlyFile(), JSON.stringify(fired).slice(0, 40));
    expect(fileJournal(folder).read()).toEqual([[started('a'), timer]]);
    journal.append('a', fired);
    expect(fileJournal(folder).read()).toEqual([[started('a'), timer, fired]]);
    expect(readFileSync(onlyFile(), 'utf8').split('\n')).toHaveLength(4);
  });

  it('knows nothing of an execution whose first line is torn', () => {
    fileJournal(folder).append('a', started('a'));
    rmSync(onlyFile());
    appendFileSync(join(folder, 'a.0000000000000000.jsonl'), '{"type":"star');
    expect(fileJournal(folder).read()).toEqual([]);
  });

  it('refuses a broken line in the middle', () => {
    const journal = fileJournal(folder);
    journal.append('a', started('a'));
    appendFileSync(onlyFile(), 'nonsense\n');
    journal.append('a', timer);
    expect(() => fileJournal(folder).read()).toThrow(SyntaxError);
  });

  it('carries an execution over to another process', async () => {
    const definition = { StartAt: 'Pause', States: { Pause: { Type: 'Wait', Seconds: 60, End: true } } };
    await bench(definition, {}, { journal: fileJournal(folder) }).engine.startExecution({ name: 'a', input: '[1]' });
    const second = bench(definition, {}, { journal: fileJournal(folder) });
    await second.engine.resume();
    await second.drain();
    expect((await second.engine.listExecutions())[0]).toMatchObject({ name: 'a', status: 'SUCCEEDED', output: '[1]' });
    const third = bench(definition, {}, { journal: fileJournal(folder) });
    await third.engine.resume();
    expect((await third.engine.listExecutions())[0]).toMatchObject({ name: 'a', status: 'SUCCEEDED', output: '[1]' });
    expect((await third.events('a')).length).toBe(4);
  });
});
