import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  kind: string;
  authorization: string;
  lines: Record<string, unknown>[];
}

export interface ImportServer {
  url: string;
  received: Received[];
  /** Asked before a call is carried out; what it returns, or does to the response, comes first. */
  before: (request: IncomingMessage, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

/**
 * The import call of the contract and nothing else, with faults at will that a real API shows too rarely to
 * test with: busy answers, broken connections, thousands of refused lines. Refuses products named "unsold".
 */
export async function startImportServer(): Promise<ImportServer> {
  const received: Received[] = [];
  const known = new Set<string>();
  const server = createServer(async (request, response) => {
    if (!handle.before(request, response)) return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const lines = Buffer.concat(chunks)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const kind = new URL(request.url ?? '', 'http://x').searchParams.get('kind') ?? '';
    received.push({ kind, authorization: request.headers.authorization ?? '', lines });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(take(lines, kind, known)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const handle: ImportServer = {
    url: `http://127.0.0.1:${port}`,
    received,
    before: () => true,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return handle;
}

export function answerProblem(response: ServerResponse, status: number, title: string): false {
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'retry-after': '0',
    connection: 'close',
  });
  response.end(JSON.stringify({ type: '/problems/busy', title, status, detail: 'Expected patience.' }));
  return false;
}

function take(lines: Record<string, unknown>[], kind: string, known: Set<string>): object {
  let accepted = 0;
  let duplicates = 0;
  const problems: object[] = [];
  let rejected = 0;
  lines.forEach((line, index) => {
    if (line.productId === 'unsold') {
      rejected++;
      if (problems.length < 1_000)
        problems.push({ line: index + 1, reason: 'refused', detail: 'expected sold' });
    } else if (kind === 'events' && known.has(String(line.eventId))) {
      duplicates++;
    } else {
      accepted++;
      known.add(String(line.eventId));
    }
  });
  const byReason = rejected > 0 ? { refused: rejected } : {};
  return { read: lines.length, accepted, duplicates, rejected, byReason, problems };
}
