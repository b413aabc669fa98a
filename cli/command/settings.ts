import { join } from 'node:path';
import { z } from 'zod';
import { ACCOUNT_HOSTS, type ConnectOptions } from '../client.ts';
import type { Common } from './arguments.ts';
import { type Profile, parseProfiles } from './profile.ts';
import { UsageError } from './usage-error.ts';
import type { World } from './world.ts';

/** The settings of an account, and where each was found: an error names that place, never a value of a secret. */
export interface Settings {
  readonly connect: Omit<ConnectOptions, 'clock'> & { readonly host: string };
  readonly identityProvider: string;
  readonly places: Readonly<Record<Key, string>>;
}

type Key = 'host' | 'accountId' | 'clientId' | 'clientSecret';

/** Names every Databricks tool uses. */
const NAMES = {
  host: { env: 'DATABRICKS_HOST', profile: 'host' },
  accountId: { env: 'DATABRICKS_ACCOUNT_ID', profile: 'account_id' },
  clientId: { env: 'DATABRICKS_CLIENT_ID', profile: 'client_id' },
  clientSecret: { env: 'DATABRICKS_CLIENT_SECRET', profile: 'client_secret' },
} as const satisfies Record<Key, { env: string; profile: string }>;

interface Found {
  readonly value: string;
  readonly place: string;
}

const tableSchema = z.record(z.string(), z.string());

/**
 * Gathers host and credentials: `--cloud` before everything, then a profile named by `--profile`, then the environment,
 * then the profile DATABRICKS_CONFIG_PROFILE names.
 * @throws UsageError naming what is missing or unreadable, and where it can be set
 */
export function readSettings(
  { profile, cloud, warehouses }: Pick<Common, 'profile' | 'cloud' | 'warehouses'>,
  world: World,
): Settings {
  const { env } = world;
  const named = profile ?? env.DATABRICKS_CONFIG_PROFILE;
  const section =
    named === undefined || named === ''
      ? undefined
      : readProfile(named, profile === undefined ? 'DATABRICKS_CONFIG_PROFILE=' : '--profile ', world);
  const fromProfile = (key: Key) => found(section?.[NAMES[key].profile], `${NAMES[key].profile} of profile ${named}`);
  const fromEnv = (key: Key) => found(env[NAMES[key].env], NAMES[key].env);
  const look = (key: Key): Found => {
    const value = profile === undefined ? (fromEnv(key) ?? fromProfile(key)) : (fromProfile(key) ?? fromEnv(key));
    if (value !== undefined) return value;
    const orCloud = key === 'host' ? ', or pass --cloud azure|aws|gcp' : '';
    throw new UsageError(`${NAMES[key].env} is not set: set it, or ${NAMES[key].profile} in a --profile${orCloud}.`);
  };
  const host = cloud === undefined ? look('host') : { value: ACCOUNT_HOSTS[cloud], place: '--cloud' };
  const accountId = look('accountId');
  const clientId = look('clientId');
  const clientSecret = look('clientSecret');
  return {
    connect: {
      host: host.value,
      accountId: accountId.value,
      clientId: clientId.value,
      clientSecret: clientSecret.value,
      secretName: clientSecret.place,
      workspaceUrls: byWorkspace(
        'DATABRICKS_WORKSPACE_URLS',
        env.DATABRICKS_WORKSPACE_URLS,
        'https://adb-1234567890.7.azuredatabricks.net',
      ),
      warehouses: {
        ...byWorkspace('DATABRICKS_WAREHOUSES', env.DATABRICKS_WAREHOUSES, '0a1b2c3d4e5f6789'),
        ...warehouses,
      },
    },
    identityProvider: env.ACCESS_DESK_IDENTITY_PROVIDER?.trim() || 'Entra',
    places: {
      host: host.place,
      accountId: accountId.place,
      clientId: clientId.place,
      clientSecret: clientSecret.place,
    },
  };
}

function found(value: string | undefined, place: string): Found | undefined {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? undefined : { value: trimmed, place };
}

/** @param asked how it was named, before the name: an error begins so */
function readProfile(name: string, asked: string, { env, homeFolder, readFile }: World): Profile {
  const path = (env.DATABRICKS_CONFIG_FILE ?? '').replace(/^~(?=\/)/, homeFolder) || join(homeFolder, '.databrickscfg');
  const text = readFile(path);
  if (text === null) throw new UsageError(`${asked}${name}: there is no readable file ${path}.`);
  const profiles = parseProfiles(text);
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  const known = [...profiles.keys()];
  const has = known.length === 0 ? 'no profiles' : `the profiles ${known.join(', ')}`;
  throw new UsageError(`${asked}${name}: ${path} has ${has}.`);
}

/** A table by workspace id; `example` is a value of it. */
function byWorkspace(name: string, text: string | undefined, example: string): Readonly<Record<string, string>> {
  if (text === undefined || text.trim() === '') return {};
  const parsed = tableSchema.safeParse(jsonOrNull(text));
  if (parsed.success) return parsed.data;
  throw new UsageError(`${name} must be JSON such as {"1234567890":"${example}"}.`);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
