import { describe, expect, it } from 'vitest';
import { approvalQuestion } from '#shared/report/messages/approval-question.ts';
import { notCounted } from '#shared/report/messages/not-counted.ts';
import { received } from '#shared/report/messages/received.ts';
import { targetAwaited } from '#shared/report/messages/target-awaited.ts';
import { turnAwaited } from '#shared/report/messages/turn-awaited.ts';
import { thomas, uwe } from '#test/builders/plan.ts';
import { asText, pieces } from './read-document.ts';

const pair = { source: thomas, target: uwe };
const at = '2026-12-07T17:00:00Z';

describe('approvalQuestion', () => {
  const args = { pair, approvers: 'data-approvers', decideBy: at, instruction: null } as const;

  it('asks, says who may answer and until when', () => {
    expect(pieces(approvalQuestion({ ...args, occasion: 'first' }))).toEqual([
      'Please decide on the plan above: approve or reject.',
      'May approve: data-approvers, not requester, Uwe or Thomas.',
      'Decide by 7 Dec 2026 17:00 UTC. A decision made before this message does not count.',
    ]);
  });

  it('says what to click where we may not open the decision', () => {
    const text = asText(
      approvalQuestion({ ...args, occasion: 'first', instruction: 'Move it to "Waiting\nfor approval".' }),
    );
    expect(text).toContain('Please do this first:\nMove it to "Waiting for approval".');
  });

  it.each([
    ['new plan', 'became wider'],
    ['asked again', 'decide again'],
  ] as const)('says why it asks: %s', (occasion, words) => {
    expect(asText(approvalQuestion({ ...args, occasion }))).toContain(words);
  });
});

describe('notCounted', () => {
  it('says why, that nothing was written, and who may approve', () => {
    const why = ['Thomas Müller is the source of this request'];
    const args = { pair, decidedBy: ['Thomas Müller'], why, approvers: 'data-approvers' };
    expect(pieces(notCounted({ ...args, asksAgain: true }))).toEqual([
      'Not counted: the approval by Thomas Müller. Nothing was written.',
      'Why: Thomas Müller is the source of this request.',
      'May approve: data-approvers, not requester, Uwe or Thomas. We ask again.',
    ]);
    expect(asText(notCounted({ ...args, asksAgain: false }))).toContain('We ask no more.');
  });
});

describe('notCounted without a person', () => {
  it('speaks of a question that closed without an answer', () => {
    const text = asText(
      notCounted({ pair, decidedBy: [], why: ['the status moved on.'], approvers: 'data-approvers', asksAgain: true }),
    );
    expect(text).toContain('No decision counts so far. Nothing was written.\nWhy: the status moved on.\n');
  });
});

describe('first answers', () => {
  it('says that we have it and when to expect more', () => {
    expect(asText(received({ source: 'thomas@company.com', target: 'uwe@company.com', expectBy: at }))).toContain(
      'Expect the plan here by 7 Dec 2026 17:00 UTC',
    );
  });

  it('says that we wait for the person, with the hint of the stage', () => {
    const text = asText(targetAwaited({ asked: 'uwe@company.com', hint: 'Ask the\nservice desk.', until: at }));
    expect(text).toContain('uwe@company.com is not in Databricks yet');
    expect(text).toContain('\nAsk the service desk.\n');
    expect(text).toContain('until 7 Dec 2026 17:00 UTC');
  });

  it.each([
    [['DBX-42'], 'DBX-42 asks for the same access and is still open, so this ticket waits for it.'],
    [
      ['DBX-42', 'RITM7'],
      'DBX-42 and RITM7 ask for the same access and are still open, so this ticket waits for them.',
    ],
    [['A-1', 'A-2', 'A-3', 'A-4', 'A-5'], 'A-1, A-2, A-3 and 2 more ask for the same access'],
  ])('says that the tickets %j come first', (numbers, expected) => {
    const text = asText(turnAwaited({ numbers, until: at }));
    expect(text).toContain(expected);
    expect(text).toContain('Time is up on 7 Dec 2026 17:00 UTC');
    expect(text).toContain('reply with the single word: cancel');
  });
});
