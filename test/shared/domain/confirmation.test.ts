import { describe, expect, it } from 'vitest';
import { judgeLook } from '#shared/domain/confirmation.ts';

const START = Date.parse('2026-11-23T10:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
const earlier = (lastAt: number, ...seen: string[]) => ({ since: at(0), lastAt: at(lastAt), seen });

describe('judgeLook', () => {
  it.each<[string, Parameters<typeof judgeLook>[0], string[], boolean]>([
    ['the first look proves nothing', { awaited: ['a'], seen: ['a'], earlier: null, now: at(0) }, [], false],
    ['two that agree do', { awaited: ['a'], seen: ['a'], earlier: earlier(0, 'a'), now: at(20) }, ['a'], true],
    ['unless they are one', { awaited: ['a'], seen: ['a'], earlier: earlier(0, 'a'), now: at(19) }, [], false],
    ['one of two', { awaited: ['a', 'b'], seen: ['a'], earlier: earlier(0, 'a'), now: at(20) }, ['a'], false],
    ['flickering', { awaited: ['a'], seen: [], earlier: earlier(0, 'a'), now: at(20) }, [], false],
    ['time is up', { awaited: ['a', 'b'], seen: ['a'], earlier: earlier(280, 'a'), now: at(300) }, ['a'], true],
    ['seen first when time is up', { awaited: ['a'], seen: ['a'], earlier: earlier(280), now: at(300) }, [], false],
    ['seen first too late', { awaited: ['a'], seen: ['a'], earlier: earlier(320), now: at(340) }, [], true],
    ['seen first after an outage', { awaited: ['a'], seen: ['a'], earlier: earlier(0), now: at(900) }, [], false],
    ['repeated when it was over', { awaited: ['a'], seen: ['a'], earlier: earlier(340, 'a'), now: at(345) }, [], false],
    ['a late one beside', { awaited: ['a'], seen: ['a', 'x'], earlier: earlier(0, 'a'), now: at(20) }, ['a'], false],
    ['a missing one beside', { awaited: ['a'], seen: ['a'], earlier: earlier(0, 'a'), now: at(20) }, ['a'], true],
    ['nothing awaited and nothing seen', { awaited: [], seen: [], earlier: null, now: at(0) }, [], true],
  ])('%s', (_, look, proved, settled) => {
    expect(judgeLook(look)).toEqual({ proved, settled });
  });
});
