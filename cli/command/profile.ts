/** One section of a Databricks configuration file. Keys are lower case. */
export type Profile = Readonly<Record<string, string>>;

/**
 * The sections of a `.databrickscfg`: `[NAME]`, then `key = value` lines; `#` and `;` begin a comment line. A value is
 * taken to the end of its line, because secrets may hold any character.
 */
export function parseProfiles(text: string): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const section = /^\[(.+)\]$/.exec(line)?.[1]?.trim();
    if (section !== undefined) {
      current = profiles.get(section) ?? {};
      profiles.set(section, current);
      continue;
    }
    const [, key, value] = /^([^=]+?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (current !== undefined && key !== undefined) current[key.toLowerCase()] = value ?? '';
  }
  return profiles;
}
