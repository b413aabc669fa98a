import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildPlan } from '#shared/domain/build-plan.ts';
import { ACTION_TYPES } from '#shared/domain/plan.ts';
import { anyAccount } from './generated-account.ts';

const ACCOUNTS = 2_000;

/** What a property over accounts says nothing about where hardly any of them has it. */
const rowTypes = [...ACTION_TYPES, 'follows', 'does not follow'];

/** By account, the types its plan has a row of. */
const found = fc.sample(anyAccount, { numRuns: ACCOUNTS, seed: 20_261_124 }).map(({ findings, options }) => {
  const { actions, follows } = buildPlan(findings, { ...options, without: [] });
  return new Set([
    ...actions.map(({ type }): string => type),
    ...follows.map((row) => (row.follows ? 'follows' : 'does not follow')),
  ]);
});

it.each(rowTypes)('one generated account in twenty, or more, has a row that says %s', (type) => {
  expect(found.filter((types) => types.has(type)).length / ACCOUNTS).toBeGreaterThanOrEqual(0.05);
});
