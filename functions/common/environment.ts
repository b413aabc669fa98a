import { ConfigurationInvalid } from '#shared/errors.ts';

/** Reads environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A variable that must be there.
 * @throws ConfigurationInvalid naming it
 */
export function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '')
    throw new ConfigurationInvalid({ problem: `environment variable ${name} is not set` });
  return value;
}
