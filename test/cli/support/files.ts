import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ReadOptions, readRecords } from '../../../cli/files/read-records';
import type { EventRecord, LineProblem } from '../../../cli/files/types';

export interface Folder {
  write(name: string, content: string | Buffer): string;
  path(name: string): string;
  remove(): void;
}

export function temporaryFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-files-'));
  return {
    write: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export interface ReadResult {
  records: EventRecord[];
  problems: LineProblem[];
}

export async function readAll(files: string | string[], options: ReadOptions = {}): Promise<ReadResult> {
  const records: EventRecord[] = [];
  const problems: LineProblem[] = [];
  const source = readRecords([files].flat(), options, (problem) => problems.push(problem));
  for await (const record of source) records.push(record);
  return { records, problems };
}
