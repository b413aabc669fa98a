import { display } from './display.ts';
import { addressesOf, addressForms } from './mail-address.ts';
import type { Principal } from './principal.ts';
import type { PartyRole, Person } from './ticket.ts';

/** Somebody who plays a part in the request and therefore may not approve it. */
export interface Party {
  readonly personId: string;
  readonly role: PartyRole;
  /** Addresses of the person, where the caller knows them; those of the identity map are added here. */
  readonly emails?: readonly string[];
}

export interface ApproverQuestion {
  readonly approver: Person;
  readonly isInApproverGroup: boolean;
  readonly parties: readonly Party[];
  readonly source: Principal;
  readonly target: Principal;
  /** Ticket-system person id → further e-mails of the same person. */
  readonly identityMap: Readonly<Record<string, readonly string[]>>;
  /** What to do when it cannot be settled whether the approver is source or target. */
  readonly unprovenApprover: 'refuse' | 'accept';
  /** The ticket-system account Access Desk acts as. */
  readonly ownPersonId: string;
}

/** `reason` and `remark` are sentences for the ticket; they name people, never addresses. `because` names nobody. */
export type ApproverAnswer =
  | { readonly counts: true; readonly remark: string | null }
  | { readonly counts: false; readonly reason: string; readonly because: string };

/** Whether this person's approval counts. People are compared by ticket-system account first, then by every address. */
export function mayApprove(question: ApproverQuestion): ApproverAnswer {
  const { approver } = question;
  const name = display(approver.displayName);
  const refused = (because: string): ApproverAnswer => ({ counts: false, reason: `${name} ${because}`, because });

  if (approver.id === question.ownPersonId) return refused(PARTS.ourselves);
  const byAccount = question.parties.find(({ personId }) => personId === approver.id);
  if (byAccount !== undefined) return refused(PARTS[byAccount.role]);
  if (approver.isApp) return refused('is an app account');
  if (!approver.active) return refused('is deactivated in the ticket system');
  if (!question.isInApproverGroup) return refused('is not a member of the approver group');

  const known = addressesOfPerson(approver.id, approver.emails, question);
  const byAddress = partyByAddress(question, known);
  if (byAddress !== null) return refused(PARTS[byAddress]);

  const unsettled = whatIsUnsettled(question, known);
  if (unsettled === null) return { counts: true, remark: null };
  if (question.unprovenApprover === 'refuse')
    return refused(`cannot be told apart from source and target: ${unsettled}`);
  return {
    counts: true,
    remark: `Counted although ${name} cannot be told apart from source and target: ${unsettled}`,
  };
}

/** What a party did or is, after its name. */
const PARTS: Readonly<Record<PartyRole, string>> = {
  creator: 'created this ticket',
  reporter: 'reported this ticket',
  'opened by': 'opened this ticket',
  'requested for': 'is the person this is requested for',
  'changed a request field': 'changed a field of this request',
  source: 'is the source of this request',
  target: 'is the target of this request',
  ourselves: 'is the account Access Desk works with',
};

function partyByAddress(question: ApproverQuestion, known: ReadonlySet<string>): PartyRole | null {
  if (!known.isDisjointFrom(addressesOf(question.target))) return 'target';
  if (!known.isDisjointFrom(addressesOf(question.source))) return 'source';
  const same = question.parties.find(
    ({ personId, emails }) => !known.isDisjointFrom(addressesOfPerson(personId, emails ?? [], question)),
  );
  return same?.role ?? null;
}

/** Nobody has to be compared with a service principal; with a user only addresses on both sides settle anything. */
function whatIsUnsettled({ source, target }: ApproverQuestion, known: ReadonlySet<string>): string | null {
  const users = [source, target].filter(({ kind }) => kind === 'user');
  if (users.length === 0) return null;
  if (known.size === 0) return 'no e-mail address of the approver is visible';
  const isSilent = users.some((user) => addressesOf(user).size === 0);
  return isSilent ? 'Databricks knows no e-mail address of source or target' : null;
}

/**
 * Every address of a person: those given, those the identity map holds for the account, and those of any other entry of
 * the map that shares one of them (two accounts of one human).
 */
function addressesOfPerson(
  id: string,
  emails: readonly string[],
  { identityMap }: Pick<ApproverQuestion, 'identityMap'>,
): ReadonlySet<string> {
  const mapped = Object.entries(identityMap).map(([personId, further]) => ({
    personId,
    addresses: new Set(further.flatMap(addressForms)),
  }));
  const own = mapped.filter(({ personId }) => personId === id).flatMap(({ addresses }) => [...addresses]);
  let known: ReadonlySet<string> = new Set([...emails.flatMap(addressForms), ...own]);
  for (;;) {
    const linked = mapped.filter(({ addresses }) => !addresses.isDisjointFrom(known));
    const grown = linked.reduce((all, { addresses }) => all.union(addresses), known);
    if (grown.size === known.size) return known;
    known = grown;
  }
}
