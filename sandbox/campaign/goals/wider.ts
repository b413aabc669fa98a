import type { Action } from '../story.ts';

/** Ways in which a group becomes wider, one after the other. */
export const WIDER: readonly Action[] = [
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'dev-workspace', level: 'USER' },
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'dev-workspace', level: 'ADMIN' },
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'scratch-workspace', level: 'USER' },
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'scratch-workspace', level: 'ADMIN' },
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'prod-workspace', level: 'ADMIN' },
  { do: 'give group a workspace', group: 'scratch-workspace-admins', workspace: 'dev-workspace', level: 'USER' },
  { do: 'give group a workspace', group: 'scratch-workspace-admins', workspace: 'dev-workspace', level: 'ADMIN' },
];
