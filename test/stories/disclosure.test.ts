import { afterEach, describe, expect, it } from 'vitest';
import type { Wiring } from '#functions/common/wire.ts';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { disclosures } from '#sandbox/story/disclosure.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import type { Stage } from '#shared/stage.ts';
import { EVERY_SYSTEM, EVERY_WAY, HOUR, holding, ORDER, openStory, PLAIN, SERVICE_DESK, type Story } from './kit.ts';

let story: Story;
afterEach(() => story.close());

/** A desk whose ticket system does some things otherwise than it should. */
function broken(change: (system: TicketSystem) => Partial<TicketSystem>): { around: (wiring: Wiring) => Wiring } {
  return {
    around: (wiring) => (folder) => {
      const ports = wiring(folder);
      const tickets: typeof ports.tickets = (name) => {
        const system = ports.tickets(name);
        return { ...system, ...change(system) };
      };
      return new Proxy(ports, { get: (target, name) => (name === 'tickets' ? tickets : Reflect.get(target, name)) });
    },
  };
}

const policy =
  (rules: Partial<Stage['policy']>) =>
  (stage: Stage): Stage => ({ ...stage, policy: { ...stage.policy, ...rules } });

describe('looking with everybody’s eyes', () => {
  it.each(EVERY_WAY)('finds a comment for IT that everybody on the ticket can read: $name', async (way) => {
    const audience = 'requester' as const;
    const wrong = broken((system) => ({
      addComment: (id, comment) => system.addComment(id, { ...comment, audience }),
    }));
    story = await openStory(way, wrong, true);
    await story.file();
    const found = story.disclosed();
    expect(holding(found, 'rita sees the group npb-platform-users (ticket of')).toHaveLength(1);
    expect(holding(found, 'rita sees the path')).not.toHaveLength(0);
    // Colleagues who have nothing to do with it see a plain project only.
    expect(holding(found, 'anna sees the group npb-platform-users')).toHaveLength(way === PLAIN ? 1 : 0);
    expect(found.filter((line) => /^(?:petra|paul|ines|agent) /.test(line))).toEqual([]);
  });

  it.each([SERVICE_DESK, ORDER])('finds a file that is not for everybody: $name', async (way) => {
    const wrong = broken((system) => ({
      mayAttachForIt: async () => true,
      addAttachment: (id, file) => system.addAttachment(id, { ...file, audience: 'requester' }),
    }));
    story = await openStory(way, wrong, true);
    await story.file();
    expect(holding(story.disclosed(), 'rita sees the group npb-platform-users (file of')).toHaveLength(1);
  });

  it('finds names of Databricks’ own groups in an identity task that a whole project sees', async () => {
    const wrong = broken((system) => ({
      createIdentityTask: (id, task) =>
        system.createIdentityTask(id, { ...task, summary: `${task.summary} npb-platform-users` }),
    }));
    story = await openStory(PLAIN, wrong, true);
    await story.file();
    expect(holding(story.disclosed(), 'anna sees the group npb-platform-users (identity task of')).not.toHaveLength(0);
  });

  it('shows the person an item is for what it shows the requester, and no more', async () => {
    story = await openStory(ORDER);
    const form = { source: 'thomas@company.com', target: 'uwe@company.com', reason: 'Joins the team' };
    const id = story.as('rita').file({ place: ORDER.place, form, requestedFor: 'uwe' });
    await story.settle();
    const { key } = story.record(id);
    expect(holding(story.readBy('uwe', key), 'LOOK CLOSER')).toHaveLength(1);
    expect(story.readBy('uwe', key)).toEqual(story.readBy('rita', key));
    expect(disclosures(story, story.office, key)).toEqual([]);
  });

  it('lets names through where the stage shows them to everybody, and nothing else', async () => {
    story = await openStory(SERVICE_DESK, { stage: policy({ planNames: 'everyone' }) });
    const key = await story.file();
    expect(holding(story.readBy('rita', key), 'npb-platform-users')).not.toHaveLength(0);
    expect(story.disclosed()).toEqual([]);
  });
});

describe.each(EVERY_SYSTEM)('through $name', (way) => {
  it('takes no request of somebody who may not file, and tells nothing about the two', async () => {
    const only = { personIds: [way.system === 'jira' ? people.uwe : users.uwe], groupIds: [] };
    story = await openStory(way, { stage: policy({ requesters: { [way.system]: only } }) });
    const key = await story.file({ source: 'Thomas Müller' });
    const [told = '', ...more] = story.said(key);
    expect(more).toEqual([]);
    expect(told).toContain('This request cannot be taken');
    expect(told).not.toMatch(/Thomas|Uwe|@/);
    expect(story.databricks.requests).toEqual([]);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
  });

  it('copies from nobody the stage keeps out, and does not say by which rule', async () => {
    // bi-consumers, which Thomas is in through data-engineers.
    const neverSource = { ids: [], names: [], groupIds: ['9007199254741997'] };
    story = await openStory(way, { stage: policy({ neverSource }) });
    const key = await story.file();
    const said = story.said(key);
    expect(holding(said, 'A rule of this company keeps the access of this account from being copied.')).toHaveLength(1);
    expect(said.join()).not.toContain('bi-consumers');
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
  });

  it('says at most four things to everybody on the normal way', async () => {
    story = await openStory(way);
    const key = await story.file();
    expect(story.as('petra').view(key).marks).toEqual([
      way.system === 'jira' ? 'access-desk-look-closer' : 'LOOK CLOSER',
    ]);
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    const told = story.readBy('rita', key);
    expect(holding(told, 'Done:')).toHaveLength(1);
    // A fourth comes where the plan takes more than two minutes.
    expect(told).toHaveLength(3);
  });
});
