import {
  PrincipalAmbiguous,
  PrincipalInactive,
  PrincipalKindMismatch,
  PrincipalNotFound,
  SamePrincipal,
} from '../errors.ts';
import { nearNames } from './near.ts';
import type { Principal } from './principal.ts';

/**
 * Takes the one principal a name fits. `candidates`: names that could have been meant, offered only where they are
 * within two typing errors.
 * @throws PrincipalNotFound when nothing fits
 * @throws PrincipalAmbiguous when several do: choosing one would be guessing
 */
export function pickPrincipal(
  field: 'source' | 'target',
  asked: string,
  hits: readonly Principal[],
  candidates: readonly string[] = [],
): Principal {
  const distinct = [...new Map(hits.map((hit) => [`${hit.kind} ${hit.id}`, hit])).values()];
  const [only] = distinct;
  if (only === undefined) throw new PrincipalNotFound({ field, asked, near: nearNames(asked, candidates) });
  if (distinct.length > 1) throw new PrincipalAmbiguous({ field, asked, hits: distinct.length });
  return only;
}

/**
 * Checks that access can be copied from one to the other. An inactive source is planned with a remark.
 * @throws SamePrincipal, PrincipalKindMismatch, PrincipalInactive (target only)
 */
export function checkPair(source: Principal, target: Principal): void {
  if (source.kind === target.kind && source.id === target.id) throw new SamePrincipal({ asked: target.name });
  if (source.kind !== target.kind) {
    throw new PrincipalKindMismatch({ sourceKind: kindInWords(source), targetKind: kindInWords(target) });
  }
  if (!target.active) throw new PrincipalInactive({ field: 'target', asked: target.name });
}

function kindInWords({ kind }: Principal): string {
  return kind === 'user' ? 'user' : 'service principal';
}
