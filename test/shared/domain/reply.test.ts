import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyReplies, kindOfComment, type Reply, type TicketEdits } from '#shared/domain/reply.ts';
import type { RawRequest } from '#shared/domain/request.ts';
import { understandRequest } from '#shared/domain/understand-request.ts';

const field = (label: string, ...values: string[]) => ({ label, values });
const form: RawRequest = {
  source: field('Copy from', 'thomas@company.com'),
  target: field('Give to', 'uve@company.com'),
  without: field('Leave out'),
  scanUc: field('Scan', 'Yes'),
  reason: field('Why', 'new team'),
};
const untouched: TicketEdits = { fields: {}, reopenedAt: null };

/** The moment `minute` minutes after noon. */
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString();
const replies = (...texts: (string | readonly [author: string, text: string])[]): Reply[] =>
  texts.map((entry, index) => {
    const [authorId, text] = typeof entry === 'string' ? ['rita', entry] : entry;
    return { authorIds: [authorId], text, at: at(index) };
  });
const apply = (texts: Parameters<typeof replies>, edits = untouched) => applyReplies(form, replies(...texts), edits);

describe('a line in a reply', () => {
  it.each([
    ['from: anna@company.com', 'source', ['anna@company.com']],
    ['Sorry, I mean\n\n  TO :  uwe@company.com  \n\nRita', 'target', ['uwe@company.com']],
    ['without: a, b', 'without', ['a, b']],
    ['Scan-UC: no', 'scanUc', ['no']],
    ['to: uwe@company.com\nto: rita@company.com', 'target', ['uwe@company.com', 'rita@company.com']],
    ['> to: a\nto: uwe@company.com', 'target', ['uwe@company.com']],
    ['to: uwe@company.com\r\nthanks', 'target', ['uwe@company.com']],
    ['hello\u2028to: uwe@company.com\u2029thanks', 'target', ['uwe@company.com']],
    ['\u200b\u00a0to: uwe@company.com', 'target', ['uwe@company.com']],
    ['to：uwe@company.com', 'target', ['uwe@company.com']],
    ['to: uwe@company.com<mailto:uwe@company.com>', 'target', ['uwe@company.com']],
    ['to: uwe@company.com<mailto:rita@company.com>', 'target', ['uwe@company.com<mailto:rita@company.com>']],
    ['to: crm: nightly', 'target', ['crm: nightly']],
    ['without: crm:readers, b', 'without', ['crm:readers, b']],
    ['to: uwe@company.com\n-- \nRita\nto: the point', 'target', ['uwe@company.com']],
    [
      'to: uwe@company.com\n\nOn Mon, 2 Feb 2026, Desk\n<desk@company.com> wrote:\nto: x',
      'target',
      ['uwe@company.com'],
    ],
    ['to: uwe@company.com\nAm 2.2.2026 schrieb Desk <desk@company.com>:\nto: x', 'target', ['uwe@company.com']],
    ['to: uwe@company.com\n-----Ursprüngliche Nachricht-----\nto: x', 'target', ['uwe@company.com']],
    ['to: uwe@company.com\nFrom: Desk\nSent: Monday\nTo: Rita\nSubject: x', 'target', ['uwe@company.com']],
    ['to: uwe@company.com\nSubject: x\nDate: Monday\nFrom: Desk\nTo: Rita', 'target', ['uwe@company.com']],
  ] as const)('%j corrects %s', (text, name, values) => {
    expect(kindOfComment(text)).toBe('correction');
    const { request, correctedBy, correctedAt, cancelledBy } = apply([text]);
    expect(request).toEqual({ ...form, [name]: { label: form[name].label, values } });
    expect({ correctedBy, correctedAt, cancelledBy }).toEqual({
      correctedBy: ['rita'],
      correctedAt: at(0),
      cancelledBy: null,
    });
  });

  it.each([
    'Thank you!',
    'give it to: uwe@company.com',
    'to:',
    'reason: another one',
    '> to: name@company.com',
    '  > cancel',
    'please cancel',
    'cancel\nthanks',
    'cancelled',
    'can\u200bcel',
    't\u200bo: me@company.com',
    '“to: me@company.com”',
    'FYI to: me@company.com',
    'Thanks\n-- \nto: name@company.com',
    'Ok\n\nOn Mon, Desk wrote:\n\nto: name@company.com',
    'Ok\n________________________________\nto: name@company.com',
    'ok',
    '',
  ])('%j asks for nothing', (text) => {
    expect(kindOfComment(text)).toBeNull();
    expect(apply([text])).toEqual({ request: form, correctedBy: [], correctedAt: null, cancelledBy: null });
  });

  it('doubled in one comment is asked back', () => {
    const { request } = apply(['to: uwe@company.com\nTo: rita@company.com']);
    expect(() => understandRequest(request, { scanDefault: true })).toThrow(
      expect.objectContaining({
        name: 'RequestIncomplete',
        facts: expect.objectContaining({
          field: 'target',
          problem: expect.stringContaining('“Give to” names 2 people'),
        }),
      }),
    );
  });

  it('makes up for what the form could not be read for', () => {
    const hidden = { ...form, target: { ...field('Give to', 'Uwe (hidden)'), problem: 'No address.' } };
    const { request } = applyReplies(hidden, replies('to: uwe@company.com'), untouched);
    expect(understandRequest(request, { scanDefault: true }).target).toBe('uwe@company.com');
  });

  it('holds per field until a later one, whose author has then changed it', () => {
    const { request, correctedBy, correctedAt } = apply([
      ['rita', 'to: a\nscan-uc: no'],
      ['sven', 'to: b\nfrom: c'],
      ['rita', 'from: d'],
      ['ines', 'all right?'],
    ]);
    expect(request).toMatchObject({ source: { values: ['d'] }, target: { values: ['b'] }, scanUc: { values: ['no'] } });
    expect([...correctedBy].sort()).toEqual(['rita', 'sven']);
    expect(correctedAt).toBe(at(2));
  });

  it('gives way to a later edit of the field itself, and to no other', () => {
    const { request, correctedBy } = apply(['to: a', ['sven', 'from: b']], { ...untouched, fields: { target: at(5) } });
    expect(request.target).toEqual(form.target);
    expect(request.source.values).toEqual(['b']);
    expect(correctedBy).toEqual(['sven']);
    const edited = { ...untouched, fields: { target: at(-5) } };
    expect(apply(['to: a'], edited).request.target.values).toEqual(['a']);
  });
});

