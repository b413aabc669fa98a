import { describe, expect, it } from 'vitest';
import { readWish, USAGE, WrongUsage } from '#operator/arguments.ts';

describe('the command line of requests', () => {
  it.each([
    [['list'], { command: 'list', ticket: '', stageFile: null, json: false }],
    [['list', '--json'], { command: 'list', ticket: '', stageFile: null, json: true }],
    [['show', 'jira-10542-1'], { command: 'show', ticket: 'jira-10542-1', stageFile: null, json: false }],
    [
      ['retry', 'DBX-12', '--stage', 'a.json'],
      { command: 'retry', ticket: 'DBX-12', stageFile: 'a.json', json: false },
    ],
    [['plan-only'], { command: 'plan-only', ticket: '', stageFile: null, json: false }],
  ])('reads %j', (args, wish) => {
    expect(readWish(args)).toEqual(wish);
  });

  it.each([
    [[], 'Say what to do'],
    [['redrive'], '"redrive" is no command'],
    [['show'], 'needs a ticket'],
    [['retry'], 'needs a ticket'],
    [['pause', 'DBX-1'], '"DBX-1" is too much'],
    [['show', 'DBX-1', 'DBX-2'], '"DBX-2" is too much'],
    [['list', '--all'], '--all'],
  ])('refuses %j and says why', (args, why) => {
    expect(() => readWish(args)).toThrow(WrongUsage);
    expect(() => readWish(args)).toThrow(why);
  });

  it('helps', () => {
    expect(readWish(['--help'])).toBeNull();
    expect(Math.max(...USAGE.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78);
  });
});
