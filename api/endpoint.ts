import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Actor } from '../services/actor';
import type { ApiDeps } from './deps';
import type { ProblemCode } from './problem';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The tenant that a path names, once its key was checked; on routes without one nothing reads it. */
export interface TenantRef {
  tenantId: number;
  slug: string;
}

export interface Exchange<Params, Query, Body> {
  deps: ApiDeps;
  actor: Actor & { keyId: string };
  tenant: TenantRef;
  params: Params;
  query: Query;
  body: Body;
  /** The raw body, only where the endpoint takes a stream. */
  stream: Readable;
  headers: {
    /** The hash of the key that came. */
    authorization: Buffer;
    ifNoneMatch: string | undefined;
    contentEncoding: string | undefined;
  };
  reply: Reply;
}

/** What a handler may add to its answer. */
export interface Reply {
  headers: Record<string, string>;
  /** Set: 304, and no body. */
  notModified: boolean;
}

/** One route as a value: the router, the checks, the OpenAPI page and the tests all read it. */
export interface Endpoint {
  method: Method;
  path: string;
  operationId: string;
  summary: string;
  role: 'operator' | 'admin' | 'client';
  params: z.ZodObject;
  query: z.ZodObject;
  body: z.ZodType | undefined;
  /** How the body is told in OpenAPI, where it is judged item by item in a service. */
  bodyShape: z.ZodType | undefined;
  bodyOptional: boolean;
  takes: 'json' | 'ndjson';
  status: 200 | 201 | 202 | 204;
  response: z.ZodType | undefined;
  problems: readonly ProblemCode[];
  /** The handler checks key and tenant itself, in the one statement that answers. */
  checksKey: boolean;
  handle: (exchange: Exchange<unknown, unknown, unknown>) => Promise<unknown>;
}

interface Draft<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>
  extends Pick<Endpoint, 'method' | 'path' | 'operationId' | 'summary' | 'role'>,
    Partial<Pick<Endpoint, 'bodyShape' | 'bodyOptional' | 'takes' | 'status' | 'problems' | 'checksKey'>> {
  params?: P;
  query?: Q;
  body?: B;
  response?: R;
  handle: (exchange: Exchange<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<R>>;
}

const nothing = z.object({});

/** Types flow from the schemas into the handler; what is left out has its usual value. */
export function endpoint<
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodVoid,
>(draft: Draft<P, Q, B, R>): Endpoint {
  return {
    ...draft,
    params: draft.params ?? nothing,
    query: (draft.query ?? nothing).strict(),
    body: draft.body,
    bodyShape: draft.bodyShape,
    bodyOptional: draft.bodyOptional ?? false,
    takes: draft.takes ?? 'json',
    status: draft.status ?? 200,
    response: draft.response,
    problems: draft.problems ?? [],
    checksKey: draft.checksKey ?? false,
    // The dispatcher hands over only what the schemas above have parsed.
    handle: draft.handle as Endpoint['handle'],
  };
}
