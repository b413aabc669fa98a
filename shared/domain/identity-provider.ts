/** What the desk knows the ids, links and commands of; `other` has none. */
export const PROVIDER_KINDS = ['entra', 'okta', 'other'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Where groups that Databricks does not own are managed. */
export interface IdentityProvider {
  readonly kind: ProviderKind;
  /** What people call it. */
  readonly name: string;
  /** Address of its console, without a slash at the end; null where none is known. */
  readonly portalUrl: string | null;
}

/** The keys of the stage file about it. */
export interface ProviderKeys {
  readonly identityProvider: ProviderKind;
  readonly identityProviderName?: string | undefined;
  readonly identityPortalUrl?: string | undefined;
}

const NAMES: Readonly<Record<ProviderKind, string>> = { entra: 'Entra', okta: 'Okta', other: 'identity provider' };

/** The same address for every tenant of the public cloud; national clouds have others, which the stage file can name. */
const ENTRA_PORTAL = 'https://entra.microsoft.com';

/** What people call the identity provider. */
export function providerName({ identityProvider, identityProviderName }: ProviderKeys): string {
  return identityProviderName ?? NAMES[identityProvider];
}

/** The identity provider of a stage. */
export function identityProviderOf(keys: ProviderKeys): IdentityProvider {
  const { identityProvider: kind, identityPortalUrl } = keys;
  const portalUrl = identityPortalUrl ?? (kind === 'entra' ? ENTRA_PORTAL : null);
  return { kind, name: providerName(keys), portalUrl: portalUrl?.replace(/\/+$/, '') ?? null };
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const OKTA_ID = /^00[gu][0-9A-Za-z]{17}$/;

/**
 * The id by which the provider knows what Databricks has under this SCIM `externalId`; null where it is none of the
 * provider's ids, so that nobody takes it for one. Of a provider the desk does not know, every id is taken.
 */
export function providerId(kind: ProviderKind, externalId: string | null): string | null {
  if (externalId === null) return null;
  if (kind === 'entra') return GUID.test(externalId) ? externalId : null;
  if (kind === 'okta') return OKTA_ID.test(externalId) ? externalId : null;
  return externalId;
}
