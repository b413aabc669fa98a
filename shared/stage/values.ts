import * as z from 'zod';
import { nearNames } from '#shared/domain/near.ts';

/*
 * The kinds of value a stage file holds. Each carries its form in words: the end of the sentence "must be …" that
 * refuses another one, and the column "value" of docs/configuration.md.
 */

function must(form: string): string {
  return `must be ${form}`;
}

/** Text of one form. */
export function text(pattern: RegExp, form: string) {
  return z.string(must(form)).regex(pattern, must(form)).meta({ title: form });
}

/** One of a few words. */
export function oneOf<const T extends readonly string[]>(...options: T) {
  const form = options.map((option) => `"${option}"`).join(' or ');
  return z.enum(options, must(form)).meta({ title: form });
}

/** One of a few words, whatever its capitals; `hint` ends the sentence that refuses another one. */
export function wordOf<const T extends readonly string[]>(options: T, hint: string) {
  const form = options.map((option) => `"${option}"`).join(' or ');
  const lowered = (value: unknown) => (typeof value === 'string' ? value.trim().toLowerCase() : value);
  return z.preprocess(lowered, z.enum(options, `${must(form)}; ${hint}`)).meta({ title: form });
}

/** A whole number between two others, both allowed. */
export function wholeNumber(least: number, most: number) {
  const form = `a whole number from ${least} to ${most}`;
  return z.int(must(form)).min(least, must(form)).max(most, must(form)).meta({ title: form });
}

export function yesOrNo() {
  return z.boolean(must('true or false')).meta({ title: 'true or false' });
}

/** A list; `form` says what one entry is. */
export function list<T extends z.ZodType>(entry: T, form: string) {
  const whole = `a list, each entry ${form}`;
  return z.array(entry, must(whole)).meta({ title: whole });
}

/** A list that must not be empty. */
export function filledList<T extends z.ZodType>(entry: T, form: string) {
  const whole = `a list with at least one entry, each ${form}`;
  return z.array(entry, must(whole)).min(1, must(whole)).meta({ title: whole });
}

/** A table whose keys are data of the installation, not words of ours. */
export function table<K extends z.ZodString, V extends z.ZodType>(key: K, value: V, form: string) {
  return z.record(key, value, must(form)).meta({ title: form });
}

/** Keys that belong together. Any other key is refused, with the ones that could have been meant. */
export function group<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, Object.keys(shape))).join('\n')
        : must(`an object with the keys ${Object.keys(shape).join(', ')}`),
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearNames(key, known);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `the keys here are ${known.join(', ')}`;
  return `is not a key here; ${hint}`;
}

/** Where a token may be sent to: https, or this machine's own addresses (simulators). */
export const url = z
  .url(must('a URL that begins with https://'))
  .regex(
    /^(?:https:\/\/|http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?:[:/]|$))[^\s@?#]*$/,
    must('a URL that begins with https://'),
  )
  .meta({ title: 'a URL that begins with https://' });

export const words = text(/\S/, 'text that is not empty');

/** The stack makes the secret under this name, so it is no ARN and never the secret itself. */
export const secretName = text(/^[\w/+=.-]{1,512}$/, 'the name of a secret in AWS Secrets Manager');

export const mailAddress = text(/^[^\s@]+@[^\s@]+$/, 'an e-mail address');

/** Jira's ids of projects, issue types and statuses; two of them become part of search texts. */
export const jiraNumber = text(/^\d{1,18}$/, 'a numeric id of Jira, as text');

export const jiraAccountId = text(/^[\w:-]{1,128}$/, 'an account id of Jira');

export const jiraGroupId = text(/^[\w-]{1,255}$/, 'a group id of Jira');

export const jiraFieldId = text(/^\w{1,255}$/, 'a field id of Jira: letters, digits and _');

/** ServiceNow's record ids; they become part of query texts, so nothing else is taken. */
export const sysId = text(/^[0-9a-f]{32}$/, 'a sys_id: 32 characters, 0-9 and a-f');

/** ServiceNow's states are small numbers, sent as text. */
export const state = text(/^-?\d{1,4}$/, 'the number of a state, as text');

export const variableName = text(/^\w{1,80}$/, 'the name of a variable: letters, digits and _');
