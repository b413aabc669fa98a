import * as z from 'zod';
import type { RunningServer } from '#sandbox/simulators/http-server.ts';
import { type Operation, ServiceError, serveAwsJson } from './aws-json.ts';

/** What the service needs of an engine. Errors carry the names of the Step Functions API. */
export interface ExecutionEngine {
  startExecution(request: { name: string; input?: string }): Promise<{ executionArn: string; startDate: Date }>;
  describeExecution(executionArn: string): Promise<{
    executionArn: string;
    stateMachineArn: string;
    name: string;
    status: string;
    startDate: Date;
    stopDate?: Date;
    input: string;
    output?: string;
    error?: string;
    cause?: string;
  }>;
  stopExecution(executionArn: string, error?: string, cause?: string): Promise<void>;
  sendTaskSuccess(request: { taskToken: string; output: string }): Promise<void>;
  sendTaskFailure(request: { taskToken: string; error?: string; cause?: string }): Promise<void>;
  sendTaskHeartbeat(request: { taskToken: string }): Promise<void>;
  /** `time` in milliseconds since the epoch. */
  getExecutionHistory(executionArn: string): Promise<readonly { id: number; type: string; time: number }[]>;
}

/** Names an engine's error may have and that the API documents; any other is a fault of ours and answered with 500. */
const API_ERRORS = new Set([
  'ExecutionAlreadyExists',
  'ExecutionDoesNotExist',
  'InvalidExecutionInput',
  'InvalidName',
  'InvalidOutput',
  'InvalidToken',
  'TaskDoesNotExist',
  'TaskTimedOut',
]);

const PAGE = 1000;

const byArn = z.object({ executionArn: z.string() });
const failure = z.object({ error: z.string().optional(), cause: z.string().optional() });
const requests = {
  start: z.object({ stateMachineArn: z.string(), name: z.string().optional(), input: z.string().optional() }),
  describe: byArn,
  stop: byArn.extend(failure.shape),
  success: z.object({ taskToken: z.string(), output: z.string() }),
  failure: failure.extend({ taskToken: z.string() }),
  heartbeat: z.object({ taskToken: z.string() }),
  history: byArn.extend({
    maxResults: z.number().int().min(0).max(PAGE).optional(),
    nextToken: z.string().regex(/^\d+$/).optional(),
    reverseOrder: z.boolean().optional(),
  }),
};

/** Serves an engine that runs one state machine as AWS Step Functions does. */
export function startStepFunctions(options: {
  engine: ExecutionEngine;
  /** The one machine that may be started. */
  stateMachineArn: string;
}): Promise<RunningServer> {
  const operations = Object.entries(operationsOf(options.engine, options.stateMachineArn));
  return serveAwsJson({
    version: '1.0',
    prefix: 'AWSStepFunctions',
    operations: Object.fromEntries(operations.map(([name, operation]) => [name, withApiErrors(operation)])),
  });
}

function operationsOf(engine: ExecutionEngine, stateMachineArn: string): Record<string, Operation> {
  return {
    async StartExecution(body) {
      const { name = crypto.randomUUID(), input = '{}', stateMachineArn: asked } = requests.start.parse(body);
      if (asked !== stateMachineArn) {
        throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${asked}'`);
      }
      const { executionArn, startDate } = await engine.startExecution({ name, input });
      return { executionArn, startDate: seconds(startDate) };
    },
    async DescribeExecution(body) {
      const { startDate, stopDate, ...rest } = await engine.describeExecution(
        requests.describe.parse(body).executionArn,
      );
      return { ...rest, startDate: seconds(startDate), ...(stopDate && { stopDate: seconds(stopDate) }) };
    },
    async StopExecution(body) {
      const { executionArn, error, cause } = requests.stop.parse(body);
      await engine.stopExecution(executionArn, error, cause);
      const { stopDate } = await engine.describeExecution(executionArn);
      return stopDate ? { stopDate: seconds(stopDate) } : {};
    },
    async SendTaskSuccess(body) {
      await engine.sendTaskSuccess(requests.success.parse(body));
      return {};
    },
    async SendTaskFailure(body) {
      const { taskToken, error, cause } = requests.failure.parse(body);
      await engine.sendTaskFailure({
        taskToken,
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      });
      return {};
    },
    async SendTaskHeartbeat(body) {
      await engine.sendTaskHeartbeat(requests.heartbeat.parse(body));
      return {};
    },
    /** Kinds and times of events; their details are left out. */
    async GetExecutionHistory(body) {
      const { executionArn, maxResults, nextToken, reverseOrder } = requests.history.parse(body);
      const history = await engine.getExecutionHistory(executionArn);
      const events = history.map(({ id, type, time }) => ({
        id,
        previousEventId: id - 1,
        type,
        timestamp: time / 1000,
      }));
      if (reverseOrder) events.reverse();
      const from = Number(nextToken ?? 0);
      const to = from + (maxResults || 100);
      return { events: events.slice(from, to), ...(to < events.length && { nextToken: String(to) }) };
    },
  };
}

function withApiErrors(operation: Operation): Operation {
  return async (body) => {
    try {
      return await operation(body);
    } catch (failure) {
      if (failure instanceof Error && API_ERRORS.has(failure.name)) {
        throw new ServiceError(failure.name, failure.message, { cause: failure });
      }
      throw failure;
    }
  };
}

function seconds(date: Date): number {
  return date.getTime() / 1000;
}
