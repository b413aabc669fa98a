import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { EXAMPLE_STAGE_FILE } from '#infra/stage-file.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { parseStage } from '#shared/stage.ts';

type File = Record<string, unknown>;
type Systems = 'both' | 'jira' | 'servicenow';
const fileSchema = z.record(z.string(), z.unknown());

/** The example file, or the part of it that is one system's. */
function example(systems: Systems): File {
  const { jira, servicenow, ...file } = fileSchema.parse(JSON.parse(readFileSync(EXAMPLE_STAGE_FILE, 'utf8')));
  if (systems === 'jira') return { ...file, jira };
  return systems === 'servicenow' ? { ...file, servicenow } : { ...file, jira, servicenow };
}

/** The example file with another value at a path; `undefined` takes the key away. */
export function changed(systems: Systems, path: string, value: unknown, file: File = example(systems)): File {
  return fileSchema.parse(put(file, path.split('.'), value));
}

function put(at: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(at)) return at.with(Number(key), put(at[Number(key)], rest, value));
  const group = fileSchema.parse(at ?? {});
  return { ...group, [key]: put(group[key], rest, value) };
}

/** What a changed example is refused with, as pairs of path and message; empty when it is taken. */
export function linesAbout(systems: Systems, path: string, value: unknown): [string, string][] {
  return linesOf(problemOf(JSON.stringify(changed(systems, path, value))));
}

export function linesOf(problem: string): [string, string][] {
  return problem
    .split('\n')
    .slice(1, -1)
    .map((line) => /^ {2}(\S+): (.*)$/.exec(line) ?? ['', 'not a line', line])
    .map(([, path = '', message = '']) => [path, message]);
}

/** What a text is refused with; empty when it is taken. */
export function problemOf(text: string): string {
  try {
    parseStage(text);
    return '';
  } catch (error) {
    if (!(error instanceof ConfigurationInvalid)) throw error;
    return z.string().parse(error.facts.problem);
  }
}

const databricks = {
  host: 'https://accounts.gcp.databricks.com',
  accountId: 'a',
  readerSecret: 'r',
  writerSecret: 'w',
};
const systems = {
  jira: {
    baseUrl: 'https://company.atlassian.net',
    ownAccountId: '712020:a',
    apiSecret: 'j',
    webhookSecret: 'k',
    ticketTypes: [
      {
        projectId: '1',
        issueTypeId: '2',
        approval: { mode: 'jsm', approvalStatusId: '3', approverGroupId: 'g', approverGroupName: 'Approvers' },
        fields: {},
        closedStatusIds: ['4'],
        identityTask: {
          issueTypeId: '5',
          onHoldStatusId: '6',
          openStatusId: '7',
          doneStatusIds: ['8'],
          skippedStatusIds: ['9'],
        },
      },
    ],
  },
  servicenow: {
    instanceUrl: 'https://company.service-now.com',
    ownUserId: 'a'.repeat(32),
    ownUserName: 'desk',
    apiSecret: 's',
    webhookSecret: 't',
    catalogItems: [
      {
        catItemId: 'b'.repeat(32),
        approval: { approverGroupId: 'c'.repeat(32), approverGroupName: 'Approvers' },
        identityTask: { assignmentGroupId: 'd'.repeat(32) },
      },
    ],
  },
};

/** A file with nothing but what must be there. */
export function smallest(system: keyof typeof systems): File {
  return { name: 'small', databricks, [system]: systems[system] };
}
