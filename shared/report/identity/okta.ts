import type { Lines, Subject } from './lines.ts';
import { quoted } from './shell.ts';

const CALL = 'curl --silent --show-error --fail --header "Authorization: SSWS $OKTA_API_TOKEN"';

/** Lines for Okta's Groups API. Address and token come from the caller's environment: OKTA_ORG_URL, OKTA_API_TOKEN. */
export function oktaLines({ groupId, targetId }: Subject): Lines {
  if (groupId === null) return { check: null, add: null };
  const group = `"$OKTA_ORG_URL"/api/v1/groups/${quoted(groupId)}`;
  return {
    check: `${CALL} ${group}`,
    add: targetId === null ? null : `${CALL} --request PUT ${group}/users/${quoted(targetId)}`,
  };
}

/** What the check can say, and what follows from it. */
export const OKTA_ANSWERS: readonly string[] = [
  'profile.name is another one than here: stop, add nobody, and tell us in a comment.',
  'type is APP_GROUP: the group comes from a directory or an app, such as Active Directory. Change it there.',
  'type is BUILT_IN: Okta fills it by itself. Stop, and tell us.',
  'A group rule fills it (Directory, Groups, Rules): change the attribute the rule reads, not the member.',
  'The group has an administrator role: this needs a super administrator.',
  'Nothing of these: the second line adds the person.',
];
