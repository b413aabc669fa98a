import { describe, expect, it } from 'vitest';
import type { Step } from '#functions/common/ports.ts';
import { referenceOf, runStep } from '#functions/common/run-step.ts';
import { DeskError, DeskUnavailable, PrincipalNotFound, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';

const newDesk = desks();
const SECRET = 'thomas@company.com';

/** What Lambda's runtime writes of a thrown error: name, message, stack and every enumerable property. */
function asLambdaShowsIt(error: unknown): string {
  if (!(error instanceof Error)) throw new Error('not an error');
  return JSON.stringify({ errorType: error.name, errorMessage: error.message, stack: error.stack, ...error });
}

async function failureOf(desk: Desk, error: unknown, name: 'ReadRequest' | 'TellRequester' = 'ReadRequest') {
  const event = name === 'ReadRequest' ? desk.input : { ...desk.input, error: 'PrincipalNotFound' };
  const thrown = await runStep(name, () => () => Promise.reject(error), desk.ports, event).catch((one: unknown) => one);
  return { thrown, remembered: await desk.store.readSection(desk.key, 'failure') };
}

describe('run-step', () => {
  it('hands on input and output, and nothing that is not in the contract', async () => {
    const desk = await newDesk();
    const seen: unknown[] = [];
    const step = () => async (input: unknown) => {
      seen.push(input);
      return { next: 'proceed' as const, extra: 1 };
    };
    const answer = await runStep('ReadRequest', step, desk.ports, { ...desk.input, more: 'of it' });
    expect(seen).toEqual([desk.input]);
    expect(answer).toEqual({ next: 'proceed' });
  });

  it.each([
    null,
    'text',
    {},
    { v: 2, system: 'jira', ticketId: '1', run: 1 },
    { v: 1, system: 'mail', ticketId: '1', run: 1 },
    { v: 1, system: 'jira', ticketId: '1', run: 0 },
  ])('refuses an input that is not its own: %j', async (event) => {
    const desk = await newDesk();
    const step = () => () => Promise.reject(new Error('must not run'));
    const thrown = await runStep('ReadRequest', step, desk.ports, event).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: 'StepInputInvalid', facts: { step: 'ReadRequest' } });
  });

  it('refuses an output that is not in the contract', async () => {
    const desk = await newDesk();
    // A step's type forbids this; a store that came back with something else would not.
    const next = JSON.parse('"sideways"');
    const thrown = await runStep('ReadRequest', () => async () => ({ next }), desk.ports, desk.input).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ name: 'Unexpected' });
  });

  it('remembers an error with its facts for the ticket, and shows them nowhere else', async () => {
    const desk = await newDesk();
    const error = new PrincipalNotFound({ field: 'target', asked: SECRET, near: ['thomsa@company.com'] });
    const { thrown, remembered } = await failureOf(desk, error);
    expect(thrown).toBe(error);
    expect(remembered).toEqual({
      error: 'PrincipalNotFound',
      step: 'ReadRequest',
      reference: referenceOf(desk.key),
      facts: { field: 'target', asked: SECRET, near: ['thomsa@company.com'] },
      at: desk.now().toISOString(),
    });
    expect(asLambdaShowsIt(thrown)).not.toContain('@');
    expect(desk.logged.join('\n')).not.toContain('@');
    expect(desk.logged.join('\n')).toContain(referenceOf(desk.key));
  });

  it.each([
    ['a bug', new TypeError(`cannot read ${SECRET}`)],
    ['a text', `thrown: ${SECRET}`],
    ['an error of many lines', new Error(`first ${SECRET}\nsecond ${SECRET}`)],
    ['nothing', undefined],
  ])('turns %s into Unexpected, without a word of it', async (_case, bug) => {
    const desk = await newDesk();
    const { thrown, remembered } = await failureOf(desk, bug);
    expect(thrown).toBeInstanceOf(DeskError);
    expect(thrown).toMatchObject({ name: 'Unexpected' });
    expect(asLambdaShowsIt(thrown)).not.toContain(SECRET);
    expect(desk.logged.join('\n')).not.toContain(SECRET);
    expect(JSON.stringify(remembered)).not.toContain(SECRET);
    expect(remembered?.error).toBe('Unexpected');
  });

  it('names step and run in each line the step logs', async () => {
    const desk = await newDesk();
    const step: Step<'ReadRequest'> = (ports) => async () => {
      ports.log.warn('something is odd', { error: 'Odd' });
      throw new TypeError('the end');
    };
    await runStep('ReadRequest', step, desk.ports, desk.input).catch(() => undefined);
    const line = desk.logged.find((text) => text.includes('something is odd'));
    expect(line).toContain('Odd');
    expect(line).toContain('ReadRequest');
    expect(line).toContain(referenceOf(desk.key));
  });

  it('throws the error of the step even when it cannot be remembered', async () => {
    const desk = await newDesk();
    const down = () => Promise.reject(new DeskUnavailable({ what: 'request store' }));
    const ports = { ...desk.ports, store: { ...desk.ports.store, writeSection: down } };
    const error = new TicketSystemUnavailable({ what: 'reading the ticket' });
    await expect(runStep('ReadRequest', () => () => Promise.reject(error), ports, desk.input)).rejects.toBe(error);
    expect(desk.logged.join('\n')).toContain('failure not remembered');
  });

  it('keeps what is to be told while telling it has to be tried again', async () => {
    const desk = await newDesk();
    await failureOf(desk, new PrincipalNotFound({ field: 'target', asked: SECRET, near: [] }));
    const hiccup = new TicketSystemUnavailable({ what: 'adding a comment' });
    expect((await failureOf(desk, hiccup, 'TellRequester')).remembered?.error).toBe('PrincipalNotFound');
    expect((await failureOf(desk, new Error('a bug'), 'TellRequester')).remembered).toMatchObject({
      error: 'Unexpected',
      step: 'TellRequester',
    });
  });
});
