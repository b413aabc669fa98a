import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHECKS } from '#sandbox/campaign/checks/all.ts';

it('docs/guarantees.md names every check but the one that judges the simulators, and no other', () => {
  const text = readFileSync('docs/guarantees.md', 'utf8');
  const named = [...text.matchAll(/^\|.*\| `(\w+)` \|$/gm)].map(([, name]) => name).sort();
  const { theWorldHolds: _theWorldHolds, ...checks } = CHECKS;
  expect(named).toEqual(Object.keys(checks).sort());
});
