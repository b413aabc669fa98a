import { HttpFailure } from '#shared/adapters/http/failure.ts';
import { display } from '#shared/domain/display.ts';
import {
  ConfigurationInvalid,
  CredentialsRejected,
  DeskError,
  DirectoryRateLimited,
  DirectoryRefused,
  DirectoryUnavailable,
  ERRORS,
} from '#shared/errors.ts';
import { oneLine } from '#shared/report/one-line.ts';
import type { Command } from './arguments.ts';
import { ReceiptUnwritable } from './keep-receipt.ts';
import type { Settings } from './settings.ts';

/** What an explanation may refer to; settings are null while they are not read yet. */
export interface Context {
  readonly command: Command['name'];
  readonly settings: Settings | null;
}

const GIVE_AN_ID = 'Give the e-mail address, the user name, the application id or the exact display name.';

/** One sentence or two about an error: which flag or setting, what was read, how to answer. Never a secret or a stack. */
export function explain(error: unknown, context: Context): string {
  if (error instanceof DeskError) return explainDeskError(error, context);
  if (error instanceof ReceiptUnwritable) return error.message;
  const name = error instanceof Error ? error.name : typeof error;
  return `Something nobody foresaw went wrong (${name}). Run it again with DEBUG=1 to see where.`;
}

function explainDeskError(error: DeskError, context: Context): string {
  if (error instanceof CredentialsRejected) return rejected(context.settings);
  if (error instanceof ConfigurationInvalid) return configuration(error, context.settings);
  if (error instanceof DirectoryRefused) return refused(error, context.settings);
  if (error instanceof DirectoryUnavailable) return unreachable(error, context.settings);
  if (error instanceof DirectoryRateLimited) {
    return `Databricks limits the rate for too long. Try again in ${error.retryAfterSeconds} seconds or later.`;
  }
  return wish(error, context.command);
}

function wish(error: DeskError, command: Command['name']): string {
  const { facts } = error;
  const flag = FLAGS[command === 'compare' ? 'compare' : 'clone'][String(facts.field)] ?? 'The request';
  const read = typeof facts.asked === 'string' ? ` "${display(facts.asked)}"` : '';
  const { PrincipalNotFound, PrincipalAmbiguous, PrincipalInactive, SamePrincipal, GroupNamed } = ERRORS.wish;
  if (error instanceof PrincipalNotFound) {
    const near = texts(facts.near);
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : GIVE_AN_ID;
    return `${flag}${read}: nobody in this Databricks account goes by this name. ${hint}`;
  }
  if (error instanceof PrincipalAmbiguous) {
    const names = texts(facts.names);
    const which = names.length > 0 ? `: ${names.join(', ')}` : '';
    return `${flag}${read}: ${Number(facts.hits)} accounts go by this name${which}. Name exactly one of them.`;
  }
  if (error instanceof PrincipalInactive) {
    return `${flag}${read}: this account is deactivated in Databricks and cannot receive access. Activate it first, or name another one.`;
  }
  if (error instanceof SamePrincipal)
    return `${flag}${read}: both names mean the same account. Name two different ones.`;
  if (error instanceof GroupNamed) {
    return `${flag}${read}: this is a group. Access is copied between people or service principals; groups can only be compared.`;
  }
  if (error instanceof ERRORS.wish.PrincipalKindMismatch) {
    return `--clone-from is a ${String(facts.sourceKind)}, --to a ${String(facts.targetKind)}: access is copied between two of one kind. Name two people, or two service principals.`;
  }
  if (error instanceof ERRORS.wish.RequestIncomplete) return `${flag}${read}: ${oneLine(String(facts.problem), 400)}`;
  if (error instanceof ERRORS.wish.TooManyAdditions) {
    return `The plan holds ${Number(facts.count)} additions; at most ${Number(facts.most)} can be written at once. Leave groups out by --without.`;
  }
  if (error instanceof ERRORS.wish.TargetChanged) {
    return `--to: the account changed after the plan was made: ${String(facts.change)}. Nothing was written; run it again.`;
  }
  return error.message;
}

const FLAGS: Readonly<Record<'compare' | 'clone', Readonly<Record<string, string>>>> = {
  compare: { source: '--compare, first name', target: '--compare, second name' },
  clone: { source: '--clone-from', target: '--to', without: '--without' },
};

function rejected(settings: Settings | null): string {
  const places = settings?.places;
  const which = places ? `${places.clientId} and ${places.clientSecret}` : 'the client id and its secret';
  return `Databricks rejected the credentials: check ${which}. The secret must be an OAuth secret of that service principal in this account, and not be expired.`;
}

/** The library's words for a setting become the name of the place it came from. */
function configuration({ facts, message }: ConfigurationInvalid, settings: Settings | null): string {
  const problem = String(facts.problem ?? message);
  const [, key, rest] = /^(host|accountId|clientId|clientSecret|workspaceUrls)\b:?\s*(.*)$/s.exec(problem) ?? [];
  if (key === 'workspaceUrls') return `DATABRICKS_WORKSPACE_URLS${rest}.`;
  const place = settings && key ? Object.entries(settings.places).find(([name]) => name === key)?.[1] : undefined;
  return place === undefined ? `${problem}.` : `${place}: ${rest}.`;
}

function refused({ facts }: DirectoryRefused, settings: Settings | null): string {
  const what = String(facts.what);
  if (facts.status === 404 && what.startsWith('access token') && settings !== null) {
    const { places, connect } = settings;
    return `${places.accountId}: there is no account ${connect.accountId} on ${connect.host} (${places.host}). Check the id and the cloud.`;
  }
  const status = facts.status === 0 ? '' : ` (status ${String(facts.status)})`;
  const hint = REFUSAL_HINTS[String(facts.status)] ?? '';
  return `Databricks refused: ${what}${status}: ${oneLine(String(facts.detail), 300)}.${hint}`;
}

/** By status. 500 is `InternalError`, which answers what is not allowed as well as what is broken. */
const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  403: ' Does the service principal have the right? Reading an account takes an account admin.',
  500: ' Does the service principal have the right? If it does, try again later.',
};

function unreachable({ facts, cause }: DirectoryUnavailable, settings: Settings | null): string {
  if (cause instanceof HttpFailure && cause.kind === 'unreachable' && settings !== null) {
    const { places, connect } = settings;
    const [reason = ''] = /\([^()]*\)$/.exec(cause.message) ?? [];
    return `${connect.host} cannot be reached ${reason}: check ${places.host} and the network.`;
  }
  const status = facts.status === undefined ? '' : ` (status ${facts.status})`;
  return `Databricks did not answer: ${String(facts.what)}${status}. Try again later.`;
}

function texts(fact: unknown): string[] {
  return Array.isArray(fact) ? fact.map((name) => display(String(name))) : [];
}
