import { afterEach, describe, expect, it } from 'vitest';
import { synthesise } from '#sandbox/aws/template.ts';
import { CONTRACTS, STEPS, type StepName } from '#shared/steps.ts';
import { desks } from '#test/builders/desk.ts';
import { plainly, playFromQuestion } from '#test/functions/story.ts';
import { ADDED, EVERY_SYSTEM, HOUR, holding, openStory, type Story } from '#test/stories/kit.ts';
import { RECORDED_TICKET, record } from './record.ts';
import { putItems, readRecording, recordedVersions, writeRecording } from './recording.ts';

const newDesk = desks();
let story: Story | undefined;
afterEach(async () => {
  await story?.close();
  story = undefined;
});

const isStep = (name: string): name is StepName => name in STEPS;

describe.each(recordedVersions())('what version %s has begun', (version) => {
  const { definition, payloads, items } = readRecording(version);

  it.each(Object.entries(payloads))('%s takes what it was called with', (name, inputs) => {
    if (!isStep(name)) throw new Error(`${name} is no step any more: a function that was released must stay`);
    for (const input of inputs) expect(CONTRACTS[name].input.parse(input)).toMatchObject(input);
  });

  it.each(EVERY_SYSTEM)('its machine ends the main story with the functions of today, through $name', async (way) => {
    story = await openStory(way, { template: { ...synthesise(), definition } });
    const key = await story.file();
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
    expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(ADDED));
    expect(holding(story.readBy('rita', key), 'Done:')).toHaveLength(1);
  });

  it('a run that waits for a decision goes on to its end from what the store holds', async () => {
    const desk = await newDesk({ open: false, ticketId: RECORDED_TICKET });
    await putItems(desk.table.url, desk.table.name, items);
    const { ticketId } = desk.key;
    const asked = await desk.store.readSection(desk.key, 'decision');
    const task = (await desk.store.readSection(desk.key, 'identityTask'))?.tasks[0];
    if (asked === null || task === undefined) throw new Error('the recording is of another ticket');
    desk.tickets.decisions.push({ ticketId, handle: asked.handle, decision: { state: 'pending' } });
    await desk.tickets.system.createIdentityTask(ticketId, {
      marker: 'recorded',
      summary: 'WAIT',
      body: [{ kind: 'paragraph', text: 'WAIT' }],
    });
    Object.assign(desk.tickets.tasks.at(-1) ?? {}, { id: task.taskId, key: task.key });

    await playFromQuestion(desk, plainly(desk));
    expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({ open: false, lastEnd: { end: 'done' } });
    expect(desk.said().at(-1)).toContain('Done: Uwe Becker has all 3 groups');
  });
});

const version = process.env.RECORD_VERSION;
if (version !== undefined) {
  it(`records version ${version}`, async () => {
    writeRecording(version, await record(await newDesk({ ticketId: RECORDED_TICKET })));
  });
}
