import { closeSync, openSync, writeSync } from 'node:fs';
import { CommandError } from '../command-error';
import type { LineProblem } from '../files/types';

const MAX_PROBLEMS_KEPT = 1_000;
const REPORT_BUFFER_CHARS = 1 << 16;

/** What an import came to, in the words of the API's own answer. */
export interface ImportCounts {
  read: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  byReason: Record<string, number>;
  problems: ProblemLine[];
}

export interface ProblemLine {
  /** Named where an import has several files. */
  file?: string;
  line: number;
  reason: string;
  detail: string;
}

/** Counts lines as they are taken or not, and writes each that is not into the report. */
export class Tally {
  readonly counts: ImportCounts = {
    read: 0,
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    byReason: {},
    problems: [],
  };
  /** The first line of each reason, for people. */
  readonly examples = new Map<string, ProblemLine>();
  private readonly nameFiles: boolean;
  private readonly report: ReportFile | undefined;

  constructor(options: { nameFiles: boolean; report?: ReportFile | undefined }) {
    this.nameFiles = options.nameFiles;
    this.report = options.report;
  }

  taken(accepted: number, duplicates: number): void {
    this.counts.read += accepted + duplicates;
    this.counts.accepted += accepted;
    this.counts.duplicates += duplicates;
  }

  refused({ file, line, reason, detail }: LineProblem): void {
    const { counts } = this;
    counts.read++;
    counts.rejected++;
    counts.byReason[reason] = (counts.byReason[reason] ?? 0) + 1;
    const problem = { ...(this.nameFiles && { file }), line, reason, detail };
    if (!this.examples.has(reason)) this.examples.set(reason, problem);
    if (counts.problems.length < MAX_PROBLEMS_KEPT) counts.problems.push(problem);
    this.report?.write(problem);
  }
}

/** NDJSON, one line for each line not taken. It is there, and empty, when all were. */
export class ReportFile {
  private readonly descriptor: number;
  private buffer = '';

  constructor(path: string) {
    try {
      this.descriptor = openSync(path, 'w');
    } catch (cause) {
      throw new CommandError(`--report: ${path} cannot be written: ${(cause as Error).message}`, { cause });
    }
  }

  write(problem: ProblemLine): void {
    this.buffer += `${JSON.stringify(problem)}\n`;
    if (this.buffer.length > REPORT_BUFFER_CHARS) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    writeSync(this.descriptor, this.buffer);
    this.buffer = '';
  }
}
