import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { freePort, isFree } from '../../cli/dev/free-port';
import { KeptPorts } from '../../cli/dev/kept-ports';
import { writeJson } from '../../cli/dev/write-atomically';
import { temporaryFolder } from './temporary-folder';

const folder = temporaryFolder();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function takePort(port: number, host = '127.0.0.1'): Promise<Server> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ port, host }, resolve));
  return server;
}

async function takenPort(host: string): Promise<number> {
  const server = await takePort(0, host);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return address.port;
}

describe('ports', () => {
  test.each(['127.0.0.1', '0.0.0.0'])(
    'one that is listened on at %s is passed over for one near it',
    async (host) => {
      const port = await takenPort(host);
      expect(await isFree(port)).toBe(false);
      const given = await freePort([port]);
      expect(given).toBeGreaterThan(port);
      expect(await isFree(given)).toBe(true);
    },
  );

  test('the first free one of those preferred is given, and none twice', async () => {
    const [first, second] = [await freePort([41_000]), await freePort([42_000])];
    expect(await freePort([first, second])).toBe(first);
    expect(await freePort([first, second], new Set([first]))).toBe(second);
  });

  test("yesterday's port is kept, and given up when another program has it", async () => {
    const file = join(folder, 'ports.json');
    const yesterday = await freePort([43_000]);
    writeJson(file, { api: yesterday });
    expect(await new KeptPorts(file).choose('api')).toBe(yesterday);
    const taken = await takenPort('127.0.0.1');
    writeJson(file, { api: taken });
    expect(await new KeptPorts(file).choose('api')).not.toBe(taken);
  });

  test('a start that loses its port to another program tries another; a later start keeps it', async () => {
    const ports = new KeptPorts(join(folder, 'lost.json'), { api: await freePort([44_000]) });
    const tried: number[] = [];
    const start = async ({ api }: { api: number }) => {
      tried.push(api);
      if (tried.length > 1) return api;
      await takePort(api);
      throw new Error('the port is taken');
    };
    const given = await ports.startOn(['api'], start);
    expect(tried).toEqual([tried[0], given]);
    expect(given).not.toBe(tried[0]);
    expect(await ports.startOn(['api'], start)).toBe(given);
  });
});
