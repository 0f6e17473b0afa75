import { z } from 'zod';
import type { Endpoint } from './endpoint';
import { type ProblemCode, problems } from './problem';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 of all endpoints, generated from their schemas; committed as openapi.json. */
export function openApi(endpoints: readonly Endpoint[]): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: operationOf(endpoint, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nightshift',
      version: '1',
      description:
        'One recommender per tenant. JSON, times ISO 8601 UTC, money in the main unit of its currency. Errors are RFC 9457 problems.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    paths: { ...paths, ...openPaths },
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'operator includes admin, admin includes client; the last two are of one tenant.',
        },
      },
      schemas: { Problem: problemSchema, ...components.sorted() },
    },
  };
}

function operationOf(endpoint: Endpoint, components: Components): Json {
  const body = endpoint.bodyShape ?? endpoint.body;
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    description: `Key: ${endpoint.role}.`,
    ...parametersOf(endpoint, components),
    ...(endpoint.takes === 'ndjson' && {
      requestBody: {
        required: true,
        description: 'One JSON object a line, of any number of lines; Content-Encoding gzip is taken.',
        content: { 'application/x-ndjson': { schema: { type: 'string' } } },
      },
    }),
    ...(body && {
      requestBody: {
        required: !endpoint.bodyOptional,
        content: { 'application/json': { schema: components.schemaOf(body, 'input') } },
      },
    }),
    responses: responsesOf(endpoint, components),
  };
}

function parametersOf(endpoint: Endpoint, components: Components): Json {
  const parameters = [...fieldsOf(endpoint.params, components)].map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema,
  }));
  const query = [...fieldsOf(endpoint.query, components)].map(([name, schema]) => ({
    name,
    in: 'query',
    required: endpoint.query.shape[name]?.safeParse(undefined).success !== true,
    schema,
  }));
  return parameters.length + query.length > 0 ? { parameters: [...parameters, ...query] } : {};
}

function* fieldsOf(schema: z.ZodObject, components: Components): Generator<[string, Json]> {
  for (const [name, field] of Object.entries(schema.shape)) {
    yield [name, components.schemaOf(field as z.ZodType, 'input')]; // a zod object's shape holds zod types
  }
}

function responsesOf(endpoint: Endpoint, components: Components): Json {
  const answer: Json = { description: 'Done' };
  if (endpoint.response) {
    answer.content = { 'application/json': { schema: components.schemaOf(endpoint.response, 'output') } };
  }
  const byStatus = new Map<number, string[]>();
  for (const code of problemsOf(endpoint)) {
    const { status, title } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${code}: ${title}`]);
  }
  const faults = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, titles]) => [
      status,
      {
        description: titles.join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]);
  const notModified = endpoint.checksKey && { 304: { description: 'The list with this ETag still holds' } };
  return { [endpoint.status]: answer, ...notModified, ...Object.fromEntries(faults) };
}

/** What every route can answer, what follows from its shape, and what it says of itself. */
export function problemsOf(endpoint: Endpoint): ProblemCode[] {
  const codes = new Set<ProblemCode>(['unauthorized', 'internal', 'unavailable', ...endpoint.problems]);
  if (endpoint.role !== 'client') codes.add('forbidden');
  if (endpoint.path.includes(':tenantId')) codes.add('not-found');
  if (/:(?!tenantId)/.test(endpoint.path)) codes.add('malformed-request');
  codes.add('invalid-request'); // at least for a query parameter that is not there
  if (endpoint.body || endpoint.takes === 'ndjson') {
    for (const code of ['malformed-request', 'unsupported-media-type'] as const) codes.add(code);
  }
  if (endpoint.body) codes.add('too-large');
  return [...codes];
}

/** Named schemas, each once, whatever mentions them. */
class Components {
  readonly #schemas = new Map<string, Json>();

  schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' }) as Json;
    for (const [name, definition] of Object.entries(($defs ?? {}) as Json)) {
      this.#add(name, toReferences(definition) as Json);
    }
    const { id, ...content } = rest;
    if (typeof id !== 'string') return toReferences(rest) as Json;
    this.#add(id, toReferences(content) as Json);
    return { $ref: `#/components/schemas/${id}` };
  }

  sorted(): Json {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(name: string, { id: _, ...schema }: Json): void {
    const known = this.#schemas.get(name);
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(
        `Two schemas are named ${name}; as what comes in and what goes out they need two names`,
      );
    }
    this.#schemas.set(name, schema);
  }
}

function toReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/')
        : toReferences(inner),
    ]),
  );
}

const text = { type: 'string' };
const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'requestId'],
  properties: {
    type: { ...text, description: '/problems/ and the code' },
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'What was expected, and what came' },
    requestId: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'expected', 'actual'],
        properties: { path: text, expected: text, actual: text },
      },
    },
  },
};

const plain = (operationId: string, summary: string, answers: Json): Json => ({
  get: { operationId, summary, description: 'Key: none.', security: [], responses: answers },
});
const json = { content: { 'application/json': { schema: { type: 'object' } } } };

/** What stands outside /v1/ and needs no key. */
const openPaths = {
  '/livez': plain('isAlive', 'Whether the process lives', { 200: { description: 'It does', ...json } }),
  '/readyz': plain(
    'isReady',
    'Whether Postgres answers and has every migration; Temporal is told beside it',
    {
      200: { description: 'Ready', ...json },
      503: { description: 'Not ready, or stopping', ...json },
    },
  ),
  '/metrics': plain('readMetrics', 'Counts and times of this process, for Prometheus', {
    200: { description: 'Prometheus text', content: { 'text/plain': { schema: text } } },
  }),
};
