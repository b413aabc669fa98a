import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type Chain,
  Choice,
  Condition,
  Fail,
  IntegrationPattern,
  JsonPath,
  Map as MapState,
  Parallel,
  Pass,
  Result,
  Succeed,
  TaskInput,
  type TaskStateBase,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { StepName } from '#shared/steps.ts';
import { LAMBDA_HICCUP, STEP_TIMEOUT, stepTime, TRY_AGAIN, WHILE_STOPPED, WISH_ERRORS } from './retry.ts';

/**
 * The way of a ticket, top to bottom. State names are the words of docs/glossary.md; every Task is the Lambda of the
 * same name. Between states travel the run's key and each step's small answer under the name given in `at`.
 */
export function ticketMachine(scope: Construct, lambdas: Readonly<Record<StepName, IFunction>>): Chain {
  const key = {
    v: 1,
    system: JsonPath.stringAt('$.system'),
    ticketId: JsonPath.stringAt('$.ticketId'),
    run: JsonPath.numberAt('$.run'),
  };
  const step = (name: StepName, at: string, extra: Record<string, unknown> = {}) =>
    new LambdaInvoke(scope, name, {
      lambdaFunction: lambdas[name],
      payload: TaskInput.fromObject({ ...key, ...extra }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(stepTime(name)),
      resultPath: at,
    })
      .addRetry(TRY_AGAIN)
      .addRetry(WHILE_STOPPED)
      .addRetry(LAMBDA_HICCUP)
      .addRetry(STEP_TIMEOUT);
  /** Waits for a door to answer the token; the time-out is the poll, so both ways lead to the Read step. */
  const awaiting = (name: StepName, pollAt: string, read: TaskStateBase) =>
    new LambdaInvoke(scope, name, {
      lambdaFunction: lambdas[name],
      payload: TaskInput.fromObject({
        ...key,
        token: JsonPath.taskToken,
        enteredAt: JsonPath.stateEnteredTime,
        attempt: JsonPath.numberAt('$$.State.RetryCount'),
      }),
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.at(pollAt),
      resultPath: JsonPath.DISCARD,
    })
      .addRetry(TRY_AGAIN)
      .addRetry(WHILE_STOPPED)
      .addRetry(LAMBDA_HICCUP)
      .addCatch(read, { errors: ['States.Timeout'], resultPath: JsonPath.DISCARD });
  const pause = (name: string, secondsAt: string) => new Wait(scope, name, { time: WaitTime.secondsPath(secondsAt) });
  const set = (name: string, at: string, value: Record<string, unknown>) =>
    new Pass(scope, name, { result: Result.fromObject(value), resultPath: at });
  const move = (name: string, from: string, to: string) => new Pass(scope, name, { inputPath: from, resultPath: to });
  const is = (at: string, word: string) => Condition.stringEquals(at, word);

  // ── Ends ──
  const done = new Succeed(scope, 'Done');
  const failed = new Fail(scope, 'Fail', { error: 'RequestFailed', cause: 'The ticket has the reference number.' });
  const tellRequester = step('TellRequester', JsonPath.DISCARD, { error: JsonPath.stringAt('$.error.Error') });
  const reportFailure = step('ReportFailure', JsonPath.DISCARD, { error: JsonPath.stringAt('$.error.Error') });
  const reportOutcome = step('ReportOutcome', JsonPath.DISCARD);
  const closeRequest = step('CloseRequest', JsonPath.DISCARD, { end: JsonPath.stringAt('$.close.end') });
  const rejected = set('CloseAsRejected', '$.close', { end: 'rejected' }).next(closeRequest);
  const withdrawn = set('CloseAsWithdrawn', '$.close', { end: 'withdrawn' }).next(closeRequest);
  const expired = set('CloseAsExpired', '$.close', { end: 'expired' }).next(closeRequest);
  const superseded = set('CloseAsSuperseded', '$.close', { end: 'superseded' }).next(closeRequest);
  reportFailure.addCatch(failed, { resultPath: JsonPath.DISCARD });
  const atTopLevel = (task: TaskStateBase) => {
    task.addCatch(tellRequester, { errors: WISH_ERRORS, resultPath: '$.error' });
    return task.addCatch(reportFailure, { resultPath: '$.error' });
  };

  // ── From the ticket to the plan ──
  const readRequest = atTopLevel(step('ReadRequest', '$.read'));
  const resolvePrincipals = atTopLevel(step('ResolvePrincipals', '$.resolved'));
  const awaitTarget = atTopLevel(awaiting('AwaitTarget', '$.resolved.pollSeconds', resolvePrincipals));
  const awaitTurn = atTopLevel(awaiting('AwaitTurn', '$.resolved.pollSeconds', resolvePrincipals));
  const buildPlan = atTopLevel(step('BuildPlan', '$.plan'));
  const attachPlan = atTopLevel(step('AttachPlan', JsonPath.DISCARD));
  const openIdentityTask = atTopLevel(step('OpenIdentityTask', JsonPath.DISCARD));

  // ── The decision ──
  const requestApproval = atTopLevel(step('RequestApproval', '$.approval'));
  const readApproval = step('ReadApproval', '$.approval');
  const awaitApproval = atTopLevel(awaiting('AwaitApproval', '$.approval.pollSeconds', readApproval));
  atTopLevel(readApproval);
  const prepareAdditions = atTopLevel(step('PrepareAdditions', '$.prepared'));

  // ── The work: two branches, neither can stop the other (what breaks a chunk breaks its Map, and that is caught) ──
  const inBranch = (task: TaskStateBase | MapState, broken: Pass) => task.addCatch(broken, { resultPath: '$.error' });
  const branchEnd = (name: string, outcome: string) => set(name, '$', { outcome });
  const branchBroken = (name: string) =>
    new Pass(scope, name, { parameters: { outcome: 'broken', error: JsonPath.objectAt('$.error') } });

  const databricksBroken = branchBroken('DatabricksBroken');
  const addMember = step('AddMember', '$.added', { chunk: JsonPath.numberAt('$.chunk') });
  const confirmAdditions = step('ConfirmAdditions', '$.confirmed');
  const reportAdditions = step('ReportAdditions', '$', { error: JsonPath.stringAt('$.error.Error') });
  const nothingBroke = set('NothingBroke', '$.error', { Error: 'none' });
  const addMembers = new MapState(scope, 'AddMembers', {
    itemsPath: '$.prepared.chunks',
    itemSelector: { ...key, chunk: JsonPath.numberAt('$$.Map.Item.Value') },
    maxConcurrency: 1,
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(
    addMember.next(
      new Choice(scope, 'ChunkDone?')
        .when(is('$.added.next', 'wait'), pause('WaitForTurn', '$.added.waitSeconds').next(addMember))
        .otherwise(new Pass(scope, 'ChunkDone')),
    ),
  );
  // What breaks while adding is told at once: the other branch may wait for weeks.
  for (const task of [addMembers, confirmAdditions]) task.addCatch(reportAdditions, { resultPath: '$.error' });
  inBranch(reportAdditions, databricksBroken);
  const databricks = new Choice(scope, 'AnyAdditions?')
    .when(
      Condition.isPresent('$.prepared.chunks[0]'),
      nothingBroke
        .next(addMembers)
        .next(confirmAdditions)
        .next(
          new Choice(scope, 'Confirmed?')
            .when(
              is('$.confirmed.next', 'look again'),
              pause('WaitForReads', '$.confirmed.waitSeconds').next(confirmAdditions),
            )
            .otherwise(reportAdditions),
        ),
    )
    .otherwise(branchEnd('NoAdditions', 'done'));

  const identityBroken = branchBroken('IdentityBroken');
  const releaseIdentityTask = step('ReleaseIdentityTask', '$.identity');
  const readIdentityTask = step('ReadIdentityTask', '$.task');
  const awaitIdentityTask = awaiting('AwaitIdentityTask', '$.identity.pollSeconds', readIdentityTask);
  const verifyMemberships = step('VerifyMemberships', '$.identity', { read: JsonPath.stringAt('$.task.next') });
  for (const task of [releaseIdentityTask, awaitIdentityTask, readIdentityTask, verifyMemberships])
    inBranch(task, identityBroken);
  const identity = new Choice(scope, 'AnyIdentityWork?')
    .when(
      Condition.booleanEquals('$.prepared.identity', true),
      releaseIdentityTask
        .next(awaitIdentityTask)
        .next(readIdentityTask)
        .next(verifyMemberships)
        .next(
          new Choice(scope, 'Arrived?')
            .when(is('$.identity.next', 'wait'), awaitIdentityTask)
            .when(is('$.identity.next', 'superseded'), branchEnd('IdentitySuperseded', 'superseded'))
            .when(is('$.identity.next', 'withdrawn'), branchEnd('IdentityWithdrawn', 'withdrawn'))
            .when(is('$.identity.next', 'target changed'), branchEnd('IdentityTargetChanged', 'target changed'))
            .otherwise(branchEnd('IdentityDone', 'done')),
        ),
    )
    .otherwise(branchEnd('NoIdentityWork', 'done'));

  const eitherBranch = (outcome: string) =>
    Condition.or(is('$.branches[0].outcome', outcome), is('$.branches[1].outcome', outcome));
  const work = new Parallel(scope, 'Work', { resultPath: '$.branches' }).branch(databricks).branch(identity);
  work.addCatch(reportFailure, { resultPath: '$.error' });
  const targetChanged = set('StopForTarget', '$.error', { Error: 'TargetChanged' }).next(tellRequester);
  const databricksError = move('ErrorOfDatabricks', '$.branches[0].error', '$.error');
  const identityError = move('ErrorOfIdentity', '$.branches[1].error', '$.error');

  for (const task of [closeRequest, reportOutcome, tellRequester])
    task.addCatch(reportFailure, { resultPath: '$.error' });
  for (const end of [closeRequest, reportOutcome, tellRequester]) end.next(done);
  reportFailure.next(failed);

  // ── The way itself ──
  const plan = buildPlan.next(
    new Choice(scope, 'PlanComplete?')
      .when(Condition.booleanEquals('$.plan.more', true), pause('WaitToReadOn', '$.plan.waitSeconds').next(buildPlan))
      .otherwise(
        attachPlan.next(
          new Choice(scope, 'AnythingToAdd?')
            .when(Condition.numberGreaterThan('$.plan.idpActions', 0), openIdentityTask.next(requestApproval))
            .when(Condition.numberGreaterThan('$.plan.additions', 0), requestApproval)
            .otherwise(reportOutcome),
        ),
      ),
  );
  requestApproval.next(awaitApproval);
  awaitApproval.next(readApproval);
  readApproval.next(
    new Choice(scope, 'Decided?')
      .when(is('$.approval.next', 'approved'), prepareAdditions)
      .when(is('$.approval.next', 'pending'), awaitApproval)
      .when(is('$.approval.next', 'ask again'), requestApproval)
      .when(is('$.approval.next', 'rejected'), rejected)
      .when(is('$.approval.next', 'withdrawn'), withdrawn)
      .when(is('$.approval.next', 'expired'), expired)
      .otherwise(superseded),
  );
  prepareAdditions.next(
    new Choice(scope, 'StillAsApproved?')
      .when(is('$.prepared.next', 'write'), work)
      .when(is('$.prepared.next', 'plan again'), buildPlan)
      .when(is('$.prepared.next', 'withdrawn'), withdrawn)
      .otherwise(superseded),
  );
  work.next(
    new Choice(scope, 'HowDidItEnd?')
      .when(eitherBranch('superseded'), superseded)
      .when(eitherBranch('withdrawn'), withdrawn)
      .when(eitherBranch('target changed'), targetChanged)
      .when(is('$.branches[0].outcome', 'broken'), databricksError.next(reportFailure))
      .when(is('$.branches[1].outcome', 'broken'), identityError.next(reportFailure))
      .otherwise(reportOutcome),
  );
  resolvePrincipals.next(
    new Choice(scope, 'TargetThere?')
      .when(is('$.resolved.next', 'await target'), awaitTarget.next(resolvePrincipals))
      .when(is('$.resolved.next', 'await turn'), awaitTurn.next(resolvePrincipals))
      .when(is('$.resolved.next', 'withdrawn'), withdrawn)
      .when(is('$.resolved.next', 'expired'), expired)
      .when(is('$.resolved.next', 'superseded'), superseded)
      .otherwise(plan),
  );
  return readRequest.next(
    new Choice(scope, 'AnythingNew?').when(is('$.read.next', 'nothing new'), done).otherwise(resolvePrincipals),
  );
}
