import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { serve } from '#sandbox/simulators/http-server.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { type JiraStage, parseStage } from '#shared/stage.ts';
import { readText } from '#test/docs/pages.ts';
import { start, ticketsAt } from '#test/shared/adapters/jira/desk.ts';
import { hostileText } from './hostile.ts';

const example = readText('infra/stages/example.json');
const digits = fc.stringMatching(/^\d{1,18}$/);
/** What may stand in a stage file in the place of an id: one, anything, or one that goes on as something else. */
const anyId = fc.oneof(
  digits,
  hostileText,
  fc.tuple(digits, hostileText).map((parts) => parts.join('')),
  fc.constantFrom('1) OR project in (2', '1, 2', '1 ', ' 1', '1\n', '01', '-1', '1e3', '١', '1"', '1) ORDER BY key'),
);

/** The example file with these ids of its first kind of ticket; null where it is refused. */
function stageWith(projectId: string, issueTypeId: string, baseUrl: string): JiraStage | null {
  const file = z.looseObject({ jira: z.looseObject({ ticketTypes: z.array(z.looseObject({})) }) });
  const { jira, ...rest } = file.parse(JSON.parse(example));
  const [first, ...others] = jira.ticketTypes;
  const changed = { ...jira, baseUrl, ticketTypes: [{ ...first, projectId, issueTypeId }, ...others] };
  try {
    return parseStage(JSON.stringify({ ...rest, jira: changed })).jira ?? null;
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return null;
    throw error;
  }
}

const bodySchema = z.object({ jql: z.string() });

it('ids of a stage file never are more than ids in a search of Jira', async () => {
  await using server = await searchable();
  await fc.assert(
    fc.asyncProperty(anyId, anyId, fc.nat(100_000), async (projectId, issueTypeId, minutes) => {
      const stage = stageWith(projectId, issueTypeId, server.url);
      const areIds = [projectId, issueTypeId].every((id) => /^[0-9]{1,18}$/.test(id));
      if (!areIds) expect(stage).toBeNull();
      if (stage === null) return;
      await ticketsAt(stage).listChanged(minutes);
      const { jql } = bodySchema.parse(JSON.parse(server.requests.at(-1)?.body ?? ''));
      const form =
        /^project in \(([\d, ]+)\) AND issuetype in \(([\d, ]+)\) AND updated >= "-(\d+)m" ORDER BY updated ASC$/;
      const [, projects, types] = form.exec(jql) ?? [];
      const listed = (ids: readonly string[]) => [...new Set(ids)].join(', ');
      expect(projects).toBe(listed(stage.ticketTypes.map((type) => type.projectId)));
      expect(types).toBe(listed(stage.ticketTypes.map((type) => type.issueTypeId)));
    }),
    { numRuns: 300 },
  );
});

/** A Jira that finds nothing. */
async function searchable() {
  const server = await serve({
    name: 'search',
    now: () => start,
    routes: [
      {
        method: 'POST',
        path: '/rest/api/3/search/jql',
        handle: () => ({ status: 200, json: { issues: [], isLast: true } }),
      },
    ],
  });
  return { url: server.url, requests: server.requests, [Symbol.asyncDispose]: () => server.close() };
}
