import type { ApiClient } from '../api-client';
import type { Origin, RecordKind } from '../files/types';
import type { ImportAnswer } from '../shapes';
import { Retrying } from './retrying';
import type { Tally } from './tally';

const CHUNK_LINES = 20_000;
const CHUNK_CHARS = 8 << 20;
/** The API names at most this many of the lines that it refuses. */
const NAMED_PROBLEMS = 1_000;

interface Chunk {
  lines: string[];
  origins: Origin[];
  chars: number;
}

/**
 * Sends lines to the import call in chunks: each is acknowledged, can be repeated when the connection breaks,
 * and is on its way while the next is being read. No more than two are ever in memory.
 */
export class LineSender {
  private readonly api: ApiClient;
  private readonly tenant: string;
  private readonly kind: RecordKind;
  private readonly tally: Tally;
  private readonly retrying = new Retrying();
  private chunk = emptyChunk();
  private underWay: Promise<void> = Promise.resolve();

  constructor(api: ApiClient, tenant: string, kind: RecordKind, tally: Tally) {
    this.api = api;
    this.tenant = tenant;
    this.kind = kind;
    this.tally = tally;
  }

  /** True when the chunk is full: the caller then awaits `send` before it adds more. */
  add(line: string, { file, line: number }: Origin): boolean {
    this.chunk.lines.push(line);
    this.chunk.origins.push({ file, line: number });
    this.chunk.chars += line.length;
    return this.chunk.lines.length >= CHUNK_LINES || this.chunk.chars >= CHUNK_CHARS;
  }

  async send(): Promise<void> {
    await this.underWay;
    const { chunk } = this;
    this.chunk = emptyChunk();
    if (chunk.lines.length === 0) return;
    this.underWay = this.deliver(chunk);
    this.underWay.catch(() => {}); // seen by the next send, or by finish
  }

  async finish(): Promise<void> {
    await this.send();
    await this.underWay;
  }

  private async deliver(chunk: Chunk): Promise<void> {
    const answer = await this.post(chunk.lines);
    this.tally.taken(answer.accepted, answer.duplicates);
    if (answer.rejected > answer.problems.length) await this.nameEveryProblem(chunk);
    else this.refuse(answer, chunk.origins);
  }

  /** Repeating is safe, so what the answer could not name is asked for again in smaller parts. */
  private async nameEveryProblem({ lines, origins }: Chunk): Promise<void> {
    for (let start = 0; start < lines.length; start += NAMED_PROBLEMS) {
      const end = start + NAMED_PROBLEMS;
      this.refuse(await this.post(lines.slice(start, end)), origins.slice(start, end));
    }
  }

  private refuse(answer: ImportAnswer, origins: readonly Origin[]): void {
    for (const { line, reason, detail } of answer.problems) {
      const origin = origins[line - 1];
      if (origin) this.tally.refused({ ...origin, reason, detail });
    }
  }

  private post(lines: readonly string[]): Promise<ImportAnswer> {
    return this.retrying.run(() =>
      this.api.call<ImportAnswer>({
        method: 'POST',
        path: ['tenants', this.tenant, 'imports'],
        query: { kind: this.kind },
        ndjson: `${lines.join('\n')}\n`,
      }),
    );
  }
}

function emptyChunk(): Chunk {
  return { lines: [], origins: [], chars: 0 };
}
