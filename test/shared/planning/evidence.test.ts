import { describe, expect, it } from 'vitest';
import { buildPlan } from '#shared/domain/build-plan.ts';
import type { Findings } from '#shared/domain/findings.ts';
import { DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { readOn } from '#shared/planning/read-on.ts';
import { startReading } from '#shared/planning/reading.ts';
import { BINDABLE_KINDS } from '#shared/ports/directory.ts';
import { type AccountMetastore, aGroupOf, anAccount, assignmentOf } from '#test/builders/directory.ts';
import { exampleDirectory } from '#test/builders/example-directory.ts';
import { thomas, uwe } from '#test/builders/plan.ts';
import { aReading, readAll, readFindings, repeated, storedAndRead } from './helpers.ts';

const gapsOf = ({ evidence }: Findings) =>
  evidence.gaps.map(({ what, reason, hides }) => `${what}: ${reason} (${hides})`);
const options = { scanUc: true, without: [], neverCopy: { ids: [], names: [] } };
const typeOf = (findings: Findings, name: string) =>
  buildPlan(findings, options).actions.find(({ group }) => group.name === name);

/** One group of the gap that opens nothing below a metastore. */
function undecided(metastore: Partial<AccountMetastore> = {}) {
  return anAccount({
    principals: [thomas, uwe],
    groups: [aGroupOf('1', 'readers', [thomas])],
    workspaces: [
      { id: '1', name: 'one', assignments: [] },
      { id: '2', name: 'two', assignments: [] },
    ],
    metastores: [{ id: 'ms-1', name: 'main', owner: 'reader', workspaceIds: ['1', '2'], securables: [], ...metastore }],
  });
}

describe('evidence', () => {
  it('that was read completely proves that there is nothing', async () => {
    const findings = await readFindings(undecided({ securables: [{ kind: 'catalog', fullName: 'ml' }] }));
    expect(gapsOf(findings)).toEqual([]);
    expect(typeOf(findings, 'readers')).toMatchObject({ type: 'Skipped', evidence: 'no' });
  });

  it.each([
    ['metastore', { grants: [{ principal: 'readers', privileges: ['CREATE CATALOG'] }] }],
    [
      'catalog',
      {
        securables: [
          { kind: 'catalog', fullName: 'ml', grants: [{ principal: 'readers', privileges: ['USE CATALOG'] }] },
        ],
      },
    ],
    ['external_location', { securables: [{ kind: 'external_location', fullName: 'lake', owner: 'readers' }] }],
    ['share', { securables: [{ kind: 'share', fullName: 'out', owner: 'readers' }] }],
    [
      'schema',
      {
        securables: [
          { kind: 'catalog', fullName: 'ml' },
          { kind: 'schema', fullName: 'ml.a', owner: 'readers' },
        ],
      },
    ],
    [
      'volume',
      {
        securables: [
          { kind: 'catalog', fullName: 'ml' },
          { kind: 'schema', fullName: 'ml.a' },
          { kind: 'volume', fullName: 'ml.a.v', grants: [{ principal: 'readers', privileges: ['READ VOLUME'] }] },
        ],
      },
    ],
  ] satisfies [string, Partial<AccountMetastore>][])('is found on a %s', async (kind, metastore) => {
    const findings = await readFindings(undecided(metastore));
    expect(findings.evidence.grants['1']?.map((grant) => grant.kind)).toEqual([kind]);
    expect(typeOf(findings, 'readers')?.type).toBe('Databricks');
  });

  it('names groups by exact case', async () => {
    const findings = await readFindings(
      undecided({ securables: [{ kind: 'catalog', fullName: 'ml', owner: 'Readers' }] }),
    );
    expect(findings.evidence.grants).toEqual({});
  });

  it('reads isolated catalogs from a workspace they are bound to, each once', async () => {
    const fake = undecided({
      securables: [
        { kind: 'catalog', fullName: 'everywhere' },
        { kind: 'schema', fullName: 'everywhere.a' },
        { kind: 'catalog', fullName: 'bound', boundTo: ['2'], owner: 'readers' },
        { kind: 'catalog', fullName: 'samples', owner: 'readers' },
      ],
    });
    const findings = await readFindings(fake);
    expect(findings.evidence.grants['1']?.map(({ name }) => name)).toEqual(['bound']);
    expect(fake.reads.filter((call) => call.startsWith('readGrants 2'))).toEqual(['readGrants 2 catalog bound']);
    expect(fake.reads.filter((call) => call.includes('everywhere'))).toEqual(['readGrants 1 catalog everywhere']);
    expect(repeated(fake.reads)).toEqual([]);
  });

  it.each(BINDABLE_KINDS)('reads an isolated %s from a workspace it is bound to', async (kind) => {
    const grants = [{ principal: 'readers', privileges: ['READ FILES'] }];
    for (const owner of ['reader', 'somebody else']) {
      const fake = undecided({ owner, securables: [{ kind, fullName: 'apart', boundTo: ['2'], grants }] });
      const findings = await readFindings(fake);
      expect(findings.evidence.grants['1']).toMatchObject([{ kind, name: 'apart' }]);
      expect(typeOf(findings, 'readers')?.type).toBe('Databricks');
      expect(fake.reads).toContain(`readGrants 2 ${kind} apart`);
      expect(fake.reads).not.toContain(`readGrants 1 ${kind} apart`);
    }
  });

  it.each(BINDABLE_KINDS)('is unknown where an isolated %s is bound to no workspace that runs', async (kind) => {
    for (const boundTo of [[], ['9']]) {
      const findings = await readFindings(undecided({ securables: [{ kind, fullName: 'apart', boundTo }] }));
      expect(gapsOf(findings)).toEqual([
        `${kind.replaceAll('_', ' ')} apart: bound to no workspace that is running (true)`,
      ]);
      expect(typeOf(findings, 'readers')?.type).toBe('Unverified');
    }
  });

  it('still counts the owner of an isolated object that cannot be reached', async () => {
    const securables = [{ kind: 'credential' as const, fullName: 'apart', boundTo: [], owner: 'readers' }];
    const findings = await readFindings(undecided({ securables }));
    expect(findings.evidence.grants['1']).toMatchObject([{ kind: 'credential', privileges: ['OWNER'] }]);
  });

  it('is listed once per metastore for its owner, from every workspace for anybody else', async () => {
    const lists = async (owner: string) => {
      const fake = undecided({ owner, securables: [{ kind: 'share', fullName: 'out' }] });
      await readFindings(fake);
      return fake.reads.filter((call) => call.startsWith('listSecurables')).map((call) => call.slice(15));
    };
    const once = ['1 connection', '1 share'];
    expect((await lists('reader')).sort()).toEqual(
      [...BINDABLE_KINDS.map((kind) => `1 ${kind} unbound`), ...once].sort(),
    );
    const everywhere = ['1', '2'].flatMap((id) => BINDABLE_KINDS.map((kind) => `${id} ${kind}`));
    expect((await lists('somebody else')).sort()).toEqual([...everywhere, ...once].sort());
  });

  it('is read through the next workspace where one keeps the reader out', async () => {
    const fake = undecided({ securables: [{ kind: 'catalog', fullName: 'ml' }] });
    fake.fault = (call) =>
      /^(readMetastoreOwner|listSecurables|readBindings|readGrants) 1( |$)/.test(call)
        ? new DirectoryRefused({ what: call, status: 403, detail: 'no' })
        : undefined;
    const findings = await readFindings(fake);
    expect(gapsOf(findings)).toEqual([]);
    expect(typeOf(findings, 'readers')?.type).toBe('Skipped');
    expect(fake.reads).toContain('readGrants 2 catalog ml');
  });

  it('gives a metastore up after three workspaces that do not tell its owner', async () => {
    const ids = ['1', '2', '3', '4'];
    const fake = undecided({ workspaceIds: ids });
    fake.account.workspaces = ids.map((id) => ({ id, name: id, assignments: [] }));
    fake.fault = (call) =>
      call.startsWith('readMetastoreOwner')
        ? new DirectoryRefused({ what: call, status: 403, detail: 'no' })
        : undefined;
    const findings = await readFindings(fake);
    expect(gapsOf(findings)).toEqual(['metastore ms-1: refused (status 403) (true)']);
    expect(fake.reads.filter((call) => call.startsWith('readMetastoreOwner'))).toHaveLength(3);
  });

  it('goes deeper only while a group is undecided', async () => {
    const securables = [
      { kind: 'catalog' as const, fullName: 'ml' },
      { kind: 'schema' as const, fullName: 'ml.a' },
      { kind: 'table' as const, fullName: 'ml.a.t' },
    ];
    const depth = async (fake: ReturnType<typeof undecided>) => {
      await readAll(fake);
      const kinds = fake.reads.filter((call) => call.startsWith('listSecurables')).map((call) => call.split(' ')[2]);
      return ['schema', 'table'].filter((kind) => kinds.includes(kind));
    };
    expect(await depth(undecided({ securables }))).toEqual(['schema', 'table']);
    const bySchema = [...securables, { kind: 'schema' as const, fullName: 'ml.b', owner: 'readers' }];
    expect(await depth(undecided({ securables: bySchema }))).toEqual(['schema']);
    const byCatalog = [...securables, { kind: 'catalog' as const, fullName: 'own', owner: 'readers' }];
    expect(await depth(undecided({ securables: byCatalog }))).toEqual([]);
    const shared = undecided({ securables });
    shared.account.groups = [aGroupOf('1', 'readers', [thomas, uwe])];
    expect(await depth(shared)).toEqual([]);
  });

  it('does not take what everybody has for the effect of a group', async () => {
    const fake = undecided({
      securables: [
        { kind: 'catalog', fullName: 'ml' },
        { kind: 'schema', fullName: 'ml.a', owner: 'readers' },
      ],
    });
    const readers = fake.account.groups[0];
    if (readers === undefined) throw new Error('no group');
    fake.account.groups.push(aGroupOf('100', 'account users', [thomas, uwe, readers]));
    fake.account.workspaces[0] = { id: '1', name: 'one', assignments: [assignmentOf('100')] };
    expect(typeOf(await readFindings(fake), 'readers')?.type).toBe('Databricks');
  });

  it('says that it proved nothing about a group of the identity provider when it ended early', async () => {
    const fake = undecided({
      securables: [
        { kind: 'catalog', fullName: 'ml' },
        { kind: 'schema', fullName: 'ml.a', owner: 'readers' },
      ],
    });
    fake.account.groups = [aGroupOf('1', 'readers', [thomas], { externalId: 'entra-1' })];
    const findings = await readFindings(fake);
    expect(typeOf(findings, 'readers')).toMatchObject({ type: 'IdP required', evidence: 'unknown' });
    expect(gapsOf(findings)).toEqual([
      'schemas, tables and what lies in them: not read, no group to be added depends on it (true)',
    ]);
  });

  it('is not read below catalogs past maxCalls, and says so once', async () => {
    const securables = ['a', 'b', 'c'].flatMap((name) => [
      { kind: 'catalog' as const, fullName: name },
      { kind: 'schema' as const, fullName: `${name}.s` },
    ]);
    const fake = undecided({ securables });
    for (const concurrency of [1, 24]) {
      fake.reads.length = 0;
      const findings = await readFindings(fake, { maxCalls: 2, concurrency });
      expect(findings.evidence.unityCatalog).toMatchObject({ complete: false, calls: 2 });
      expect(fake.reads.filter((call) => / schema /.test(call))).toHaveLength(2);
      expect(gapsOf(findings)).toEqual(['schemas, tables and what lies in them: not read past 2 calls (true)']);
      expect(typeOf(findings, 'readers')?.type).toBe('Unverified');
    }
  });

  it('without the scan leaves Unity Catalog alone and claims nothing', async () => {
    const fake = undecided({ securables: [{ kind: 'catalog', fullName: 'ml', owner: 'readers' }] });
    const findings = await readFindings(fake, { scanUc: false });
    expect(fake.reads).not.toContain('listMetastores');
    expect(findings.evidence.unityCatalog).toEqual({ scanned: false, complete: false, calls: 0 });
    expect(typeOf(findings, 'readers')?.type).toBe('Unverified');
  });

  it.each([
    ['a metastore our reader does not own', { owner: 'somebody' }, /our reader does not own it/],
    ['a metastore whose workspaces rest', { workspaceIds: ['9'] }, /none of its workspaces is running/],
    [
      'a metastore with one resting workspace',
      { workspaceIds: ['1', '9'], owner: 'somebody' },
      /not all of its workspaces are running/,
    ],
  ])('proves nothing about %s', async (_case, metastore, reason) => {
    const findings = await readFindings(undecided(metastore));
    expect(gapsOf(findings).join()).toMatch(reason);
    expect(findings.evidence.unityCatalog.complete).toBe(false);
    expect(typeOf(findings, 'readers')?.type).toBe('Unverified');
  });

  it('proves nothing where the account shows no metastore at all', async () => {
    const fake = undecided();
    fake.account.metastores = [];
    const findings = await readFindings(fake);
    expect(gapsOf(findings)).toEqual(['Unity Catalog: the account shows our reader no metastore (true)']);
    expect(typeOf(findings, 'readers')?.type).toBe('Unverified');
  });

  it('proves nothing about a metastore whose workspace uses another one by now', async () => {
    const fake = undecided();
    const directory = {
      ...fake.directory,
      readMetastoreOwner: async () => ({ metastoreId: 'ms-2', owner: 'reader' }),
    };
    const reading = aReading();
    await readOn(directory, reading, { concurrency: 2, timeIsUp: () => false });
    expect(gapsOf(findingsOf(reading))).toEqual(['metastore ms-1: its workspace uses another one now (true)']);
  });

  it('proves something about a metastore our reader owns even where one of its workspaces rests', async () => {
    const findings = await readFindings(undecided({ workspaceIds: ['1', '9'] }));
    expect(gapsOf(findings)).toEqual([]);
    expect(typeOf(findings, 'readers')?.type).toBe('Skipped');
  });

  it('counts a workspace that is not running as unread, one without identity federation as empty', async () => {
    const fake = undecided();
    fake.account.workspaces.push(
      { id: '3', name: 'resting', status: 'BANNED', assignments: [assignmentOf('1')] },
      { id: '4', name: 'old', assignments: null },
    );
    const findings = await readFindings(fake);
    expect(fake.reads).not.toContain('readAssignments 3');
    expect(findings.evidence.workspaces).toEqual({ complete: false, read: 3, total: 4 });
    expect(gapsOf(findings)).toEqual([
      'resting: not running (BANNED) (true)',
      'old: no identity federation, account groups do not apply (false)',
    ]);
    fake.account.workspaces.splice(2, 1);
    expect((await readFindings(fake)).evidence.workspaces.complete).toBe(true);
  });

  it('marks an assignment that Databricks reports an error for', async () => {
    const fake = undecided();
    fake.account.workspaces[0] = {
      id: '1',
      name: 'one',
      assignments: [assignmentOf('1', 'USER', 'it is broken'), assignmentOf('999', 'USER', 'of no interest')],
    };
    const findings = await readFindings(fake);
    expect(gapsOf(findings)).toEqual(['one: an assignment has an error (true)']);
    expect(typeOf(findings, 'readers')).toMatchObject({ type: 'Databricks', evidence: 'yes' });
  });

  it.each([
    ['it is broken', 'one: an assignment has an error (true)'],
    [null, 'one: an assignment names no permission (true)'],
  ])('does not take an assignment without a permission for access (error: %s)', async (error, gap) => {
    const fake = undecided();
    fake.account.workspaces[0] = { id: '1', name: 'one', assignments: [assignmentOf('1', null, error)] };
    const findings = await readFindings(fake);
    expect(gapsOf(findings)).toEqual([gap]);
    expect(typeOf(findings, 'readers')).toMatchObject({ type: 'Unverified', evidence: 'unknown', workspaces: [] });
  });

  it.each([
    [
      'listWorkspaces',
      [
        'the list of workspaces: did not answer (true)',
        'Unity Catalog: no workspace is known to read it through (true)',
      ],
    ],
    ['readAssignments 2', ['two: did not answer (true)']],
    ['listMetastores', ['the list of metastores: did not answer (true)']],
    ['readerIdentity', ['metastore ms-1: did not answer (true)']],
    ['listSecurables 1 catalog unbound', ['catalog list: did not answer (true)']],
    ['listSecurables 1 credential unbound', ['credential list: did not answer (true)']],
    ['readBindings 1 credential apart', ['bindings of credential apart: did not answer (true)']],
    ['readGrants 2 credential apart', ['grants on credential apart: did not answer (true)']],
    ['readGrants 1 catalog ml', ['grants on catalog ml: did not answer (true)']],
    ['listSecurables 1 schema ml', ['schema list of ml: did not answer (true)']],
  ])('becomes unknown when %s fails three times, across rounds as well', async (failing, gaps) => {
    const fake = undecided({
      securables: [
        { kind: 'catalog', fullName: 'ml' },
        { kind: 'credential', fullName: 'apart', boundTo: ['2'] },
      ],
    });
    fake.fault = (call) => (call === failing ? new DirectoryUnavailable({ what: call }) : undefined);
    let reading = aReading();
    for (let more = true; more; ) {
      reading = storedAndRead(reading);
      const before = fake.reads.length;
      more = (await readOn(fake.directory, reading, { concurrency: 1, timeIsUp: () => fake.reads.length > before }))
        .more;
    }
    // Who the reader is, is asked for with each of the two workspaces that could tell the metastore's owner.
    expect(fake.reads.filter((call) => call === failing)).toHaveLength(failing === 'readerIdentity' ? 6 : 3);
    const findings = findingsOf(reading);
    expect(gapsOf(findings)).toEqual(gaps);
    expect(typeOf(findings, 'readers')?.type).toBe('Unverified');
    const { unityCatalogComplete, workspacesRead } = buildPlan(findings, options).coverage;
    expect([unityCatalogComplete, workspacesRead]).not.toEqual([true, 2]);
  });

  it('that heals at the third try is whole', async () => {
    const fake = undecided({ securables: [{ kind: 'catalog', fullName: 'ml' }] });
    let failures = 0;
    fake.fault = (call) => {
      if (call !== 'readAssignments 2' || failures === 2) return undefined;
      failures += 1;
      return new DirectoryUnavailable({ what: call });
    };
    expect(gapsOf(await readFindings(fake))).toEqual([]);
  });

  it('that is refused is unknown at once', async () => {
    const fake = undecided();
    fake.fault = (call) =>
      call === 'readAssignments 1' ? new DirectoryRefused({ what: call, status: 403, detail: 'no' }) : undefined;
    expect(gapsOf(await readFindings(fake))).toEqual(['one: refused (status 403) (true)']);
    expect(repeated(fake.reads)).toEqual([]);
  });

  it('of a service principal goes by its application id, not by its name', async () => {
    const robot = { ...thomas, kind: 'servicePrincipal' as const, name: '6f2c0000-0000-4000-8000-000000000001' };
    const grants = [
      { principal: robot.name, privileges: ['SELECT'] },
      { principal: robot.displayName, privileges: ['MODIFY'] },
    ];
    const fake = undecided({ securables: [{ kind: 'catalog', fullName: 'ml', grants }] });
    const reading = startReading({ source: robot, target: uwe, scanUc: true, maxCalls: 0 });
    await readOn(fake.directory, reading, { concurrency: 4, timeIsUp: () => false });
    expect(reading.grants[robot.id]).toMatchObject([{ name: 'ml', privileges: ['SELECT'] }]);
    expect(buildPlan(findingsOf(reading), options).notCopied).toEqual(['direct grant on catalog ml (SELECT)']);
  });

  it('of the source itself is kept apart', async () => {
    const fake = exampleDirectory();
    fake.account.workspaces[0] = { id: '1', name: 'dev-workspace', assignments: [assignmentOf(thomas.id, 'ADMIN')] };
    const findings = await readFindings(fake);
    expect(findings.evidence.assignments[thomas.id]).toMatchObject([
      { workspaceName: 'dev-workspace', level: 'ADMIN' },
    ]);
    expect(buildPlan(findings, options).notCopied.join()).toContain('dev-workspace');
  });
});
