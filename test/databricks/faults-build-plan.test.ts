import { describe, expect, it, onTestFinished } from 'vitest';
import { buildPlan } from '#functions/build-plan/handler.ts';
import { currentPlan } from '#functions/common/remembered.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import { readerClient } from '#sandbox/simulators/databricks/clients.ts';
import { exampleAccount } from '#sandbox/simulators/databricks/example-account.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { type DatabricksSimulator, startDatabricks } from '#sandbox/simulators/databricks/server.ts';
import type { Fault } from '#sandbox/simulators/http-faults.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { anAccount } from '#test/builders/directory.ts';
import { FAULTS, type FaultName, faults, met, misbehave } from './faults.ts';

const FOR_EVER = Number.POSITIVE_INFINITY;
const MORE = { more: true, additions: 0, idpActions: 0 };
const PLANNED = { more: false, waitSeconds: 0, additions: 2, idpActions: 1 };

const TRANSITIVE = /\/transitive-parent-groups$/;
const ONE_GROUP = /\/scim\/v2\/Groups\/\d+$/;
const LIST_OF_GROUPS = /\/scim\/v2\/Groups$/;
const ORIGIN = /\/direct-members\/\d+$/;
const EVIDENCE = [
  /\/permissionassignments$/,
  /\/metastores$/,
  /\/unity-catalog\/catalogs$/,
  /\/permissions\/catalog\//,
];

const newDesk = desks();

interface DeskInReach {
  readonly desk: Desk;
  readonly simulator: DatabricksSimulator;
  /** One invocation of BuildPlan, as the state machine makes it. */
  build(): ReturnType<ReturnType<typeof buildPlan>>;
  plan(): Promise<{ plan: Plan; digest: string }>;
}

/** A ticket whose people are found, and the production adapter in front of a simulated Databricks. */
async function deskInReach(options: Partial<DatabricksOptions> = {}): Promise<DeskInReach> {
  let now = () => Date.parse('2026-11-23T10:00:00Z');
  let advance = (_seconds: number) => {};
  const simulator = await startDatabricks({
    account: exampleAccount(),
    now: () => now(),
    options: { lagMs: 0, ...options },
  });
  onTestFinished(() => simulator.close());
  const reader = databricksReader({
    host: simulator.url,
    accountId: simulator.accountId,
    workspaceUrls: simulator.workspaceUrls,
    credentials: async () => readerClient,
    secretName: 'the-reader-secret',
    version: '0',
    now: () => now(),
    sleep: async (ms) => advance(ms / 1_000),
  });
  const desk = await newDesk({ directory: { ...anAccount(), directory: reader } });
  now = () => desk.now().getTime();
  advance = desk.advance;
  await readRequest(desk.invocation())(desk.input);
  await resolvePrincipals(desk.invocation())(desk.input);
  return {
    desk,
    simulator,
    build: () => buildPlan(desk.invocation())(desk.input),
    plan: () => currentPlan(desk.ports, desk.key),
  };
}

let undisturbed: Promise<string> | undefined;

/** Digest of the plan that nothing disturbs, by IAM v2. */
async function quietDigest(): Promise<string> {
  undisturbed ??= deskInReach().then(async ({ build, plan }) => {
    await build();
    return (await plan()).digest;
  });
  return undisturbed;
}

/** Reads of memberships and assignments that were answered more than once, whatever else was asked in between. */
function answeredTwice({ requests, model }: DatabricksSimulator): string[] {
  const thomas = model.idOf('thomas@company.com');
  const ours = (path: string) => path.endsWith('/permissionassignments') || path.includes(`/principals/${thomas}/`);
  const answered = requests.flatMap(({ fault, path }) => (fault === undefined && ours(path) ? [path] : []));
  return answered.filter((path, index) => answered.indexOf(path) !== index);
}

const typesOf = ({ actions }: Plan) => Object.fromEntries(actions.map(({ group, type }) => [group.name, type]));

/** What one invocation comes to when every call of a kind meets a fault for as long as it lasts. */
const ENDS: Readonly<Record<Exclude<FaultName, 'slow answer'>, object | 'waits'>> = {
  '429 with Retry-After': 'waits',
  '429 without Retry-After': 'waits',
  '500 InternalError: None': { name: 'DirectoryRefused', facts: { status: 500 } },
  '409': { name: 'DirectoryUnavailable', facts: { status: 409 } },
  'reset before': { name: 'DirectoryUnavailable' },
  'reset after': { name: 'DirectoryUnavailable' },
  'no answer': { name: 'DirectoryUnavailable' },
  'login page': { name: 'DirectoryUnavailable' },
  'truncated JSON': { name: 'DirectoryUnavailable' },
};
const ends = Object.entries(ENDS).map(([name, end]) => [name as keyof typeof ENDS, end] as const);

