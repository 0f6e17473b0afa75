import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ApiProblem } from './problem';

const LARGEST_BYTES = 1024 * 1024;
/** How long a body of at most 1 MB may take to arrive. */
const LONGEST_MS = 30_000;

/** Refuses a body of another type than the endpoint takes; `encodings` besides none at all. */
export function requireMediaType(
  request: IncomingMessage,
  expected: string,
  encodings: readonly string[] = [],
): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
  const charset = parameters
    .map((text) => text.trim().toLowerCase())
    .find((text) => text.startsWith('charset='));
  const given = request.headers['content-type'];
  if (type.trim().toLowerCase() !== expected || (charset && !/^charset="?utf-8"?$/.test(charset))) {
    throw new ApiProblem(
      'unsupported-media-type',
      `Content-Type: expected ${expected}, got ${given === undefined ? 'none' : JSON.stringify(given.slice(0, 100))}.`,
    );
  }
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding !== 'identity' && !encodings.includes(encoding)) {
    throw new ApiProblem(
      'unsupported-media-type',
      `Content-Encoding: expected ${['none', ...encodings].join(' or ')}, got ${JSON.stringify(encoding.slice(0, 100))}.`,
    );
  }
}

export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return length === undefined ? request.headers['transfer-encoding'] !== undefined : length !== '0';
}

/** The JSON of a request, of at most 1 MB. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  requireMediaType(request, 'application/json');
  const bytes = await readBytes(request);
  if (!isUtf8(bytes)) {
    throw new ApiProblem('malformed-request', 'Expected JSON in UTF-8, got bytes that are not UTF-8.');
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const got = bytes.length === 0 ? 'nothing' : `something else: ${messageOf(cause)}`;
    throw new ApiProblem('malformed-request', `Expected JSON, got ${got}.`, { cause });
  }
}

/** V8's message quotes the text around the fault; cut, and on one line. */
function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').slice(0, 160);
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > LARGEST_BYTES) throw tooLarge(`${declared}`);
  const late = setTimeout(() => request.destroy(), LONGEST_MS);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Not `for await`, which destroys the request, and the answer with it, when it is left early.
    await new Promise<void>((resolve, reject) => {
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST_BYTES) reject(tooLarge(`more than ${LARGEST_BYTES}`));
        else chunks.push(chunk);
      });
      request.once('end', resolve);
      request.once('error', (cause) => reject(cutOff(cause)));
      request.once('close', () => reject(cutOff(undefined)));
    });
  } finally {
    clearTimeout(late);
    request.removeAllListeners('data');
    request.on('error', () => {}); // what remains is thrown away, and may break off
    request.resume();
  }
  return Buffer.concat(chunks);
}

function tooLarge(got: string): ApiProblem {
  return new ApiProblem('too-large', `Expected a body of at most ${LARGEST_BYTES} bytes, got ${got}.`);
}

function cutOff(cause: unknown): ApiProblem {
  return new ApiProblem('malformed-request', 'Expected the whole body, got a part of it.', { cause });
}
