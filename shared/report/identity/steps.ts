import { type IdentityProvider, providerId } from '../../domain/identity-provider.ts';
import type { Action } from '../../domain/plan.ts';
import type { Principal } from '../../domain/principal.ts';
import { entraLines } from './entra.ts';
import type { Lines, Subject } from './lines.ts';
import { oktaLines } from './okta.ts';

export interface IdentityStep extends Lines {
  readonly action: Action;
  /** The provider's id of the group; null where Databricks does not know it. */
  readonly groupId: string | null;
  /** The group in the provider's console. */
  readonly link: string | null;
}

/** What the identity team does for one group of the plan. */
export function identityStep(provider: IdentityProvider, target: Principal, action: Action): IdentityStep {
  const groupId = providerId(provider.kind, action.group.externalId);
  const targetId = providerId(provider.kind, target.externalId);
  const lines = linesFor(provider, { target, targetId, groupId, groupName: action.group.name });
  return { action, groupId, link: portalLink(provider, groupId), ...lines };
}

function linesFor({ kind }: IdentityProvider, subject: Subject): Lines {
  if (kind === 'entra') return entraLines(subject);
  return kind === 'okta' ? oktaLines(subject) : { check: null, add: null };
}

/** Pages of a group: Entra admin center (blade GroupDetailsMenuBlade) and Okta Admin Console. */
function portalLink({ kind, portalUrl }: IdentityProvider, groupId: string | null): string | null {
  if (portalUrl === null || groupId === null || kind === 'other') return null;
  const id = encodeURIComponent(groupId);
  if (kind === 'entra') return `${portalUrl}/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/${id}`;
  return `${portalUrl}/admin/group/${id}`;
}
