import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { synthesise } from '#sandbox/aws/template.ts';
import { CONTRACTS, STEPS } from '#shared/steps.ts';
import { type State, state, states, tasks } from './definition.ts';

const STEP_STATES = [
  'ReadRequest',
  'ResolvePrincipals',
  'AwaitTarget',
  'AwaitTurn',
  'BuildPlan',
  'AttachPlan',
  'OpenIdentityTask',
  'RequestApproval',
  'AwaitApproval',
  'ReadApproval',
  'PrepareAdditions',
  'AddMember',
  'ConfirmAdditions',
  'ReportAdditions',
  'ReleaseIdentityTask',
  'AwaitIdentityTask',
  'ReadIdentityTask',
  'VerifyMemberships',
  'CloseRequest',
  'ReportOutcome',
  'TellRequester',
  'ReportFailure',
];
const AWAIT_STATES = ['AwaitTarget', 'AwaitTurn', 'AwaitApproval', 'AwaitIdentityTask'];

const lambdaOf = ({ Resource, Parameters }: State) =>
  Resource?.includes(':::lambda:invoke') ? Parameters?.FunctionName : Resource;
const payloadOf = ({ Resource, Parameters }: State) =>
  z.record(z.string(), z.unknown()).parse(Resource?.includes(':::lambda:invoke') ? Parameters?.Payload : Parameters);
/** Where a state may lead: Next, Choice rules, Default, Catch. */
const exits = ({ Next, Choices, Default, Catch }: State) =>
  [Next, Default, ...Choices.map((rule) => rule.Next), ...Catch.map((rule) => rule.Next)].filter(
    (name) => name !== undefined,
  );

describe('the states', () => {
  it('have a Task for each step of the way of a ticket, and no other', () => {
    expect(tasks.map(({ name }) => name).sort()).toEqual([...STEP_STATES].sort());
    expect(Object.keys(STEPS).sort()).toEqual([...STEP_STATES].sort());
  });

  it('call each the Lambda of the same name', () => {
    const functions = new Map(synthesise().functions.map(({ name, arn }) => [name, arn]));
    for (const task of tasks) expect([task.name, lambdaOf(task)]).toEqual([task.name, functions.get(task.name)]);
  });

  it('are one of each name', () => {
    expect(new Set(states.map(({ name }) => name)).size).toBe(states.length);
  });

  it('end in Done or Fail at the top', () => {
    const ends = states.filter(({ inside, Type, End }) => inside.length === 0 && (End || /Succeed|Fail/.test(Type)));
    expect(ends.map(({ name }) => name).sort()).toEqual(['Done', 'Fail']);
  });

  it('lead somewhere, within their own level', () => {
    for (const candidate of states) {
      for (const exit of exits(candidate)) expect(candidate.neighbours).toContain(exit);
    }
  });
});

describe('the way', () => {
  const leads = (from: string, to: string) => expect(exits(state(from)), `${from} to ${to}`).toContain(to);

  it('leads from the ticket to the plan', () => {
    leads('ReadRequest', 'AnythingNew?');
    leads('AnythingNew?', 'ResolvePrincipals');
    leads('TargetThere?', 'AwaitTarget');
    leads('AwaitTarget', 'ResolvePrincipals');
    leads('TargetThere?', 'AwaitTurn');
    leads('TargetThere?', 'CloseAsExpired');
    leads('AwaitTurn', 'ResolvePrincipals');
    leads('TargetThere?', 'BuildPlan');
    leads('WaitToReadOn', 'BuildPlan');
    leads('PlanComplete?', 'AttachPlan');
    leads('AnythingToAdd?', 'ReportOutcome');
    leads('AnythingToAdd?', 'OpenIdentityTask');
    leads('OpenIdentityTask', 'RequestApproval');
  });

  it('leads through the decision', () => {
    leads('RequestApproval', 'AwaitApproval');
    leads('AwaitApproval', 'ReadApproval');
    leads('Decided?', 'AwaitApproval');
    leads('Decided?', 'RequestApproval');
    leads('Decided?', 'PrepareAdditions');
    for (const end of ['Rejected', 'Withdrawn', 'Expired', 'Superseded']) {
      leads('Decided?', `CloseAs${end}`);
      leads(`CloseAs${end}`, 'CloseRequest');
    }
    leads('StillAsApproved?', 'BuildPlan');
    leads('StillAsApproved?', 'Work');
  });

  it('does the Databricks half and the identity half side by side', () => {
    const inWork = (name: string) => state(name).inside.join(' / ');
    expect(inWork('AddMember')).toBe('Work 0 / AddMembers');
    for (const name of ['ConfirmAdditions', 'ReportAdditions']) expect(inWork(name)).toBe('Work 0');
    for (const name of ['ReleaseIdentityTask', 'AwaitIdentityTask', 'ReadIdentityTask', 'VerifyMemberships']) {
      expect(inWork(name)).toBe('Work 1');
    }
    leads('WaitForTurn', 'AddMember');
    leads('WaitForReads', 'ConfirmAdditions');
    leads('Arrived?', 'AwaitIdentityTask');
    for (const end of ['Superseded', 'Withdrawn', 'TargetChanged', 'Done']) leads('Arrived?', `Identity${end}`);
  });

  it('writes chunk after chunk and keeps their results out of the payload', () => {
    expect(state('AddMembers')).toMatchObject({ MaxConcurrency: 1, ResultPath: null, ItemsPath: '$.prepared.chunks' });
  });

  it('ends as the halves ended, and names the error of a broken one', () => {
    leads('HowDidItEnd?', 'CloseAsSuperseded');
    leads('HowDidItEnd?', 'CloseAsWithdrawn');
    leads('HowDidItEnd?', 'ReportOutcome');
    leads('HowDidItEnd?', 'StopForTarget');
    leads('StopForTarget', 'TellRequester');
    expect(state('StopForTarget').Result).toEqual({ Error: 'TargetChanged' });
    leads('ErrorOfDatabricks', 'ReportFailure');
    leads('ErrorOfIdentity', 'ReportFailure');
    for (const name of ['DatabricksBroken', 'IdentityBroken']) {
      expect(state(name).Parameters).toEqual({ outcome: 'broken', 'error.$': '$.error' });
    }
    leads('ReportFailure', 'Fail');
  });

  it('asks only for words the steps can say', () => {
    const asked = [...JSON.stringify(states).matchAll(/"Variable":"\$\.([a-z]+)\.next","StringEquals":"([^"]+)"/g)];
    const spoken = new Set(
      Object.values(CONTRACTS).flatMap(({ output }) => {
        const next = z.looseObject({
          properties: z.looseObject({ next: z.object({ enum: z.array(z.string()) }).optional() }),
        });
        return next.parse(z.toJSONSchema(output)).properties.next?.enum ?? [];
      }),
    );
    expect(asked.length).toBeGreaterThan(10);
    for (const [, , word] of asked) expect(spoken).toContain(word);
  });
});

