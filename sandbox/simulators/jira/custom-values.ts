import * as z from 'zod';
import { type AdfDocument, adfFromText, parseAdf } from './adf.ts';
import { adfToText } from './adf-text.ts';
import { fieldRefused } from './jira-fault.ts';
import type { CustomField } from './model.ts';
import { renderUser, type View } from './render-user.ts';
import type { Site } from './site.ts';
import type { FieldValue, HistoryItem } from './ticket.ts';

/** Jira's limit for descriptions, comments and multi-line fields, characters. */
export const textLimit = 32_767;
const lineLimit = 255;

const optionInput = z.union([z.object({ id: z.string() }), z.object({ value: z.string() })]);
const userInput = z.union([
  z.object({ accountId: z.string() }).transform((user) => user.accountId),
  z.object({ id: z.string() }).transform((user) => user.id),
]);

/** Reads a custom field's value as REST v3 takes it. Throws the 400 Jira answers for a wrong shape. */
export function customValueFromRest(site: Site, field: CustomField, value: unknown): FieldValue {
  if (value === null) return null;
  switch (field.type) {
    case 'textfield':
      return lineOf(field.id, value);
    case 'textarea':
      return documentOf(field.id, value);
    case 'select': {
      const input = optionInput.safeParse(value);
      if (!input.success) throw fieldRefused(field.id, "Specify a valid 'id' or 'name' for the option");
      return optionId(field, 'id' in input.data ? input.data.id : input.data.value);
    }
    case 'userpicker':
      return userOf(site, field.id, value);
    case 'multiuserpicker':
      if (!Array.isArray(value)) throw fieldRefused(field.id, 'data was not an array');
      return value.map((entry) => userOf(site, field.id, entry));
  }
}

/** Reads what a person types or picks: text, an option's label or id, account ids. */
export function customValueFromForm(
  site: Site,
  field: CustomField,
  input: string | readonly string[] | null,
): FieldValue {
  if (input === null) return null;
  const first = typeof input === 'string' ? input : (input[0] ?? '');
  switch (field.type) {
    case 'textfield':
      return lineOf(field.id, first);
    case 'textarea':
      return adfFromText(first);
    case 'select':
      return optionId(field, first);
    case 'userpicker':
      return site.account(first).accountId;
    case 'multiuserpicker':
      return (typeof input === 'string' ? [input] : input).map((accountId) => site.account(accountId).accountId);
  }
}

/** Checks a document field. `field` is named in the refusal. */
export function documentOf(field: string, value: unknown): AdfDocument {
  if (typeof value === 'string') {
    throw fieldRefused(field, 'Operation value must be an Atlassian Document (see the Atlassian Document Format)');
  }
  const document = parseAdf(value);
  if (document === undefined) throw fieldRefused(field, 'INVALID_INPUT');
  if (adfToText(document).length > textLimit) throw fieldRefused(field, textTooLong);
  return document;
}

export const textTooLong = 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.';

/** Checks a single-line text. */
export function lineOf(field: string, value: unknown): string {
  if (typeof value !== 'string') throw fieldRefused(field, 'Operation value must be a string');
  if (value.length > lineLimit) {
    throw fieldRefused(field, `The entered text is too long. It exceeds the allowed limit of ${lineLimit} characters.`);
  }
  return value;
}

/** Checks a reference to a user, `{accountId}` or `{id}`; returns the account id. */
export function userOf(site: Site, field: string, value: unknown): string {
  const input = userInput.safeParse(value);
  if (!input.success) throw fieldRefused(field, 'data was not an object');
  const found = site.accounts.find((account) => account.accountId === input.data);
  if (found === undefined) throw fieldRefused(field, 'Specify a valid value for the user');
  return found.accountId;
}

function optionId(field: CustomField, idOrLabel: string): string {
  const option = field.options?.find((candidate) => candidate.id === idOrLabel || candidate.value === idOrLabel);
  if (option === undefined) throw fieldRefused(field.id, `Option value '${idOrLabel}' is not valid`);
  return option.id;
}

/** A custom field's value in an answer: documents become text in version 2. */
export function renderCustom(site: Site, field: CustomField, value: FieldValue, view: View): unknown {
  if (value === null) return null;
  if (typeof value === 'object' && 'type' in value) return view.version === 3 ? value : adfToText(value);
  if (typeof value !== 'string') return value.map((accountId) => renderUser(site, accountId, view));
  if (field.type === 'userpicker') return renderUser(site, value, view);
  if (field.type !== 'select') return value;
  const self = `${site.baseUrl}/rest/api/${view.version}/customFieldOption/${value}`;
  return { self, value: customText(site, field, value), id: value };
}

/** A custom field's value as people read it; null when unset. */
export function customText(site: Site, field: CustomField, value: FieldValue): string | null {
  if (value === null) return null;
  if (typeof value === 'object' && 'type' in value) return adfToText(value);
  if (typeof value !== 'string') return value.map((id) => site.account(id).displayName).join(', ');
  if (field.type === 'userpicker') return site.account(value).displayName;
  if (field.type === 'select') return field.options?.find((option) => option.id === value)?.value ?? value;
  return value;
}

/** The accounts a user picker names; none for other values. */
export function userIdsOf(value: FieldValue): readonly string[] {
  if (value === null) return [];
  if (typeof value === 'string') return [value];
  return 'type' in value ? [] : value;
}

/** The changelog item of a changed custom field: `from`/`to` are ids where the value has ids, else null. */
export function customChange(site: Site, field: CustomField, before: FieldValue, after: FieldValue): HistoryItem {
  return {
    field: field.name,
    fieldtype: 'custom',
    fieldId: field.id,
    from: idOf(field, before),
    fromString: customText(site, field, before),
    to: idOf(field, after),
    toString: customText(site, field, after),
  };
}

function idOf(field: CustomField, value: FieldValue): string | null {
  if (field.type === 'textfield' || field.type === 'textarea' || value === null) return null;
  if (typeof value === 'string') return value;
  return 'type' in value ? null : `[${value.join(', ')}]`;
}