describe('the word cancel', () => {
  it.each([
    'cancel',
    ' CANCEL \n',
    'Cancel',
    'cancel\n> On Monday the desk wrote:\n> from: name@company.com',
    '\ufeffcancel\u200b',
    'cancel\r\n\r\n-- \r\nRita Klein',
    'cancel\n\nFrom: Access Desk\nSent: Monday\nTo: Rita\nSubject: DBX-1',
  ])('%j withdraws the request and changes none of its fields', (text) => {
    expect(kindOfComment(text)).toBe('correction');
    expect(apply([text])).toEqual({ request: form, correctedBy: [], correctedAt: null, cancelledBy: 'rita' });
  });

  it.each<[string, Parameters<typeof replies>, TicketEdits, string | null]>([
    ['holds after a line', ['to: a', 'cancel'], untouched, 'rita'],
    ['is taken back by a later line', ['cancel', 'to: a'], untouched, null],
    ['stays in spite of talk', ['cancel', 'Is it stopped?'], untouched, 'rita'],
    ['is the latest one', ['cancel', 'to: a', ['sven', 'cancel']], untouched, 'sven'],
    ['is taken back by a later edit', ['cancel'], { fields: { reason: at(9) }, reopenedAt: null }, null],
    ['is taken back by re-opening', ['cancel'], { fields: {}, reopenedAt: at(9) }, null],
    ['stays after earlier ones', ['cancel'], { fields: { reason: at(-9) }, reopenedAt: at(-9) }, 'rita'],
  ])('%s', (_, texts, edits, cancelledBy) => {
    expect(apply(texts, edits).cancelledBy).toBe(cancelledBy);
  });
});

describe('the word status?', () => {
  it.each([
    'status?',
    ' STATUS ? \n',
    'Status',
    'status??',
    'status？',
    '¿status?',
    '`status?`',
    '“Status?”',
    '\u200bstatus?',
    'status?\n\n-- \nRita Klein',
    'status?\n> to: name@company.com',
    'status?\n\nLe lun. 2 févr. 2026, Desk <desk@company.com> a écrit :\nto: name@company.com',
  ])('%j is a question and changes nothing', (text) => {
    expect(kindOfComment(text)).toBe('question');
    expect(apply([text])).toEqual({ request: form, correctedBy: [], correctedAt: null, cancelledBy: null });
    expect(apply(['cancel', text]).cancelledBy).toBe('rita');
    expect(apply(['to: a', text])).toEqual(apply(['to: a']));
  });

  it.each([
    'What is the status?',
    'status? please',
    'status: open',
    'sta\u200btus?',
    '> status?',
    'status!',
    'statuses?',
  ])('%j is none', (text) => {
    expect(kindOfComment(text)).toBeNull();
  });

  it('gives way to a line beside it', () => {
    expect(kindOfComment('status?\nto: uwe@company.com')).toBe('correction');
  });
});

