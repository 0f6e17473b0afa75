import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findConnection } from '../../cli/connection';
import { type Folder, temporaryFolder } from './support/files';
import { runCli } from './support/run-cli';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const nobody = { NIGHTSHIFT_API_URL: 'http://127.0.0.1:2', NIGHTSHIFT_API_KEY: 'secret' };

describe('exit statuses', () => {
  test.each([
    ['no command', []],
    ['an unknown command', ['dance']],
    ['an unknown option', ['recommend', 'acme', 'ann', '--loud']],
    ['a missing argument', ['recommend', 'acme']],
    ['a mode that is none', ['mode', 'acme', 'asleep']],
    ['a version that is no number', ['versions', 'use', 'acme', 'newest']],
    ['pinned and unpinned at once', ['versions', 'use', 'acme', '1', '--pinned', '--unpin']],
    ['a group without its command', ['tenant']],
  ])('%s is a usage error: 2, and nothing on standard output', async (_name, words) => {
    const result = await runCli(words, { env: nobody });
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(/Usage: nightshift/);
  });

  test('help is no error', async () => {
    expect(await runCli(['recommend', '--help'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('no API is a failure: 1, in words; with --json in one document too', async () => {
    const result = await runCli(['tenant', 'list', '--json'], { env: nobody });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/does not answer at http:\/\/127.0.0.1:2: .*npm start/);
    expect(JSON.parse(result.stdout).title).toMatch(/does not answer/);
  });

  test('no address and no key is a failure: 1, in words', async () => {
    const result = await runCli(['tenant', 'list'], { cwd: folder.path('.') });
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/Expected NIGHTSHIFT_API_URL/);
  });
});

describe('where the API is', () => {
  const dev = { apiUrl: 'http://127.0.0.1:3000', operatorKey: 'operator' };
  beforeAll(() => {
    mkdirSync(folder.path('clone/.nightshift'), { recursive: true });
    mkdirSync(folder.path('clone/deep/down'), { recursive: true });
    folder.write('clone/.nightshift/dev.json', JSON.stringify(dev));
  });

  test('the environment says, else the nearest dev.json upwards', () => {
    const inside = folder.path('clone/deep/down');
    expect(findConnection({}, inside)).toEqual({ apiUrl: dev.apiUrl, apiKey: 'operator' });
    expect(findConnection({ NIGHTSHIFT_API_KEY: 'own' }, inside)).toEqual({
      apiUrl: dev.apiUrl,
      apiKey: 'own',
    });
    const both = { NIGHTSHIFT_API_URL: 'https://elsewhere/', NIGHTSHIFT_API_KEY: 'own' };
    expect(findConnection(both, inside)).toEqual({ apiUrl: 'https://elsewhere', apiKey: 'own' });
  });

  test('the operator key of a development set-up is not shown to another address', () => {
    const elsewhere = { NIGHTSHIFT_API_URL: 'https://elsewhere' };
    expect(() => findConnection(elsewhere, folder.path('clone'))).toThrow(/a key for https:\/\/elsewhere/);
    const same = { NIGHTSHIFT_API_URL: `${dev.apiUrl}/` };
    expect(findConnection(same, folder.path('clone')).apiKey).toBe('operator');
  });
});

describe('what is asked of the API, and how its answers are shown', () => {
  let server: Server;
  let env: Record<string, string>;
  let asked: string[];
  let answers: { status: number; body: unknown }[];

  beforeEach(async () => {
    asked = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      asked.push(`${request.method} ${request.url}${body && ` ${body}`}`);
      const answer = answers.shift() ?? { status: 500, body: {} };
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server that listens has one
    env = { NIGHTSHIFT_API_URL: `http://127.0.0.1:${port}`, NIGHTSHIFT_API_KEY: 'secret' };
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('ids with slashes, spaces and emoji reach it as they are', async () => {
    const list = {
      recommendationId: 'r',
      customerId: 'a/b 😀',
      version: 3,
      computedAt: '2026-11-22T01:00:00Z',
    };
    const item = { productId: 'p', rank: 1, score: 0.5, name: 'Stout' };
    answers = [{ status: 200, body: { ...list, reason: 'personal', items: [item] } }];
    const result = await runCli(['recommend', 'acme', 'a/b 😀', '--limit', '5'], { env });
    expect(asked).toEqual(['GET /v1/tenants/acme/customers/a%2Fb%20%F0%9F%98%80/recommendations?limit=5']);
    expect(result.stdout).toMatch(/personal, version 3, computed 2026-11-22 01:00 UTC/);
    expect(result.stdout).toMatch(/1\s+p\s+Stout\s+0.5/);
  });

  test('--json is the API’s own document', async () => {
    const body = { items: [], nextCursor: null, more: 'fields' };
    answers = [{ status: 200, body }];
    const result = await runCli(['versions', 'list', 'acme', '--json'], { env });
    expect(JSON.parse(result.stdout)).toEqual(body);
  });

  test('a problem is shown with what was expected and what came; status 1', async () => {
    const errors = [{ path: 'limit', expected: 'a number from 1 to 50', actual: '99' }];
    answers = [
      { status: 422, body: { type: '/problems/x', title: 'Not as the schema says', status: 422, errors } },
    ];
    const result = await runCli(['recommend', 'acme', 'ann', '--limit', '99'], { env });
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toBe(
      'Not as the schema says (422)\n  limit: expected a number from 1 to 50, got 99\n',
    );
  });

  test('a mode and a champion are put', async () => {
    answers = [
      { status: 200, body: { name: 'Acme', mode: 'frozen' } },
      { status: 200, body: {} },
    ];
    const mode = await runCli(['mode', 'acme', 'frozen', '--reason', 'stock-taking'], { env });
    expect(mode.stdout).toMatch(/^Acme is frozen: it keeps serving its champion/);
    await runCli(['versions', 'use', 'acme', '2', '--pinned'], { env });
    expect(asked).toEqual([
      'PUT /v1/tenants/acme/mode {"mode":"frozen","reason":"stock-taking"}',
      'PUT /v1/tenants/acme/champion {"version":2,"pinned":true}',
    ]);
  });

  test.each([
    ['promoted', 0],
    ['kept', 0],
    ['failed', 1],
  ])('night run --wait stays until the outcome %s, and ends with %i', async (outcome, status) => {
    const night = {
      nightId: 'n1',
      date: '2026-11-22',
      requestedBy: 'operator',
      stages: [],
      workflow: { id: 'w' },
    };
    const ended = { ...night, outcome, sentence: 'It sold more.' };
    answers = [
      { status: 202, body: { nightId: 'n1' } },
      { status: 200, body: night },
      { status: 200, body: ended },
    ];
    const result = await runCli(['night', 'run', 'acme', '--wait', '--json'], { env });
    expect(result.status).toBe(status);
    expect(JSON.parse(result.stdout)).toEqual(ended);
  });
});
