import { beforeAll, describe, expect, it } from 'vitest';
import { WrongUsage } from '#operator/arguments.ts';
import { readAuditWish, USAGE } from '#operator/audit/arguments.ts';
import { runAudit } from '#operator/audit/run-audit.ts';
import { terminalOf } from '#operator/terminal.ts';
import { emptyHead, linkSchema, sealEntry } from '#shared/domain/audit-chain.ts';
import { factsOf } from '#shared/domain/audit-entry.ts';
import type { AuditFacts } from '#shared/domain/audit-event.ts';
import type { PseudonymKeys } from '#shared/domain/pseudonym.ts';
import { type Desk, desks, PSEUDONYMS } from '#test/builders/desk.ts';
import { plainly, playToEnd } from '#test/functions/story.ts';

const newDesk = desks();
let desk: Desk;
/** The record of the whole story, as `export` writes it. */
let lines: string[];
beforeAll(async () => {
  desk = await newDesk();
  await playToEnd(desk, plainly(desk));
  lines = await desk.archive.linesOf(desk.key);
});

interface Given {
  readonly file?: readonly string[];
  /** Null: the environment has none. */
  readonly keys?: PseudonymKeys | null;
}

/** What an auditor sees who types this; FILE is a file that holds what is given. */
async function type(line: string, { file = lines, keys = PSEUDONYMS }: Given = {}) {
  let [out, err] = ['', ''];
  const terminal = terminalOf({ out: (text) => (out += text), err: (text) => (err += text), columns: 100 });
  const wish = readAuditWish(line.split(' '));
  if (wish === null) throw new Error('asks for help');
  const world = {
    terminal,
    readFile: () => `${file.join('\n')}\n`,
    reach: async () => ({
      where: 'a test',
      stage: desk.ports.stage,
      store: { ...desk.store, listOpenRuns: async () => [] },
      workflow: null,
      archive: desk.archive,
      pseudonymKeys: async () => PSEUDONYMS,
      close: async () => undefined,
    }),
    givenKeys: () => keys,
  };
  return { code: await runAudit(world, wish), out, err };
}

const head = () => linkSchema.parse(JSON.parse(lines.at(-1) ?? '')).hash;
const marked = (out: string) =>
  out
    .split('\n')
    .filter((line) => line.startsWith('*'))
    .map((line) => line.split('run 1  ')[1]);

describe('verify', () => {
  it('finds an export intact, and the hash of the end message in it', async () => {
    expect(desk.said().at(-1)).toContain(`Audit record jira-${desk.key.ticketId}, ${head()}`);
    const { code, out } = await type(`verify FILE --head ${head()}`);
    expect(out).toContain(`jira-${desk.key.ticketId}: ${lines.length} entries, intact`);
    expect(out).toContain(`is entry ${lines.length} of jira-${desk.key.ticketId}`);
    expect(code).toBe(0);
  });

  it('names the first broken link', async () => {
    const changed = lines.map((line) => line.replace('"before":"absent"', '"before":"member"'));
    const { code, err } = await type('verify FILE', { file: changed });
    expect(err).toContain(`BROKEN at line 7 (record jira-${desk.key.ticketId}, entry 7): its content was changed.`);
    expect(code).toBe(1);
  });

  it('finds a tail that is gone by the hash on the ticket only', async () => {
    const cut = lines.slice(0, -1);
    const without = await type('verify FILE', { file: cut });
    expect(without).toMatchObject({ code: 0, err: '' });
    expect(without.out).toContain('seen only with --head');
    const { code, err } = await type(`verify FILE --head ${head()}`, { file: cut });
    expect(err).toContain('NOT HERE');
    expect(code).toBe(1);
  });

  it('takes line ends as Windows writes them, and no empty file for a proof', async () => {
    expect((await type('verify FILE', { file: [lines.join('\r\n')] })).code).toBe(0);
    expect((await type('verify FILE', { file: [] })).code).toBe(1);
    expect((await type('verify FILE', { file: [`\uFEFF${lines.join('\n')}`] })).code).toBe(0);
  });

  it('counts lines as editors do', async () => {
    const { err } = await type('verify FILE', { file: [lines[0] ?? '', '', 'no entry'] });
    expect(err).toContain('BROKEN at line 3');
  });

  it('knows the lines npm puts in front', async () => {
    const { err } = await type('verify FILE', { file: ['', '> access-desk@0.1.0 audit', ...lines] });
    expect(err).toContain('npm run --silent audit -- export');
  });

  it('lets no record name write on the terminal', async () => {
    const record = 'jira-1: 9 entries, intact\n\u001b[2J';
    const facts: AuditFacts = { event: 'closing', end: 'withdrawn', by: [] };
    const forged = sealEntry(record, emptyHead(record), { run: 1, id: 'closing', facts }, '2026-11-23T10:00:00.000Z');
    expect((await type('verify FILE', { file: [forged] })).out).toContain(
      'jira-1: 9 entries, intact\\u{a}\\u{1b}[2J: 1 entries',
    );
  });
});

describe('export', () => {
  it('writes what verifies, by key, record and reference', async () => {
    for (const ticket of [`DBX-${desk.key.ticketId}`, `jira-${desk.key.ticketId}`, `jira-${desk.key.ticketId}-1`]) {
      expect((await type(`export --ticket ${ticket}`)).out).toBe(`${lines.join('\n')}\n`);
    }
    expect((await type('export')).out).toContain(lines.join('\n'));
    expect(await type('export --ticket DBX-9')).toMatchObject({ code: 1, out: '' });
  });

  it('holds no name and no address of anybody', () => {
    expect(lines.join('\n')).not.toMatch(/@|Uwe|Thomas|Paula|Anna|person-/);
  });
});

