import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSchema } from '#shared/domain/plan.ts';
import { identityStep } from '#shared/report/identity/steps.ts';
import { anAction, aPlan, aPrincipal, aServicePrincipal } from '#test/builders/plan.ts';

/** `az` and `curl` print each argument, and every look-up finds this id. */
const FAKES = `az() { case "$2" in user|sp) printf found ;; *) printf '%s\\0' az "$@" ;; esac; }
curl() { printf '%s\\0' curl "$@"; }
canary() { echo a command of the name ran; }
`;

/** What the commands of a script were called with, by a real shell. */
function run(lines: readonly string[]): string[] {
  const env = { PATH: '/nowhere', OKTA_ORG_URL: 'https://company.okta.com', OKTA_API_TOKEN: 'token' };
  const output = execFileSync('/bin/sh', ['-c', FAKES + lines.join('\n')], { env, encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

/** Names as somebody would choose them who wants a shell to do something. */
const EVIL = ["'", '"', '$(canary)', '`canary`', '; canary', '&& canary', '| canary', '\\', '\\\\', '!', '#', '*', '~'];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...EVIL, '-', '--help', ' ', "'\\''", '$PATH', '\n', '[code]'), fc.string()), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''));

const GUID = '0d1e5f00-0000-4000-8000-000000000001';
const entra = { kind: 'entra', name: 'Entra', portalUrl: null } as const;
const okta = { kind: 'okta', name: 'Okta', portalUrl: null } as const;

function stepFor(given: {
  person: string;
  group: string;
  personId: string | null;
  groupId: string | null;
  robot: boolean;
}) {
  const make = given.robot ? aServicePrincipal : aPrincipal;
  const target = make({ name: given.person, externalId: given.personId });
  const action = anAction('g', { type: 'IdP required' });
  const group = { ...action.group, name: given.group, externalId: given.groupId };
  const plan = planSchema.parse(aPlan([{ ...action, group }], [], { target }));
  return { plan, action: { ...action, group } };
}

describe('lines for the shell', () => {
  it('hand every name and id over as one argument, whatever is in it, and run nothing else', () => {
    const id = fc.oneof(fc.constant(null), fc.constant(GUID), hostile);
    const given = fc.record({ person: hostile, group: hostile, personId: id, groupId: id, robot: fc.boolean() });
    const cases = fc.sample(given, { numRuns: 300, seed: 20261128 });
    let written = 0;
    const lines: string[] = [];
    const expected: string[] = [];
    for (const one of cases) {
      const { plan, action } = stepFor(one);
      const { check, add } = identityStep(entra, plan.target, action);
      const query = (start: string) => expect.stringMatching(`^${start}`);
      if (check?.startsWith('#') === false) {
        written += 1;
        lines.push(check);
        const words = one.groupId === GUID ? ['show', '--group', GUID] : ['list', `--display-name=${one.group}`];
        const start = one.groupId === GUID ? '\\{name:' : '\\[\\]\\.\\{id:id,name:';
        expected.push(...['az', 'ad', 'group', ...words, '--query'], query(start));
      }
      if (add?.startsWith('#') === false) {
        lines.push(add);
        const member = one.personId === GUID ? GUID : 'found';
        expected.push('az', 'ad', 'group', 'member', 'add', '--group', GUID, '--member-id', member);
      }
    }
    expect(run(lines)).toEqual(expected);
    expect(written).toBeGreaterThan(150);
    expect(lines.length - written).toBeGreaterThan(50);
  });

  it('look a person up by exactly the name Databricks has', () => {
    const fake = `az() { [ "$2" = group ] || printf '%s\\0' "$@" >&2; }\n`;
    fc.assert(
      fc.property(hostile, (person) => {
        const { plan, action } = stepFor({ person, group: 'g', personId: null, groupId: GUID, robot: false });
        const { add } = identityStep(entra, plan.target, action);
        if (add?.startsWith('#') !== false) return;
        const output = execFileSync('/bin/sh', ['-c', `${fake}{ ${add}\n} 2>&1`], { env: { PATH: '/nowhere' } });
        const words = ['ad', 'user', 'show', `--id=${person}`, '--query', 'id', '--output', 'tsv'];
        expect(output.toString('utf8')).toBe(`${words.join('\0')}\0`);
      }),
      { numRuns: 40, seed: 20261128 },
    );
  });

  it('call Okta with ids of Okta only', () => {
    const ids = { personId: '00u1234567890abcdEFG', groupId: '00g1234567890abcdEFG' };
    const { plan, action } = stepFor({ person: 'p', group: 'g', ...ids, robot: false });
    const { add } = identityStep(okta, plan.target, action);
    const url = `https://company.okta.com/api/v1/groups/${ids.groupId}/users/${ids.personId}`;
    const call = ['curl', '--silent', '--show-error', '--fail', '--header', 'Authorization: SSWS token'];
    expect(run([add ?? ''])).toEqual([...call, '--request', 'PUT', url]);
    const evil = stepFor({ person: 'p', group: 'g', personId: '$(canary)', groupId: "'; canary", robot: false });
    expect(identityStep(okta, evil.plan.target, evil.action)).toMatchObject({ check: null, add: null, groupId: null });
  });
});
