import * as z from 'zod';
import type { Outcome, Reads } from './calls.ts';
import { refusalDetail } from './errors.ts';
import { readPages } from './pages.ts';
import { idSchema } from './scim.ts';

const parentsSchema = z.object({
  transitive_parent_groups: z.array(z.object({ group_id: idSchema })).default([]),
  next_page_token: z.string().nullish(),
});

const memberSchema = z.object({ membership_source: z.string().nullish() });

const ORIGINS: Readonly<Record<string, 'internal' | 'external'>> = {
  INTERNAL: 'internal',
  IDENTITY_PROVIDER: 'external',
};

/** Statuses by which an account says that it does not offer this API, which is a preview, or not to us. */
const NOT_OFFERED: ReadonlySet<unknown> = new Set([400, 403, 404]);

/**
 * The newer identity API. Where an account does not offer it the answer is null, once for all, and the caller reads
 * groups instead. Its two calls are previews of different standing: an account may offer the first without the second.
 */
export function iamV2(reads: Reads, accountId: string) {
  const base = `/api/2.0/identity/accounts/${encodeURIComponent(accountId)}`;
  const offered = { groups: true, origins: true };

  /** The data; null, and never asked again, where the refusal is that of an account without this call. */
  function dataOrNull<T>(call: keyof typeof offered, outcome: Outcome<T>): T | null {
    if ('data' in outcome) return outcome.data;
    const { refusal } = outcome;
    if (!NOT_OFFERED.has(refusal.facts.status)) throw refusal;
    // That a principal does not exist says nothing about the API.
    if (!refusalDetail(refusal).startsWith('RESOURCE_DOES_NOT_EXIST')) offered[call] = false;
    return null;
  }

  return {
    /** See DirectoryReader.transitiveGroupIds. */
    async transitiveGroupIds(principalId: string): Promise<readonly string[] | null> {
      const what = `groups of principal ${principalId}`;
      const path = `${base}/principals/${encodeURIComponent(principalId)}/transitive-parent-groups`;
      let answered = offered.groups;
      if (!answered) return null;
      const { items } = await readPages(what, async (page_token) => {
        const page = dataOrNull('groups', await reads.ask({ what, path, query: { page_token } }, parentsSchema));
        if (page === null) answered = false;
        return { items: page?.transitive_parent_groups ?? [], next: page?.next_page_token };
      });
      return answered ? [...new Set(items.map(({ group_id }) => group_id))] : null;
    },

    /** See DirectoryReader.membershipOrigin. */
    async membershipOrigin(groupId: string, principalId: string): Promise<'internal' | 'external' | null> {
      const path = `${base}/groups/${encodeURIComponent(groupId)}/direct-members/${encodeURIComponent(principalId)}`;
      const what = `membership of ${principalId} in group ${groupId}`;
      if (!offered.groups || !offered.origins) return null;
      const outcome = await reads.ask({ what, path }, memberSchema);
      // Not a direct member. What this looks like is not documented, so a 404 never means that the API is missing.
      if ('refusal' in outcome && outcome.refusal.facts.status === 404) return null;
      const member = dataOrNull('origins', outcome);
      return ORIGINS[member?.membership_source ?? ''] ?? null;
    },
  };
}
