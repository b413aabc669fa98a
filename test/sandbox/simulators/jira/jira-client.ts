import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import { exampleSite, formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import type { SiteOptions } from '#sandbox/simulators/jira/model.ts';
import type { FormValues } from '#sandbox/simulators/jira/person.ts';
import { type Jira, startJira } from '#sandbox/simulators/jira/start-jira.ts';
import type { Issue } from '#sandbox/simulators/jira/ticket.ts';

const startTime = Date.parse('2026-11-23T09:00:00Z');

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

type Call = (method: string, path: string, body?: unknown) => Promise<Answer>;

export interface TestJira extends Jira {
  readonly clock: { ms: number };
  /** Calls REST as this account. */
  readonly rest: (accountId: string) => Call;
}

/** Starts the example site on a clock the test moves; it is closed when the test ends. */
export async function openJira(options: Partial<SiteOptions> = {}): Promise<TestJira> {
  const clock = { ms: startTime };
  const jira = await startJira({ site: exampleSite(options), now: () => clock.ms });
  onTestFinished(async () => {
    await jira.close();
    expect(jira.errors).toEqual([]);
  });
  const rest = (accountId: string): Call => {
    return async (method, path, body) => {
      const response = await fetch(jira.url + path, {
        method,
        headers: { authorization: authorization(jira, accountId), 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return answerOf(response);
    };
  };
  return Object.assign(jira, { clock, rest });
}

export function authorization(jira: Jira, accountId: string): string {
  const { email, token } = jira.site.account(accountId);
  return `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
}

const wish: FormValues = {
  summary: 'Databricks access like Thomas',
  [formFields.source]: 'thomas@company.com',
  [formFields.target]: 'uwe@company.com',
};

/** Rita's usual request, in any of the three projects. */
export function fileWish(jira: Jira, project: 'DBX' | 'DBS' | 'DBM', more: FormValues = {}): Issue {
  const issueType = project === 'DBX' ? '10100' : '10200';
  return jira.site.as(people.rita).file({ project, issueType, fields: { ...wish, ...more } });
}

/** A one-paragraph document. */
export function paragraph(text: string) {
  return { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] };
}

/** The `id` of an answer. */
export function idOf(json: unknown): string {
  return z.object({ id: z.string() }).parse(json).id;
}
