import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { check } from '../services/faults';
import { briefError } from './brief-error';
import { admit, keyHashOf } from './check-key';
import type { ApiDeps } from './deps';
import type { Endpoint, Exchange, Reply } from './endpoint';
import { ApiProblem, invalid, problemBody, problems, toProblem } from './problem';
import { hasBody, readJson, requireMediaType } from './read-body';
import { decodeSegment, readValues } from './read-values';
import { type FoundRoute, RouteTable } from './route-table';

export type Dispatch = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Takes a request through its endpoint; whatever happens, one answer is sent and one line is logged. */
export function dispatcher(endpoints: readonly Endpoint[], deps: ApiDeps): Dispatch {
  const table = new RouteTable(endpoints);
  return async (request, response) => {
    const begun = performance.now();
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    let endpoint: Endpoint | undefined;
    let fault: ApiProblem | undefined;
    try {
      const [path = '', search = ''] = splitUrl(request.url ?? '/');
      const route = routeOf(table, path);
      if (request.method === 'OPTIONS') {
        response.writeHead(204, { Allow: route.allow }).end();
      } else {
        endpoint = endpointOf(route, request.method ?? 'GET');
        await answer(deps, endpoint, route.valuesOf(endpoint), search, request, response);
      }
    } catch (error) {
      fault = toProblem(error);
      sendProblem(response, fault, requestId);
    }
    const seconds = (performance.now() - begun) / 1000;
    const operation = endpoint?.operationId ?? 'none';
    deps.metrics.answered(operation, response.statusCode, seconds);
    logAnswer(deps, { requestId, operation, status: response.statusCode, seconds }, fault);
  };
}

function splitUrl(url: string): [path: string, search: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function routeOf(table: RouteTable, path: string): FoundRoute {
  const route = table.find(path);
  if (!route) throw new ApiProblem('not-found', 'Expected a path of this API; /docs lists them.');
  return route;
}

function endpointOf(route: FoundRoute, method: string): Endpoint {
  const found = route.byMethod.get(method === 'HEAD' ? 'get' : method.toLowerCase());
  if (found) return found;
  throw new ApiProblem('method-not-allowed', `Expected one of ${route.allow}, got ${method}.`, {
    headers: { Allow: route.allow },
  });
}

async function answer(
  deps: ApiDeps,
  endpoint: Endpoint,
  encoded: Record<string, string>,
  search: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const keyHash = keyHashOf(request);
  // A tenant id that cannot be decoded is the id of no tenant.
  const slug = encoded.tenantId === undefined ? undefined : (decodeSegment(encoded.tenantId) ?? '');
  const reply: Reply = { headers: {}, notModified: false };
  const base = {
    deps,
    stream: request,
    reply,
    headers: {
      authorization: keyHash,
      ifNoneMatch: request.headers['if-none-match'],
      contentEncoding: request.headers['content-encoding'],
    },
  };
  const exchange = endpoint.checksKey
    ? await unadmitted(deps, endpoint, keyHash, slug ?? '', () => readValues(endpoint, encoded, search))
    : await admitted(deps, endpoint, keyHash, slug, () => readValues(endpoint, encoded, search));
  const body = await readBody(endpoint, request);
  const result = await endpoint.handle({ ...base, ...exchange, body });
  sendResult(endpoint, result, reply, response);
}

type Known = Pick<Exchange<unknown, unknown, unknown>, 'actor' | 'tenant' | 'params' | 'query'>;

async function admitted(
  deps: ApiDeps,
  endpoint: Endpoint,
  keyHash: Buffer,
  slug: string | undefined,
  values: () => { params: unknown; query: unknown },
): Promise<Known> {
  const { role, keyId, tenant } = await admit(deps, endpoint, keyHash, slug);
  return { actor: { role, keyId }, tenant, ...values() };
}

/** For an endpoint that checks the key in its own statement: that must not happen after telling faults of values. */
async function unadmitted(
  deps: ApiDeps,
  endpoint: Endpoint,
  keyHash: Buffer,
  slug: string,
  values: () => { params: unknown; query: unknown },
): Promise<Known> {
  try {
    return { actor: { role: 'client', keyId: '' }, tenant: { tenantId: 0, slug }, ...values() };
  } catch (error) {
    await admit(deps, endpoint, keyHash, slug);
    throw error;
  }
}

async function readBody(endpoint: Endpoint, request: IncomingMessage): Promise<unknown> {
  if (endpoint.takes === 'ndjson') {
    requireMediaType(request, 'application/x-ndjson', ['gzip']);
    return undefined;
  }
  if (!endpoint.body || (endpoint.bodyOptional && !hasBody(request))) return undefined;
  const body = check(endpoint.body, await readJson(request));
  if (!body.ok) throw invalid(body.faults);
  return body.value;
}

function sendResult(endpoint: Endpoint, result: unknown, reply: Reply, response: ServerResponse): void {
  const headers = { 'Cache-Control': 'no-store', ...reply.headers };
  if (reply.notModified) {
    response.writeHead(304, headers).end();
    return;
  }
  if (!endpoint.response) {
    response.writeHead(endpoint.status, headers).end();
    return;
  }
  const checked = endpoint.response.safeParse(result);
  if (!checked.success) {
    throw new Error(`${endpoint.operationId} answered what its schema does not allow`, {
      cause: checked.error,
    });
  }
  send(response, endpoint.status, 'application/json; charset=utf-8', checked.data, headers);
}

export function sendProblem(response: ServerResponse, problem: ApiProblem, requestId: string): void {
  if (response.headersSent || response.destroyed) return;
  const { status } = problems[problem.code];
  const headers = { 'Cache-Control': 'no-store', ...problem.headers };
  send(response, status, 'application/problem+json', problemBody(problem, requestId), headers);
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  content: unknown,
  headers: Record<string, string>,
): void {
  const body = Buffer.from(JSON.stringify(content));
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': body.length }).end(body);
}

/** No path and no query: customers' ids stand in them. */
function logAnswer(deps: ApiDeps, line: Record<string, unknown>, fault: ApiProblem | undefined): void {
  if (fault?.code === 'internal')
    deps.log.error({ ...line, fault: briefError(fault.cause) }, 'request failed');
  else if (fault?.code === 'unavailable')
    deps.log.warn({ ...line, fault: briefError(fault.cause) }, 'database away');
  else deps.log.info({ ...line, ...(fault && { problem: fault.code }) }, 'request');
}
