import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One answer of a script, or a way of not answering. */
export type ScriptedAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
      readonly text?: string;
    }
  /** The socket dies before anything is answered. */
  | 'reset'
  /** Headers and half of the promised body arrive, then the socket dies. */
  | 'cutOff'
  /** Nothing ever comes. */
  | 'hang'
  /** Headers come, the body never ends. */
  | 'stall';

interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

/** A real server that answers one request after the other from a list; when the list is used up, with status 599. */
export async function scriptedServer(...script: readonly ScriptedAnswer[]): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const left = [...script];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      play(left.shift() ?? { status: 599, text: 'the script is at its end' }, incoming, outgoing);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function play(answer: ScriptedAnswer, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (answer === 'hang') return;
  if (answer === 'reset') return void incoming.socket.destroy();
  if (answer === 'cutOff' || answer === 'stall') {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    outgoing.write('{"a":', () => {
      if (answer === 'cutOff') incoming.socket.destroy();
    });
    return;
  }
  const { status, headers, json, text } = answer;
  outgoing.writeHead(status, { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers });
  outgoing.end(json === undefined ? text : JSON.stringify(json));
}