describe('BuildPlan', () => {
  it.each(faults)('makes the same plan in one invocation where %s passes', async (_, fault) => {
    const { build, plan, simulator } = await deskInReach();
    const places = [TRANSITIVE, ONE_GROUP, ORIGIN, ...EVIDENCE];
    for (const path of places) misbehave(simulator, fault, { method: 'GET', path });
    expect(await build()).toEqual(PLANNED);
    expect((await plan()).digest).toBe(await quietDigest());
    expect(met(simulator, fault)).toBe(places.length);
  });

  it.each(faults)('makes the same plan on the SCIM route where %s passes', async (_, fault) => {
    const { build, plan, simulator } = await deskInReach({ iamV2: 'off404' });
    for (const path of [LIST_OF_GROUPS, ONE_GROUP, ...EVIDENCE]) misbehave(simulator, fault, { method: 'GET', path });
    expect(await build()).toEqual(PLANNED);
    const { plan: made } = await plan();
    expect(made.route).toBe('scim');
    expect(typesOf(made)).toEqual({
      'data-engineers': 'IdP required',
      'ml-catalog-readers': 'Skipped',
      'npb-platform-users': 'Databricks',
      'scratch-workspace-admins': 'Databricks',
    });
  });

  it.each(ends)('where %s lasts on a membership: throws or waits, and goes on where it stood', async (name, end) => {
    const { build, plan, simulator } = await deskInReach();
    misbehave(simulator, FAULTS[name], { method: 'GET', path: ONE_GROUP, nth: 4, times: FOR_EVER });
    if (end === 'waits') expect(await build()).toMatchObject(MORE);
    else await expect(build()).rejects.toMatchObject(end);
    await expect(plan()).rejects.toMatchObject({ name: 'StoredItemDamaged' });
    simulator.faults.clear();
    expect(await build()).toEqual(PLANNED);
    expect((await plan()).digest).toBe(await quietDigest());
    expect(answeredTwice(simulator)).toEqual([]);
  });

  describe.each(ends.filter(([, end]) => end !== 'waits'))('where %s lasts on evidence', (name) => {
    it.each(EVIDENCE)('leaves undecided what it could tell, never "no": %s', async (path) => {
      const { build, plan, simulator } = await deskInReach();
      misbehave(simulator, FAULTS[name], { method: 'GET', path, times: FOR_EVER });
      expect(await build()).toMatchObject({ more: false });
      const { plan: made } = await plan();
      expect(typesOf(made)['ml-catalog-readers']).toBe('Unverified');
      expect(made.actions.filter(({ evidence }) => evidence === 'no')).toEqual([]);
      expect(made.actions).toHaveLength(4);
      expect(made.verdict.reasons.join()).toMatch(/not (fully )?read/);
    });
  });

  it.each([
    '429 with Retry-After',
    '429 without Retry-After',
  ] as const)('where %s lasts on evidence: asks the machine to wait, and ends after rounds without progress', async (name) => {
    const { build, simulator } = await deskInReach();
    misbehave(simulator, FAULTS[name], { method: 'GET', path: /\/permissionassignments$/, times: FOR_EVER });
    let rounds = 0;
    const end = await (async () => {
      for (;;) {
        const result = await build();
        expect(result).toMatchObject(MORE);
        expect(result.waitSeconds).toBeLessThanOrEqual(20);
        rounds += 1;
      }
    })().catch((error: unknown) => error);
    expect(end).toMatchObject({ name: 'PlanTooLong', family: 'ours' });
    expect(rounds).toBeGreaterThanOrEqual(12);
  });

  it('leaves a long wait to the machine, and the repeated round has nothing to read again', async () => {
    const { build, plan, simulator, desk } = await deskInReach();
    const fault = { ...FAULTS['429 with Retry-After'], headers: { 'retry-after': '600' } };
    misbehave(simulator, fault, { method: 'GET', path: /\/permissionassignments$/ });
    expect(await build()).toEqual({ ...MORE, waitSeconds: 600 });
    desk.advance(600);
    expect(await build()).toEqual(PLANNED);
    expect((await plan()).digest).toBe(await quietDigest());
    expect(answeredTwice(simulator)).toEqual([]);
    expect(desk.said()).toHaveLength(1);
  });

  it('reads past empty pages with a next token, and does not turn in circles', async () => {
    const page = (next_page_token: string): Fault => ({ kind: 'answer', status: 200, json: { next_page_token } });
    const { build, plan, simulator } = await deskInReach({ ucEmptyPages: true });
    misbehave(simulator, page(Buffer.from('offset:0').toString('base64url')), { path: TRANSITIVE, times: 2 });
    expect(await build()).toEqual(PLANNED);
    expect((await plan()).digest).toBe(await quietDigest());

    const circle = await deskInReach();
    misbehave(circle.simulator, page('again'), { path: TRANSITIVE, times: FOR_EVER });
    await expect(circle.build()).rejects.toMatchObject({ name: 'DirectoryUnavailable' });
    circle.simulator.faults.clear();
    expect(await circle.build()).toEqual(PLANNED);
  });

  it('waits for a token endpoint that throttles with 400, for a while', async () => {
    const { build, plan, simulator } = await deskInReach();
    const json = { error: 'invalid_request', error_description: 'Temporarily throttled, too many requests' };
    const throttled: Fault = { kind: 'answer', status: 400, json };
    simulator.revokeTokens();
    misbehave(simulator, throttled, { path: /\/oidc\//, times: 3 });
    expect(await build()).toEqual(PLANNED);
    expect((await plan()).digest).toBe(await quietDigest());
    expect(met(simulator, throttled)).toBe(3);

    const other = await deskInReach();
    other.simulator.revokeTokens();
    misbehave(other.simulator, throttled, { path: /\/oidc\//, times: FOR_EVER });
    expect(await other.build()).toMatchObject(MORE);
    other.simulator.faults.clear();
    expect(await other.build()).toEqual(PLANNED);
  });

  it('ends at once where the secret is no good, and takes that for nothing else', async () => {
    const { build, simulator } = await deskInReach();
    simulator.revokeTokens();
    const json = { error: 'invalid_client', error_description: 'Client authentication failed' };
    misbehave(simulator, { kind: 'answer', status: 400, json }, { path: /\/oidc\//, times: FOR_EVER });
    await expect(build()).rejects.toMatchObject({ name: 'CredentialsRejected', family: 'refused' });
  });
});
