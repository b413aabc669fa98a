import { IDENTITIES, type Identity } from '#functions/common/wire-self-tests.ts';
import { CredentialsRejected, DeskError } from '#shared/errors.ts';
import type { SelfTest, Standing } from '#shared/ports/self-test.ts';
import { DATABRICKS, DATABRICKS_WRITER, JIRA, SERVICENOW_BASIC, SERVICENOW_OAUTH, type Variable } from './variables.ts';

/** A system that did not let us in, and what to do about it. */
export interface Refusal {
  readonly system: string;
  /** Whole sentences. */
  readonly why: string;
  /** True where nothing but other settings can help. */
  readonly settings: boolean;
}

const SYSTEMS: Readonly<Record<Identity, { readonly name: string; readonly credentials: readonly Variable[] }>> = {
  reader: { name: 'Databricks, reading', credentials: [DATABRICKS.clientId, DATABRICKS.clientSecret] },
  writer: { name: 'Databricks, writing', credentials: Object.values(DATABRICKS_WRITER) },
  jira: { name: 'Jira', credentials: [JIRA.email, JIRA.apiToken] },
  servicenow: {
    name: 'ServiceNow',
    credentials: [...Object.values(SERVICENOW_OAUTH), ...Object.values(SERVICENOW_BASIC)],
  },
};

/** Asks every system who we are; one that does not answer keeps no other from being asked. */
export async function askAll(
  tests: Partial<Record<Identity, SelfTest>>,
): Promise<{ standings: Standing[]; refusals: Refusal[] }> {
  const standings: Standing[] = [];
  const refusals: Refusal[] = [];
  for (const identity of IDENTITIES) {
    const test = tests[identity];
    const { name, credentials } = SYSTEMS[identity];
    if (test === undefined) continue;
    try {
      standings.push(await test());
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      refusals.push(refusalOf(name, credentials, error));
    }
  }
  return { standings, refusals };
}

function refusalOf(system: string, credentials: readonly Variable[], error: DeskError): Refusal {
  if (error instanceof CredentialsRejected) {
    const names = credentials.map(({ name }) => name).join(', ');
    return { system, why: `It does not accept the credentials: look at ${names}.`, settings: true };
  }
  const detail = typeof error.facts.detail === 'string' ? ` It says: ${error.facts.detail}` : '';
  return { system, why: `${error.message}${detail}`, settings: error.family !== 'tryAgain' };
}
