import type { Site } from './site.ts';

/** For whom something is rendered. Without a viewer it is for a webhook, which never carries an e-mail. */
export interface View {
  readonly version: 2 | 3;
  readonly viewer?: string;
}

/** A user object. The e-mail is there only for viewers, and only when the profile shows it (one always sees one's own). */
export function renderUser(site: Site, accountId: string, view: View): Record<string, unknown> {
  const account = site.account(accountId);
  const shown = view.viewer !== undefined && (!account.hideEmail || view.viewer === accountId);
  return {
    self: `${site.baseUrl}/rest/api/${view.version}/user?accountId=${encodeURIComponent(accountId)}`,
    accountId,
    accountType: account.accountType,
    ...(shown && { emailAddress: account.email }),
    avatarUrls: { '48x48': `${site.baseUrl}/avatars/48.png` },
    displayName: account.displayName,
    active: account.active,
    timeZone: 'Europe/Berlin',
  };
}