describe('find', () => {
  it('tells who asked, what was read, the digest, who approved, each write and each verification', async () => {
    const { out } = await type(`find --ticket DBX-${desk.key.ticketId}`);
    for (const part of [
      'Paula Peters asks on DBX-',
      'source Thomas Müller, target Uwe Becker',
      'read by iam-v2',
      `digest ${(await desk.store.readSection(desk.key, 'plan'))?.digest}`,
      'by Anna Approver on 23 Nov 2026',
      'compared by: account and addresses',
      'before absent, accepted',
      'seen: ',
      'present: ',
      'done: 2 accepted',
    ]) {
      expect(out).toContain(part);
    }
  });

  it.each([
    ['--person paula@company.com', ['asked']],
    ['--person uwe@company.com', ['asked', 'resolved']],
    ['--approver anna@company.com', ['approved']],
    ['--approver paula@company.com', undefined],
    ['--group 104', ['planned', 'prepared', 'written', 'additions read back']],
    ['--group npb-platform-users', ['planned', 'prepared', 'written', 'additions read back']],
    ['--group bi-consumers', ['planned']],
    ['--person nobody@company.com', undefined],
  ])('answers %s', async (question, events) => {
    for (const where of ['find', 'find FILE']) {
      const { code, out } = await type(`${where} ${question}`);
      expect(code).toBe(events === undefined ? 1 : 0);
      if (events !== undefined) expect(marked(out)).toEqual(events);
    }
  });

  it('asks for the keys where a file is searched for a person, and never prints them', async () => {
    const { code, err } = await type('find FILE --person paula@company.com', { keys: null });
    expect(code).toBe(64);
    expect(err).toContain('ACCESS_DESK_PSEUDONYM_KEYS');
  });

  it('tells which groups follow, and reads what was recorded before they were', async () => {
    const planned = lines.find((line) => line.includes('"event":"planned"')) ?? '';
    const { follows, ...before } = linkSchema.parse(JSON.parse(planned));
    expect(follows).toHaveLength(1);
    expect(factsOf(linkSchema.parse(before))).toMatchObject({ event: 'planned' });
    const { out } = await type('find --group bi-consumers');
    expect(out).toMatch(/follows: bi-consumers \(\d+, through data-engineers\)/);
  });

  it('goes by the keys of the store, whatever keys the environment has', async () => {
    const keys = { current: 'k1', keys: { k1: 'the key of another installation altogether' } };
    expect(await type('find --person paula@company.com', { keys })).toMatchObject({ code: 0 });
  });

  it('does not say that nobody is there whom it could not look for', async () => {
    const keys = { current: 'k2', keys: { k2: 'a key that was made after the record was' } };
    const { code, err } = await type('find FILE --person paula@company.com', { keys });
    expect(code).toBe(1);
    expect(err).toMatch(/\d+ entries name people under the key k1, which was not given: not searched/);
  });

  it('says what it does not understand', async () => {
    const newer = lines.map((line) => line.replace('"event":"written"', '"event":"weighed"'));
    const { err } = await type('find FILE --group nobody-has-this', { file: newer });
    expect(err).toContain('2 entries are of a kind this version does not know');
  });

  it('says that what it found stands in a broken file', async () => {
    const changed = lines.map((line) => line.replace('"before":"absent"', '"before":"member"'));
    const { code, out, err } = await type(`find FILE --ticket jira-${desk.key.ticketId}`, { file: changed });
    expect(code).toBe(1);
    expect(err).toContain('BROKEN at line 7');
    expect(out).toContain('before member');
    expect((await type('find FILE --group 104', { file: ['nonsense'] })).err).toContain(
      'BROKEN at line 1: it is not JSON',
    );
  });
});

describe('forget', () => {
  it('finds a guest by the address they were invited by, as find does', async () => {
    const guest = {
      in: 'databricks',
      id: '77',
      name: 'Gustav Guest',
      handles: ['gustav_partner.com#EXT#@company.com'],
    } as const;
    await desk.ports.pseudonyms.seal(guest);
    const { code, out } = await type('forget --person gustav@partner.com --yes');
    expect([code, out]).toEqual([0, expect.stringContaining('1 name deleted')]);
  });

  it('takes a name away from everywhere, and the record still verifies', async () => {
    const gone = await newDesk();
    await playToEnd(gone, plainly(gone));
    const { code } = await type('forget --person Anna@Company.com --yes');
    expect(code).toBe(0);
    const { out } = await type(`find --ticket DBX-${gone.key.ticketId}`);
    expect(out).toContain('Paula Peters asks');
    expect(out).not.toContain('Anna');
    expect(await gone.archive.linesOf(gone.key)).not.toEqual([]);
    expect((await type(`verify FILE --head ${head()}`)).code).toBe(0);
    expect((await type('forget --person anna@company.com --yes')).code).toBe(1);
  });
});

describe('the command line', () => {
  it.each([
    '',
    'delete',
    'verify',
    'verify a b',
    'verify a --head 12',
    'verify a --ticket DBX-1',
    'export a',
    'export --all --ticket DBX-1',
    'find',
    'find --person a --group b',
    'find a --stage s.json --group b',
    'forget --person a',
    'forget --yes',
    'find --person= ',
    '--nonsense',
  ])('refuses "%s"', (line) => {
    expect(() => readAuditWish(line.split(' ').filter((word) => word !== ''))).toThrow(WrongUsage);
  });

  it('has a help of at most 78 characters a line', () => {
    expect(readAuditWish(['--help'])).toBeNull();
    expect(USAGE.split('\n').filter((line) => line.length > 78)).toEqual([]);
  });
});
