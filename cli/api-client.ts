import { CommandError, type Problem, ProblemError } from './command-error';
import type { Connection } from './connection';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Each part is percent-encoded: ids may hold slashes, spaces and emoji. */
  path: readonly string[];
  query?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
  /** Sent as it is, instead of a JSON body. */
  ndjson?: string;
}

/** Calls the API as a person or a program outside would: over HTTP, with a key. */
export class ApiClient {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** The answer's JSON, undefined when it has none. A refusal is a ProblemError. */
  async call<T>(call: Call): Promise<T> {
    const response = await this.send(call);
    const text = await response.text();
    if (response.ok) return (text === '' ? undefined : parsed(text)) as T; // the contract's shapes, kept by the API
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new ProblemError(asProblem(response, text), Number.isFinite(retryAfter) ? retryAfter : undefined);
  }

  private async send(call: Call): Promise<Response> {
    const { apiUrl, apiKey } = this.connection;
    const url = `${apiUrl}/v1/${call.path.map(encodeURIComponent).join('/')}${queryOf(call.query)}`;
    const headers: Record<string, string> = { authorization: `Bearer ${apiKey}` };
    if (call.ndjson !== undefined) headers['content-type'] = 'application/x-ndjson';
    else if (call.body !== undefined) headers['content-type'] = 'application/json';
    const body = call.ndjson ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    try {
      return await fetch(url, { method: call.method ?? 'GET', headers, ...(body !== undefined && { body }) });
    } catch (cause) {
      throw new UnreachableError(`Nightshift does not answer at ${apiUrl}: ${reasonOf(cause)}`, { cause });
    }
  }
}

/** No answer came: nobody knows whether the call was carried out. */
export class UnreachableError extends CommandError {
  override name = 'UnreachableError';
}

function queryOf(query: Call['query']): string {
  const given = Object.entries(query ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`Expected JSON from the API, got ${JSON.stringify(text.slice(0, 80))}`, { cause });
  }
}

function asProblem(response: Response, text: string): Problem {
  try {
    const problem = JSON.parse(text);
    if (typeof problem.title === 'string' && typeof problem.status === 'number') return problem;
  } catch {
    // A proxy's own page, perhaps: the status is what there is to say.
  }
  return { type: 'about:blank', title: response.statusText || 'Refused', status: response.status };
}

function reasonOf(error: unknown): string {
  const cause = (error as Error).cause;
  const { code, message } = (cause ?? error) as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'the connection was refused (is it running? `npm start` starts it)';
  return message || code || String(error);
}
