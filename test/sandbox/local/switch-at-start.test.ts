import { expect, it } from 'vitest';
import { switchAtStart } from '#sandbox/local/switch-at-start.ts';

it.each([
  ['the first start goes by the stage file', { stored: 'on', before: null, file: 'planOnly' }, 'planOnly'],
  ['nobody has set anything', { stored: 'on', before: 'on', file: 'on' }, 'on'],
  ['somebody has paused it', { stored: 'stopped', before: 'on', file: 'on' }, 'stopped'],
  ['somebody has set it to plan only', { stored: 'planOnly', before: 'on', file: 'on' }, 'planOnly'],
  ['somebody has let it write', { stored: 'on', before: 'planOnly', file: 'planOnly' }, 'on'],
  ['the stage file is the later word', { stored: 'stopped', before: 'planOnly', file: 'on' }, 'on'],
] as const)('%s', (_case, said, wanted) => {
  expect(switchAtStart(said, true)).toBe(wanted);
});

it('never writes without a second identity', () => {
  expect(switchAtStart({ stored: 'on', before: 'planOnly', file: 'planOnly' }, false)).toBe('planOnly');
  expect(switchAtStart({ stored: 'stopped', before: 'planOnly', file: 'planOnly' }, false)).toBe('stopped');
});
