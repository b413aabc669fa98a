import { display, pairNames } from '../domain/display.ts';
import type { Action, Plan } from '../domain/plan.ts';
import { shortened } from './access-summary.ts';
import { isInPlace, type Results } from './results.ts';

/** `dry run` and `applied` are the command line's; `ticket` names no flag. */
export type ReportMode = 'dry run' | 'applied' | 'ticket';

interface Options {
  readonly identityProvider: string;
  readonly mode: ReportMode;
  readonly results: Results;
}

const MOST_NAMES = 10;

/** The last lines of the provisioning block: what is written, or would be, and what a person does next. */
export function closingLines(plan: Plan, options: Options): string[] {
  const additions = plan.actions.filter(({ type }) => type === 'Databricks');
  const inIdp = plan.actions.filter(({ type }) => type === 'IdP required');
  if (additions.length === 0 && inIdp.length === 0) return [nothing(plan)];
  const written = options.mode === 'applied' || options.results.size > 0;
  if (!written) return [outlook(additions.length, options.mode)];
  return [appliedLine(additions, options.results), ...nextLine(plan, inIdp, options)];
}

/** What could not be decided may well be something. */
function nothing({ actions }: Plan): string {
  const open = actions.filter(({ type }) => type === 'Unverified').length;
  return open === 0 ? 'Nothing to add.' : `Nothing to add: ${open} group(s) could not be decided.`;
}

function outlook(count: number, mode: ReportMode): string {
  if (count === 0) return 'Nothing to write in Databricks.';
  if (mode !== 'ticket') return `Dry run — pass --apply to write the ${count} Databricks group addition(s).`;
  return `Nothing is written yet: after approval ${count} ${count === 1 ? 'addition is' : 'additions are'} written.`;
}

function appliedLine(additions: readonly Action[], results: Results): string {
  const count = (result: string): number =>
    additions.filter(({ group }) => results.get(group.id)?.result === result).length;
  const asides = [
    [count('already member'), 'in place before'],
    [count('accepted, not yet confirmed'), 'accepted but not seen yet'],
  ] as const;
  const said = asides.flatMap(([number, words]) => (number === 0 ? [] : [`, ${number} ${words}`])).join('');
  return `Applied ${count('applied')} of ${additions.length} Databricks group addition(s)${said}; nothing else was changed.`;
}

function nextLine(plan: Plan, inIdp: readonly Action[], { identityProvider, results }: Options): string[] {
  const [, target] = pairNames(plan.source, plan.target);
  const waiting = inIdp.filter(({ group }) => !isInPlace(results, group.id));
  if (waiting.length === 0) return [];
  const groups = shortened(
    waiting.map(({ group }) => display(group.name)),
    MOST_NAMES,
  );
  const following = plan.follows
    .filter(({ follows, throughType }) => follows && throughType === 'IdP required')
    .map(({ group }) => display(group.name));
  const verb = following.length === 1 ? 'follows' : 'follow';
  const rest = following.length === 0 ? '' : `; ${shortened(following, MOST_NAMES)} ${verb} through the SCIM sync`;
  return [`Next: add ${target} to ${groups} in ${productName(identityProvider)}${rest}.`];
}

/** Where a person goes to add somebody: Entra's console is called Entra ID; other products are called what they are. */
function productName(identityProvider: string): string {
  return identityProvider === 'Entra' ? 'Entra ID' : display(identityProvider);
}
