import { describe, expect, it } from 'vitest';
import { isInNeverSource, isNeverSource } from '#shared/domain/never-source.ts';
import { aServicePrincipal, aUser, thomas } from './builders.ts';

const nobody = { ids: [], names: [], groupIds: [] };

describe('whose access is never copied', () => {
  it.each([
    ['by id', { ids: ['9001'] }],
    ['by user name', { names: ['thomas@company.com'] }],
    ['by user name in other letters', { names: ['Thomas@COMPANY.com'] }],
    ['by a pattern', { names: ['thomas@*'] }],
    ['by display name', { names: ['* müller'] }],
  ])('is known %s', (_name, rule) => {
    expect(isNeverSource(thomas, { ...nobody, ...rule })).toBe(true);
  });

  it.each([
    ['nobody', {}],
    ['another id', { ids: ['9002'] }],
    ['a part of the name', { names: ['thomas'] }],
    ['a group of the id', { groupIds: ['9001'] }],
  ])('is not %s', (_name, rule) => {
    expect(isNeverSource(thomas, { ...nobody, ...rule })).toBe(false);
  });

  it('knows a guest by the address they were invited by, and a service principal by its application id', () => {
    const guest = aUser('1', 'Eva', 'Ext', { name: 'eva_partner.com#EXT#@tenant.onmicrosoft.com', emails: [] });
    expect(isNeverSource(guest, { ...nobody, names: ['eva@partner.com'] })).toBe(true);
    const robot = aServicePrincipal('2', 'etl');
    expect(isNeverSource(robot, { ...nobody, names: [robot.name.toUpperCase()] })).toBe(true);
  });

  it('is whoever is in a named group, however it is reached', () => {
    const line = (id: string, inSource: boolean) => ({
      group: { id, name: `group ${id}`, externalId: null, origin: 'internal' as const },
      ...{ inSource, inTarget: false, directInSource: false, directInTarget: false },
      ...{ pathInSource: [], pathInTarget: [] },
    });
    const rule = { ...nobody, groupIds: ['7'] };
    expect(isInNeverSource([line('6', true), line('7', true)], rule)).toBe(true);
    expect(isInNeverSource([line('6', true), line('7', false)], rule)).toBe(false);
  });
});