describe('waiting', () => {
  it.each(AWAIT_STATES)('%s waits for a token, and its poll comes from the state', (name) => {
    const { Resource, TimeoutSecondsPath, TimeoutSeconds } = state(name);
    expect(Resource).toMatch(/:::lambda:invoke\.waitForTaskToken$/);
    expect(TimeoutSecondsPath).toMatch(/^\$\.\w+\.pollSeconds$/);
    expect(TimeoutSeconds).toBeUndefined();
  });

  it.each(AWAIT_STATES)('%s goes the same way when the time is up as when it is woken', (name) => {
    const { Catch, Next, Retry } = state(name);
    expect(Catch.find(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout'))?.Next).toBe(Next);
    expect(Retry.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('States.Timeout');
  });

  it('gives every other Task a time of its own, a second short of its Lambda’s', () => {
    const functionTimes = new Map(synthesise().functions.map(({ name, timeoutSeconds }) => [name, timeoutSeconds]));
    for (const { name, TimeoutSeconds } of tasks.filter((task) => !AWAIT_STATES.includes(task.name))) {
      expect([name, TimeoutSeconds]).toEqual([name, (functionTimes.get(name) ?? 0) - 1]);
    }
  });
});

describe('the payload', () => {
  const ID_OR_COUNT: Readonly<Record<string, unknown>> = {
    v: 1,
    'system.$': '$.system',
    'ticketId.$': '$.ticketId',
    'run.$': '$.run',
    'token.$': '$$.Task.Token',
    'enteredAt.$': '$$.State.EnteredTime',
    'attempt.$': '$$.State.RetryCount',
    'error.$': '$.error.Error',
    'end.$': '$.close.end',
    'chunk.$': '$.chunk',
    'read.$': '$.task.next',
  };

  it.each(
    tasks.map((task) => [task.name, payloadOf(task)] as const),
  )('%s gets ids and counts only', (_name, payload) => {
    for (const [key, value] of Object.entries(payload)) expect([key, value]).toEqual([key, ID_OR_COUNT[key]]);
  });

  it.each(
    tasks.map((task) => [task.name, payloadOf(task)] as const),
  )('%s gets what its contract asks for', (name, payload) => {
    const contract = new Map(Object.entries(CONTRACTS)).get(name);
    const { required } = z
      .looseObject({ required: z.array(z.string()) })
      .parse(z.toJSONSchema(contract?.input ?? z.never()));
    expect(
      Object.keys(payload)
        .map((key) => key.replace('.$', ''))
        .sort(),
    ).toEqual(required.toSorted());
  });

  it('of a chunk is the run and the chunk’s number', () => {
    expect(state('AddMembers').ItemSelector).toEqual({
      v: 1,
      'system.$': '$.system',
      'ticketId.$': '$.ticketId',
      'run.$': '$.run',
      'chunk.$': '$$.Map.Item.Value',
    });
  });
});
