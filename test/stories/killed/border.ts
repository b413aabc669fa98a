import { Agent, createServer, type IncomingMessage, request } from 'node:http';

/** A request that has changed the other side. */
export interface Crossing {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** What was sent. */
  readonly body: Buffer;
  readonly status: number;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Border {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A proxy between the desk and one system: here it is decided what still gets across.
 * @param target base URL of the side that is asked, as it is at that moment
 * @param guard `mayPass` is asked before a request goes on, `mayReturn` after the other side has done its work; where
 * either says no the connection breaks off
 */
export async function openBorder(
  target: () => string,
  guard: { mayPass(): boolean; mayReturn(crossing: Crossing): boolean },
): Promise<Border> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    try {
      const body = await bytes(incoming);
      if (!guard.mayPass()) return void incoming.socket.destroy();
      const answer = await pass(agent, `${target()}${path}`, { method, headers, body });
      if (!guard.mayReturn({ method, path, headers, body, status: answer.status }))
        return void incoming.socket.destroy();
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    } catch {
      // The desk died while it was asking.
      incoming.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the border has no TCP address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(
  agent: Agent,
  url: string,
  { method, headers, body }: { method: string; headers: IncomingMessage['headers']; body: Buffer },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers }, (incoming) => {
      bytes(incoming).then(
        (content) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: content }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function bytes(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
