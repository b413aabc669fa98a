import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type KnownPerson,
  type PseudonymKeys,
  type SealedPerson,
  sealPerson,
  sealText,
} from '#shared/domain/pseudonym.ts';
import type { Pseudonyms } from '#shared/ports/audit-record.ts';
import { tableItems } from './items.ts';
import { itemKeys } from './keys.ts';

interface PseudonymOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly now: () => Date;
  /** Days after their last mention that the names of a person are kept. */
  readonly retentionDays: number;
  readonly keys: () => Promise<PseudonymKeys>;
}

/** Seals people, and keeps who they are in one item each. */
export function pseudonyms({ keys, retentionDays, ...options }: PseudonymOptions): Pseudonyms {
  const items = tableItems(options);

  /** Somebody known by account only has nothing to be kept; an item that is there stays. */
  async function keepName({ id }: SealedPerson, person: KnownPerson): Promise<void> {
    if (person.name === null) return;
    const { in: realm, name } = person;
    const item = { realm, account: person.id, name, handles: [...person.handles] };
    await items.put(itemKeys.person(id), item, { days: retentionDays });
  }

  return {
    async seal(person) {
      const sealed = sealPerson(await keys(), person);
      await keepName(sealed, person);
      return sealed;
    },
    async sealText(text) {
      return sealText(await keys(), text);
    },
  };
}
