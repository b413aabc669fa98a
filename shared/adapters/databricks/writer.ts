import { DirectoryRefused } from '#shared/errors.ts';
import type { AuditTag, DirectoryWriter } from '#shared/ports/directory.ts';
import { type AccountOptions, connection, hostOf } from './connection.ts';
import { translate } from './errors.ts';
import { scimPath } from './scim.ts';

/**
 * Without this schema a PATCH is not refused everywhere: one is reported to have wiped all members
 * (nested-aad-scim-connector #5).
 */
const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/**
 * Adds members to account groups with the writer's identity. It sends PATCH only, with the one operation `add`; never
 * PUT, which replaces the list.
 * @throws ConfigurationInvalid when the host may not be called
 */
export function databricksWriter(options: AccountOptions): DirectoryWriter {
  const { host, accountId, secretName, version } = options;
  const connected = connection(options);
  const http = connected.client(host, { methods: ['PATCH'], onUnauthorized: connected.tokens.forget });

  return {
    async addMember(groupId, principalId, audit) {
      const what = `adding a member to group ${groupId} (${hostOf(host)})`;
      // A member id that is none (an application id, say) would be accepted without effect and without a word
      // (terraform-provider-databricks #4194).
      if (![groupId, principalId].every((id) => /^\d{1,20}$/.test(id))) {
        throw new DirectoryRefused({ what, status: 0, detail: 'group and member are named by numeric SCIM ids' });
      }
      try {
        await http.empty({
          method: 'PATCH',
          path: scimPath(accountId, 'Groups', groupId),
          headers: {
            'content-type': 'application/scim+json; charset=utf-8',
            'user-agent': userAgent(version, audit),
          },
          body: {
            schemas: [PATCH_SCHEMA],
            Operations: [{ op: 'add', path: 'members', value: [{ value: principalId }] }],
          },
          repeatable: false,
        });
      } catch (error) {
        throw translate(error, { what, secretName });
      }
    },
  };
}

/** `access-desk/1.0.0 (ITSM-42; 0123456789ab)`: Databricks' audit log keeps it beside the change. */
function userAgent(version: string, { ticketKey, digest }: AuditTag): string {
  const plain = (text: string) => text.replace(/[^\w.-]/g, '_');
  return `access-desk/${plain(version)} (${plain(ticketKey).slice(0, 40)}; ${plain(digest).slice(0, 12)})`;
}
