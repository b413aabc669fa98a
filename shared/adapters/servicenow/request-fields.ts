import type { FieldValue, RawRequest } from '#shared/domain/request.ts';
import { requestLines } from '#shared/domain/request-lines.ts';
import type { CatalogItem } from '#shared/stage.ts';
import { readPerson } from './people.ts';
import type { ServiceNowSite } from './site.ts';
import { isSysId } from './sys-id.ts';
import type { Variable } from './variables.ts';

const REQUEST_FIELDS = ['source', 'target', 'without', 'scanUc', 'reason'] as const satisfies (keyof RawRequest)[];

/** Where the lines of an item that has no variables for everything stand. */
export interface ItemTexts {
  readonly description: string;
  readonly short_description: string;
}

/** Where a part of the request stands: in a variable, or in one of the item's own texts. */
export type Place = { readonly variable: string } | { readonly text: keyof ItemTexts };

/** Where items of this kind hold each part of their request. */
export function watchedPlaces(type: CatalogItem): readonly { name: keyof RawRequest; place: Place }[] {
  const { linesFrom } = type;
  const lines: Place = typeof linesFrom === 'string' ? { text: linesFrom } : linesFrom;
  return REQUEST_FIELDS.map((name) => {
    const variable = type.variables[name];
    return { name, place: variable === undefined ? lines : { variable } };
  });
}

/** Names of the variables that hold a part of the request, each once. */
export function variableNames(type: CatalogItem): readonly string[] {
  const names = watchedPlaces(type).flatMap(({ place }) => ('variable' in place ? [place.variable] : []));
  return [...new Set(names)];
}

/** True when at least a part of the request stands in variables. */
export function readsVariables(type: CatalogItem): boolean {
  return variableNames(type).length > 0;
}

/**
 * The request as the item holds it: each part from its variable, else from its line. A question that the form does not
 * have is not one that was left empty: the part has a problem then.
 */
export async function readRequestFields(
  site: ServiceNowSite,
  type: CatalogItem,
  item: ItemTexts,
  variables: readonly Variable[],
): Promise<RawRequest> {
  const lines = requestLines(linesOf(type, item, variables));
  const fieldOf = async (name: keyof RawRequest): Promise<FieldValue> => {
    const missing = missingQuestion(site, type, name, variables);
    const variable = type.variables[name];
    if (variable === undefined) return { ...lines[name], ...missing };
    const answers = variables.filter((answer) => answer.name === variable);
    const readings: Reading[] = [];
    for (const answer of answers) readings.push(await readAnswer(site, answer));
    const problem = readings.find((reading) => reading.problem !== undefined)?.problem;
    const values = readings.flatMap((reading) => reading.values);
    return {
      label: answers[0]?.label || name,
      // Only here several values are one wish: groups picked from a list are written below each other.
      values: name === 'without' && values.length > 1 ? [values.join('\n')] : values,
      ...(problem !== undefined && { problem }),
      ...missing,
    };
  };
  return {
    source: await fieldOf('source'),
    target: await fieldOf('target'),
    without: await fieldOf('without'),
    scanUc: await fieldOf('scanUc'),
    reason: await fieldOf('reason'),
  };
}

/** A sentence where an item that has variables lacks the one of this part. */
function missingQuestion(
  site: ServiceNowSite,
  type: CatalogItem,
  name: keyof RawRequest,
  variables: readonly Variable[],
): Pick<FieldValue, 'problem'> {
  const { linesFrom } = type;
  const ofLines = typeof linesFrom === 'string' ? undefined : linesFrom.variable;
  const question = type.variables[name] ?? ofLines;
  if (question === undefined || variables.length === 0) return {};
  if (variables.some((variable) => variable.name === question)) return {};
  const place = type.variables[name] === undefined ? 'linesFrom' : `variables.${name}`;
  const key = `servicenow.catalogItems.${site.stage.catalogItems.indexOf(type)}.${place}`;
  return {
    problem: `The form has no question called ${question}; whoever runs Access Desk has to correct ${key} of its stage file.`,
  };
}

/** The request of an item the stage does not serve: nothing. */
export function emptyRequest(): RawRequest {
  return requestLines('');
}

function linesOf({ linesFrom }: CatalogItem, item: ItemTexts, variables: readonly Variable[]): string {
  if (typeof linesFrom === 'string') return item[linesFrom];
  const texts = variables.filter(({ name }) => name === linesFrom.variable).map(({ value }) => value);
  return texts.join('\n').replace(/\r\n?/g, '\n');
}

type Reading = Omit<FieldValue, 'label'>;

/** One answer; references come as the ids of records. */
async function readAnswer(site: ServiceNowSite, { value, table, isCheckbox }: Variable): Promise<Reading> {
  const text = value.trim();
  if (text === '') return { values: [] };
  if (isCheckbox) return { values: [text === 'true' ? 'Yes' : 'No'] };
  if (table === 'sys_user') return readPicked(site, text.split(','));
  if (table === '' && !isSysId(text)) return { values: [text] };
  return { values: [], problem: 'This question holds a kind of value that cannot be read.' };
}

/**
 * Picked people are known to Databricks by e-mail. Where there is none the value says so in words that no principal can
 * be called, so that the desk asks back instead of guessing.
 */
async function readPicked(site: ServiceNowSite, ids: readonly string[]): Promise<Reading> {
  const values: string[] = [];
  let problem: string | undefined;
  for (const id of ids.map((text) => text.trim()).filter((text) => text !== '')) {
    const person = await readPerson(site, id);
    const email = person?.emails[0];
    const name = person === null ? 'a person ServiceNow does not know' : person.displayName;
    values.push(email ?? `${name} (no e-mail in ServiceNow)`);
    if (email === undefined) problem = `ServiceNow has no e-mail address for ${name}.`;
  }
  return { values, ...(problem !== undefined && { problem }) };
}
