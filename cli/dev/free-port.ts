import { connect, createServer } from 'node:net';

const HOST = '127.0.0.1';

/** The first free port among the preferred ones, then upwards from the last of them. */
export async function freePort(preferred: number[], taken: ReadonlySet<number> = new Set()): Promise<number> {
  const last = preferred.at(-1) ?? 0;
  const candidates = [...preferred, ...Array.from({ length: 200 }, (_, step) => last + 1 + step)];
  for (const port of candidates) {
    if (!taken.has(port) && port < 65_536 && (await isFree(port))) return port;
  }
  throw new Error(`Expected a free port on ${HOST} near ${last}; ${candidates.length} were tried, all taken`);
}

/** A port nobody prefers, given by the system. */
export async function anyFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: HOST }, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string')
    throw new Error('Expected a port from the system, got none');
  return address.port;
}

/**
 * Both questions are needed: where another program listens on all addresses, some systems still let one bind
 * to loopback, and where a port is only bound and not listened on, nobody answers.
 */
export async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await canBind(port));
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOST });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => end(true)); // neither refused nor accepted: leave it alone
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
