import type { DatabricksSimulator } from '../simulators/databricks/server.ts';

/** One membership that was written over the API, by the names people know. */
export interface MembershipWrite {
  readonly group: string;
  readonly member: string;
  readonly status: number | undefined;
}

/** Every PATCH of a group so far, from request number `from` on; one entry per member it names. */
export function membershipWrites({ requests, model }: DatabricksSimulator, from = 0): MembershipWrite[] {
  const name = (id: string): string => {
    const found = model.find(id);
    if (found === undefined) return id;
    if (found.kind === 'USER') return found.user.userName;
    return found.kind === 'GROUP' ? found.group.displayName : found.servicePrincipal.applicationId;
  };
  return requests.slice(from).flatMap(({ method, path, body, status }) => {
    const group = /\/scim\/v2\/Groups\/([^/]+)$/.exec(path)?.[1];
    if (method !== 'PATCH' || group === undefined) return [];
    const members = [...body.matchAll(/"value":\s*"(\d+)"/g)].map(([, id = '']) => id);
    return members.map((id) => ({ group: name(group), member: name(id), status }));
  });
}

/** True where the membership truly is there, whatever readers are shown. */
export function isMember({ model }: DatabricksSimulator, group: string, member: string): boolean {
  const id = model.idOf(member);
  return model.members(model.idOf(group)).some((one) => one.id === id);
}
