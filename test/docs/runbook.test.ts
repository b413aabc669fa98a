import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ofType } from '#test/infra/template.ts';
import { anchors, readPage, section } from './pages.ts';

const alarmSchema = z.object({ AlarmName: z.string(), AlarmDescription: z.string() });

const runbook = readPage('docs/runbook.md');
const alarms = ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => {
  const { AlarmName, AlarmDescription } = alarmSchema.parse(Properties);
  return { name: AlarmName.split('-').at(-1) ?? '', description: AlarmDescription };
});

describe('docs/runbook.md', () => {
  it('has an entry for each alarm, and for no other', () => {
    const entries = Array.from(section(runbook, 'Alarms').matchAll(/^### (.+)$/gm), ([, heading]) => heading);
    expect(alarms.length).toBeGreaterThan(3);
    expect(entries.toSorted()).toEqual(alarms.map(({ name }) => name).toSorted());
  });

  it.each(alarms)('says of $name what to look at and what to do', ({ name }) => {
    const entry = section(runbook, name);
    expect(entry).toMatch(/^- \*\*Look\*\*: /m);
    expect(entry).toMatch(/^- \*\*Do\*\*: /m);
  });

  it.each(alarms)('is where the description of $name leads', ({ description }) => {
    const [, anchor = ''] = /docs\/runbook\.md#([\w-]+)/.exec(description) ?? [];
    expect(anchors(runbook)).toContain(anchor);
  });
});