it('an edited reply has two authors, and the last of them cancels', () => {
  const by = (text: string): Reply => ({ authorIds: ['rita', 'sven'], at: at(0), text });
  expect(applyReplies(form, [by('to: a')], untouched).correctedBy).toEqual(['rita', 'sven']);
  expect(applyReplies(form, [by('cancel')], untouched).cancelledBy).toBe('sven');
});

describe('whatever a conversation holds', () => {
  const words = { source: 'from', target: 'to', without: 'without', scanUc: 'scan-uc' } as const;
  type Field = keyof typeof words;
  const name = fc.constantFrom<Field>('source', 'target', 'without', 'scanUc');
  const line = fc.tuple(name, fc.stringMatching(/^[a-z]{1,8}$/));
  const talk = fc.constantFrom('Thanks', '> to: quoted', 'reason: x', 'access to: nobody', '');
  type Comment = { kind: 'cancel' } | { kind: 'talk'; text: string } | { kind: 'lines'; lines: [Field, string][] };
  const comment: fc.Arbitrary<Comment> = fc.oneof(
    fc.constant({ kind: 'cancel' } as const),
    talk.map((text) => ({ kind: 'talk', text }) as const),
    fc
      .uniqueArray(line, { selector: ([field]) => field, minLength: 1 })
      .map((lines) => ({ kind: 'lines' as const, lines })),
  );
  const textOf = (one: Comment) => {
    if (one.kind === 'lines') return one.lines.map(([field, value]) => `${words[field]}: ${value}`).join('\n');
    return one.kind === 'talk' ? one.text : 'cancel';
  };

  it('each field says what was written for it last, and cancel holds only as the last word', () => {
    fc.assert(
      fc.property(fc.array(comment), (comments) => {
        const { request, cancelledBy } = apply(comments.map(textOf));
        const said = comments.flatMap((one) => (one.kind === 'lines' ? one.lines : []));
        for (const key of ['source', 'target', 'without', 'scanUc'] as const) {
          const last = said.findLast(([written]) => written === key);
          expect(request[key]).toEqual(last === undefined ? form[key] : { label: form[key].label, values: [last[1]] });
        }
        expect(request.reason).toEqual(form.reason);
        const lastWish = comments.findLast(({ kind }) => kind !== 'talk');
        expect(cancelledBy !== null).toBe(lastWish?.kind === 'cancel');
      }),
    );
  });

  it('a mail program that quotes with a block of headers rewrites nothing', () => {
    const text = 'Thanks!\n\nFrom: Access Desk <desk@company.com>\nSent: Monday\nTo: Rita Klein\nSubject: DBX-1';
    expect(kindOfComment(text)).toBeNull();
    expect(kindOfComment(`to: uwe@company.com\n\n${text}`)).toBe('correction');
    expect(apply([`to: uwe@company.com\n\n${text}`]).request.target.values).toEqual(['uwe@company.com']);
  });

  it('what is no correction never changes a revision, however hostile', () => {
    const piece = fc.oneof(
      fc.constantFrom(...['to', 'from:', 'without', 'scan-uc', ':', '：', 'cancel', 'status?', '>', '-- ', '\r', '\n']),
      fc.constantFrom(
        ...['\u200b', '\u202e', '\u2028', '\u0085', ' ', '@', 'x', 'Date:', 'wrote:', '[code]', '__________'],
      ),
      fc.string({ maxLength: 3 }),
    );
    const hostile = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 6 }), (texts) => {
        const talk = texts.filter((text) => kindOfComment(text) !== 'correction');
        expect(apply(talk)).toEqual({ request: form, correctedBy: [], correctedAt: null, cancelledBy: null });
        const { request, cancelledBy } = apply(texts);
        if (talk.length === texts.length)
          expect({ request, cancelledBy }).toEqual({ request: form, cancelledBy: null });
        // Nothing but a line that begins with its word, or the word alone, can have done it.
        const lines = texts.flatMap((text) => text.split(/[\r\n\v\f\u0085\u2028\u2029]/));
        const word = /^[\s\p{Cf}]*(?:(?:from|to|without|scan-uc)\s*[:：]|cancel[\s\p{Cf}]*$)/iu;
        if (!lines.some((line) => word.test(line))) expect(request).toEqual(form);
      }),
    );
  });

  it('talk changes nothing, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(comment), (comments) => {
        const all = replies(...comments.map(textOf));
        const wishes = all.filter(({ text }) => kindOfComment(text) === 'correction');
        expect(applyReplies(form, all, untouched)).toEqual(applyReplies(form, wishes, untouched));
      }),
    );
  });
});
