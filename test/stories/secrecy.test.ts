import { afterEach, describe, expect, it, vi } from 'vitest';
import { EVERY_WAY, HOUR, holding, MINUTE, openStory, type Story } from './kit.ts';

let story: Story | undefined;
afterEach(async () => {
  await story?.close();
  story = undefined;
  vi.restoreAllMocks();
});

/** Everything that is a person's or a group's, and every secret of the example company. */
const PERSONAL =
  /@company\.com|Thomas|Uwe|Rita|Petra|Becker|Müller|npb-platform|data-engineers|bi-consumers|scratch-workspace/;
const SECRET = /sandbox-(reader|writer|webhook)-secret|api-token|servicenow-client-secret|whsec_|eyJ|Bearer /;

describe.each(EVERY_WAY)('a whole request through $name', (way) => {
  it('moves ids and counts only between states, at most 10 KB, the task token only into Await states', async () => {
    const payloads: { name: string; text: string }[] = [];
    story = await openStory(way, {
      onInvoke: (name, payload) => name.startsWith('Receive') || payloads.push({ name, text: JSON.stringify(payload) }),
    });
    const key = await story.file();
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    expect(payloads.length).toBeGreaterThan(15);
    for (const { name, text } of payloads) {
      expect(text, name).not.toMatch(PERSONAL);
      expect(text.length, name).toBeLessThan(10_000);
      if (!name.startsWith('Await')) expect(text, name).not.toContain('"token"');
    }
    const [execution] = await story.desk.engine.listExecutions();
    const history = await story.desk.engine.getExecutionHistory(execution?.executionArn ?? '');
    expect(JSON.stringify(history)).not.toMatch(PERSONAL);
    expect(history.length).toBeLessThan(200);
    for (const [state, size] of Object.entries(story.desk.engine.payloads()))
      expect(size.maxOutputBytes, state).toBeLessThan(10_000);
  });

  it('logs no name, address, token or secret, whatever goes wrong on the way', async () => {
    // Loaded anew, so that the handlers' logger takes the level from here.
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'DEBUG');
    vi.resetModules();
    const lines: string[] = [];
    const keep = (chunk: unknown): boolean => {
      lines.push(String(chunk));
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
    const kit = await import('./kit.ts');
    story = await kit.openStory(way);
    story.databricks.faults.add({
      match: { path: /Groups/ },
      times: 3,
      fault: { kind: 'answer', status: 403, text: 'uwe@company.com may not' },
    });
    const broken = await story.file();
    expect(holding(story.said(broken), 'Something broke')).not.toHaveLength(0);
    const unknown = await story.file({ target: 'uwe.bekcer@company.com' });
    expect(holding(story.said(unknown), 'Please correct')).toHaveLength(1);
    const key = await story.file();
    await story.decide(key, 'approve', way.place === 'DBS' ? 'petra' : 'paul');
    await story.pass(5 * MINUTE);
    const logged = lines.join('');
    vi.restoreAllMocks();
    expect(lines.length).toBeGreaterThan(3);
    expect(logged).toContain('step failed');
    expect(logged).not.toMatch(PERSONAL);
    expect(logged).not.toMatch(SECRET);
  });
});
