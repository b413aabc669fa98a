import { accountModel } from './account-builder.ts';
import type { AccountModel } from './account-model.ts';

const dataTeam = [
  'mira.kovac@company.com',
  'jonas.weber@company.com',
  'lea.fontaine@company.com',
  'omar.haddad@company.com',
];
const salesTeam = [
  'nina.berg@company.com',
  'paolo.rossi@company.com',
  'anna.schmidt@company.com',
  'a.schmidt@company.com',
];
const both = ['thomas@company.com', 'uwe@company.com'];

export const etlProdApplicationId = '0c8e2d6a-7b1f-4e53-9a41-3d5f7b9c1e01';
export const etlNewApplicationId = '0c8e2d6a-7b1f-4e53-9a41-3d5f7b9c1e02';

/**
 * The account of the design's story: Uwe Becker shall get what Thomas Müller has. Five groups are missing (one external
 * with a second that follows, two internal that open a workspace, one internal that opens nothing), one is Uwe's alone,
 * three are shared. Service principal `etl-new` lacks one internal and one external group of `etl-prod`.
 */
export function exampleAccount(): AccountModel {
  return accountModel()
    .user('Thomas Müller', 'thomas@company.com', {
      id: '9007199254740993',
      externalId: '6d1f0a52-0000-4000-8000-000000000001',
    })
    .user('Uwe Becker', 'uwe@company.com', {
      id: '4411000000000017',
      externalId: '6d1f0a52-0000-4000-8000-000000000002',
    })
    .user('Mira Kovač', 'mira.kovac@company.com', { externalId: '6d1f0a52-0000-4000-8000-000000000003' })
    .user('Jonas Weber', 'jonas.weber@company.com', { externalId: '6d1f0a52-0000-4000-8000-000000000004' })
    .user('Léa Fontaine', 'lea.fontaine@company.com')
    .user('Omar Haddad', 'omar.haddad@company.com')
    .user('Nina Berg', 'nina.berg@company.com')
    .user('Paolo Rossi', 'paolo.rossi@company.com')
    .user('Anna Schmidt', 'anna.schmidt@company.com')
    .user('Anna Schmidt', 'a.schmidt@company.com')
    .user('Petra Novák', 'petra.novak@company.com', { active: false })
    .servicePrincipal('etl-prod', etlProdApplicationId, { externalId: '6d1f0a52-0000-4000-8000-000000000101' })
    .servicePrincipal('etl-new', etlNewApplicationId, { externalId: '6d1f0a52-0000-4000-8000-000000000102' })
    .group('data-engineers', {
      id: '7733000000000021',
      externalId: '0d1e5f00-0000-4000-8000-000000000001',
      members: ['thomas@company.com', ...dataTeam],
    })
    .group('bi-consumers', {
      id: '9007199254741997',
      externalId: '0d1e5f00-0000-4000-8000-000000000002',
      members: ['data-engineers', ...salesTeam],
    })
    .group('ml-catalog-readers', { id: '7733000000000043', members: ['thomas@company.com', ...dataTeam] })
    .group('npb-platform-users', { id: '9007199254742011', members: ['thomas@company.com', ...dataTeam, ...salesTeam] })
    .group('scratch-workspace-admins', { id: '7733000000000065', members: ['thomas@company.com', ...dataTeam] })
    .group('legacy-etl-users', { members: ['uwe@company.com', ...salesTeam, 'petra.novak@company.com'] })
    .group('npb-developers', { members: [...both, ...dataTeam] })
    .group('shared-readers', { members: [...both, ...dataTeam, ...salesTeam] })
    .group('account-owners', { roles: ['account_admin'], members: [...dataTeam, 'nina.berg@company.com'] })
    .group('etl-writers', { members: ['etl-prod', ...dataTeam] })
    .group('etl-landing', { externalId: '0d1e5f00-0000-4000-8000-000000000003', members: ['etl-prod', ...salesTeam] })
    .workspace('dev-workspace', {
      id: '6180000000000011',
      assignments: { 'data-engineers': 'USER', 'npb-developers': 'USER' },
    })
    .workspace('prod-workspace', {
      id: '9007199254743019',
      assignments: {
        'data-engineers': 'USER',
        'npb-platform-users': 'USER',
        'shared-readers': 'USER',
        'etl-landing': 'USER',
      },
    })
    .workspace('scratch-workspace', {
      id: '6180000000000033',
      assignments: { 'scratch-workspace-admins': 'ADMIN', 'npb-developers': 'USER' },
    })
    .metastore('main-westeurope', { grants: { 'account-owners': ['CREATE_CATALOG'] } })
    .securable('catalog', 'main', { grants: { 'npb-developers': ['USE_CATALOG'], 'account users': ['BROWSE'] } })
    .securable('schema', 'main.sales', { grants: { 'shared-readers': ['USE_SCHEMA', 'SELECT'] } })
    .securable('table', 'main.sales.orders', { grants: { 'nina.berg@company.com': ['MODIFY'] } })
    .securable('table', 'main.sales.customers')
    .securable('schema', 'main.platform', { owner: 'npb-developers' })
    .securable('volume', 'main.platform.uploads', { grants: { 'npb-developers': ['READ_VOLUME', 'WRITE_VOLUME'] } })
    .securable('function', 'main.platform.mask_mail', { grants: { 'shared-readers': ['EXECUTE'] } })
    .securable('catalog', 'landing', { grants: { 'etl-writers': ['USE_CATALOG', 'USE_SCHEMA', 'MODIFY', 'SELECT'] } })
    .securable('schema', 'landing.sap')
    .securable('table', 'landing.sap.invoices')
    .securable('catalog', 'ml', { isolatedTo: ['dev-workspace'], grants: { 'npb-developers': ['USE_CATALOG'] } })
    .securable('schema', 'ml.features')
    .securable('model', 'ml.features.churn', { grants: { 'npb-developers': ['EXECUTE'] } })
    .securable('catalog', 'system', { owner: 'System user', catalogType: 'SYSTEM_CATALOG' })
    .securable('external_location', 'landing-zone', { grants: { [etlProdApplicationId]: ['READ_FILES'] } })
    .securable('storage_credential', 'landing-identity')
    .securable('connection', 'crm-postgres', { grants: { 'shared-readers': ['USE_CONNECTION'] } })
    .securable('share', 'partner-figures')
    .build();
}
