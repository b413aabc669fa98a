import * as z from 'zod';
import type { SimulatorRequest, SimulatorResponse } from '#sandbox/simulators/http-routes.ts';
import { type RunningServer, serve } from '#sandbox/simulators/http-server.ts';

/** An error as the service sends it: `type` is the name the SDK gives the exception. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly type: string;
  constructor(type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

/** One operation: takes the request's parsed body, returns the answer's. Times are epoch seconds in this protocol. */
export type Operation = (input: unknown) => Promise<object>;

/**
 * Serves operations over AWS JSON (smithy.io, "AWS JSON 1.0 and 1.1 protocols"): POST /, the operation in
 * `X-Amz-Target: <prefix>.<operation>`, errors as `__type` with status 400. Signatures are not checked.
 * What an operation throws besides ServiceError and ZodError is answered with 500 and kept in `errors`.
 */
export function serveAwsJson(options: {
  version: '1.0' | '1.1';
  /** Before the dot of X-Amz-Target. */
  prefix: string;
  operations: Readonly<Record<string, Operation>>;
}): Promise<RunningServer> {
  const headers = { 'content-type': `application/x-amz-json-${options.version}` };
  const operations = new Map(
    Object.entries(options.operations).map(([name, operation]) => [`${options.prefix}.${name}`, operation]),
  );

  async function handle(request: SimulatorRequest): Promise<SimulatorResponse> {
    const operation = operations.get(request.headers['x-amz-target'] ?? '');
    try {
      if (operation === undefined) throw new ServiceError('UnknownOperationException', 'No such operation here.');
      return { status: 200, headers, json: await operation(parseBody(request)) };
    } catch (failure) {
      if (failure instanceof ServiceError) return refusal(failure.type, failure.message);
      if (failure instanceof z.ZodError) return refusal('ValidationException', failure.message);
      throw failure;
    }
  }
  const refusal = (type: string, message: string) => ({ status: 400, headers, json: { __type: type, message } });

  return serve({ name: options.prefix, now: Date.now, routes: [{ method: 'POST', path: '/', handle }] });
}

function parseBody(request: SimulatorRequest): unknown {
  try {
    return request.json();
  } catch (cause) {
    throw new ServiceError('SerializationException', 'The body is not JSON.', { cause });
  }
}
