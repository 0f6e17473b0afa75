import { isAlive, type ProcessIdentity } from './process-identity';
import { readJson } from './read-json';
import { writeJson } from './write-atomically';

/** In the order in which they are stopped: who asks before who is asked. */
export const STOP_ORDER = ['api', 'worker', 'temporal', 'postgres'] as const;
export type ProcessName = (typeof STOP_ORDER)[number];

export interface RecordedProcess extends ProcessIdentity {
  /** The files it writes; what makes it an orphan of this clone and of no other. */
  dataFolder: string;
}

type Processes = Partial<Record<ProcessName, RecordedProcess>>;

/** Which processes belong to this clone, on disk: a start after `kill -9` finds what that one left running. */
export function recordProcess(file: string, name: ProcessName, process: RecordedProcess | undefined): void {
  const { [name]: _, ...others } = readJson<Processes>(file) ?? {};
  writeJson(file, process ? { ...others, [name]: process } : others);
}

/** Recorded processes that still run, in stop order. A pid that was given to another program since is none. */
export function orphans(file: string): { name: ProcessName; process: RecordedProcess }[] {
  const recorded = readJson<Processes>(file) ?? {};
  return STOP_ORDER.flatMap((name) => {
    const process = recorded[name];
    return process && isAlive(process) ? [{ name, process }] : [];
  });
}
