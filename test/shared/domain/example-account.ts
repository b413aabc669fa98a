import type { Findings } from '#shared/domain/findings.ts';
import { aGroup, asMember, assigned, fullEvidence, someFindings, thomas, uwe } from './builders.ts';

/** The account every text of the documentation shows: Thomas has five groups that Uwe has not. */
const dataEngineers = aGroup('101', 'data-engineers', [asMember(thomas)], { externalId: 'entra-101' });
const groups = [
  aGroup('100', 'account users'),
  dataEngineers,
  aGroup('102', 'bi-consumers', [asMember(dataEngineers)], { externalId: 'entra-102' }),
  aGroup('103', 'ml-catalog-readers', [asMember(thomas)]),
  aGroup('104', 'npb-platform-users', [asMember(thomas)]),
  aGroup('105', 'scratch-workspace-admins', [asMember(thomas)]),
  aGroup('106', 'legacy-etl-users', [asMember(uwe)]),
  aGroup('107', 'npb-developers', [asMember(thomas), asMember(uwe)]),
  aGroup('108', 'shared-readers', [asMember(thomas), asMember(uwe)]),
];

const assignments = {
  ...assigned('101', 'dev-workspace'),
  ...assigned('102', 'prod-workspace'),
  ...assigned('104', 'prod-workspace'),
  ...assigned('105', 'scratch-workspace', 'ADMIN'),
};

/** The account as read with a Unity Catalog scan. */
export const exampleFindings: Findings = someFindings(groups, { evidence: fullEvidence({ assignments }) });

/** The same without the scan. */
export const exampleWithoutScan: Findings = {
  ...exampleFindings,
  evidence: { ...exampleFindings.evidence, unityCatalog: { scanned: false, complete: false, calls: 0 } },
};
