import { describe, expect, it } from 'vitest';
import { checkPair, pickPrincipal } from '#shared/domain/choose-principal.ts';
import {
  PrincipalAmbiguous,
  PrincipalInactive,
  PrincipalKindMismatch,
  PrincipalNotFound,
  SamePrincipal,
} from '#shared/errors.ts';
import { aServicePrincipal, thomas, uwe } from './builders.ts';

describe('the principal a name means', () => {
  it('is the only one it fits, however often it was found', () => {
    expect(pickPrincipal('source', 'thomas', [thomas, { ...thomas }])).toEqual(thomas);
  });

  it('is not guessed among several', () => {
    const twin = { ...thomas, kind: 'servicePrincipal' as const };
    expect(() => pickPrincipal('source', 'x', [thomas, twin])).toThrow(PrincipalAmbiguous);
  });

  it('is not found, with names that could have been meant', () => {
    const missing = () => pickPrincipal('target', 'uwe@company.co', [], ['uwe@company.com', 'thomas@company.com']);
    expect(missing).toThrow(PrincipalNotFound);
    expect(missing).toThrow(
      expect.objectContaining({ facts: { field: 'target', asked: 'uwe@company.co', near: ['uwe@company.com'] } }),
    );
    expect(missing).not.toThrow(/uwe/);
  });
});

describe('a pair', () => {
  const machine = aServicePrincipal('81', 'etl');
  it('may be copied from one to the other, from an inactive source too', () => {
    expect(() => checkPair({ ...thomas, active: false }, uwe)).not.toThrow();
    expect(() => checkPair(machine, aServicePrincipal('82', 'etl'))).not.toThrow();
  });

  it.each([
    ['the same principal', thomas, { ...thomas, active: false }, SamePrincipal],
    ['a user and a service principal', thomas, machine, PrincipalKindMismatch],
    ['a service principal with the id of the user', { ...thomas, id: '81' }, machine, PrincipalKindMismatch],
    ['an inactive target', thomas, { ...uwe, active: false }, PrincipalInactive],
  ])('is refused: %s', (_, source, target, error) => {
    expect(() => checkPair(source, target)).toThrow(error);
  });
});
