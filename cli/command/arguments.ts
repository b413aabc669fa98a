import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

export const FORMATS = ['text', 'csv', 'json'] as const;
export const CLOUDS = ['azure', 'aws', 'gcp'] as const;

/** Flags every command takes. */
export interface Common {
  readonly format: (typeof FORMATS)[number];
  readonly scanUc: boolean;
  readonly profile: string | undefined;
  readonly cloud: (typeof CLOUDS)[number] | undefined;
  /** Workspace id → id of a SQL warehouse in it. */
  readonly warehouses: Readonly<Record<string, string>>;
}

export interface CompareCommand extends Common {
  readonly name: 'compare';
  readonly a: string;
  readonly b: string;
}

export interface CloneCommand extends Common {
  readonly name: 'clone';
  readonly from: string;
  readonly to: string;
  readonly without: readonly string[];
  readonly apply: boolean;
  readonly yes: boolean;
  /** Where the receipt of `--apply` goes; undefined: a name of its own in the working directory. */
  readonly receipt: string | undefined;
}

export type Command = CompareCommand | CloneCommand | { readonly name: 'help' | 'version' };

const text = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  compare: text,
  'clone-from': text,
  to: text,
  without: text,
  output: text,
  profile: text,
  cloud: text,
  receipt: text,
  warehouse: text,
  'scan-uc': flag,
  apply: flag,
  yes: flag,
  help: { ...flag, short: 'h' },
  version: flag,
} as const;

/**
 * Reads the command line.
 * @throws UsageError with the flag, what stood there and how it is meant
 */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parsed(argv);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };

  const common: Common = {
    format: oneOf('output', once('output', values.output), FORMATS) ?? 'text',
    scanUc: values['scan-uc'] ?? false,
    profile: once('profile', values.profile),
    cloud: oneOf('cloud', once('cloud', values.cloud), CLOUDS),
    warehouses: Object.fromEntries((values.warehouse ?? []).map(warehouse)),
  };
  if (values.warehouse && !common.scanUc) throw new UsageError('--warehouse is asked by --scan-uc: give both.');
  const a = once('compare', values.compare);
  const from = once('clone-from', values['clone-from']);
  const to = once('to', values.to);
  const receipt = once('receipt', values.receipt);
  if (a !== undefined && from !== undefined)
    throw new UsageError('--compare and --clone-from are two commands: give one of them.');
  if (a !== undefined) {
    const { without, apply, yes } = values;
    refuseFlags('--compare', {
      '--to': to,
      '--without': without,
      '--apply': apply,
      '--yes': yes,
      '--receipt': receipt,
    });
    const [b, ...more] = positionals;
    if (b === undefined || more.length > 0) {
      throw new UsageError(
        '--compare takes two names: --compare thomas@company.com uwe@company.com (quote a name with blanks).',
      );
    }
    return { name: 'compare', ...common, a, b: filled('--compare', b) };
  }
  if (from === undefined) throw new UsageError('Say what to do: --compare A B, or --clone-from A --to B.');
  if (to === undefined) throw new UsageError('--clone-from needs --to: who is to receive the access?');
  const [stray] = positionals;
  if (stray !== undefined) throw new UsageError(`"${stray}" belongs to no flag; quote a name with blanks.`);
  if (values.yes && !values.apply) throw new UsageError('--yes answers the question of --apply: give both.');
  if (receipt !== undefined && !values.apply) throw new UsageError('--receipt records what --apply writes: give both.');
  return {
    name: 'clone',
    ...common,
    from,
    to,
    without: (values.without ?? []).map((group) => filled('--without', group)),
    apply: values.apply ?? false,
    yes: values.yes ?? false,
    receipt,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node's own sentences are good; the second one of some explains how to quote, which the help does better.
    const [sentence = ''] = error instanceof Error ? error.message.split(/\.\s|\n/) : [];
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`, { cause: error });
  }
}

function once(name: string, values: readonly string[] | undefined): string | undefined {
  const [value, ...more] = values ?? [];
  if (more.length > 0) throw new UsageError(`--${name} is given ${more.length + 1} times; it takes one.`);
  return value === undefined ? undefined : filled(`--${name}`, value);
}

function warehouse(value: string): [workspaceId: string, warehouseId: string] {
  const [, workspaceId, warehouseId] = /^(\d{1,20})\/([\w-]{1,64})$/.exec(value.trim()) ?? [];
  if (workspaceId !== undefined && warehouseId !== undefined) return [workspaceId, warehouseId];
  throw new UsageError(`--warehouse ${value}: it is WORKSPACE_ID/WAREHOUSE_ID, such as 1234567890/0a1b2c3d4e5f6789.`);
}

function filled(name: string, value: string): string {
  const trimmed = value.trim();
  if (trimmed === '') throw new UsageError(`${name} is empty.`);
  return trimmed;
}

function oneOf<T extends string>(name: string, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((each) => each === value);
  if (found === undefined) throw new UsageError(`--${name} ${value}: it is one of ${known.join(', ')}.`);
  return found;
}

function refuseFlags(command: string, flags: Readonly<Record<string, unknown>>): void {
  const [wrong] = Object.entries(flags).find(([, value]) => value !== undefined && value !== false) ?? [];
  if (wrong !== undefined) throw new UsageError(`${wrong} does not go with ${command}; it belongs to --clone-from.`);
}
