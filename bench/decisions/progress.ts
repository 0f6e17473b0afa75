import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was measured, a line each, so that a run that was stopped goes on where it was. */
export interface Progress {
  file: string;
  /** The stored result, or the one that `measure` finds and that is stored then. */
  once<T>(key: string, measure: () => T): T;
}

const folder = join('.nightshift', 'bench');
/** What decides the numbers: another version of it starts another file. */
const measuring = ['models', 'simulator', 'activities/fitting', 'bench/decisions'];
/** What plans and prints measures nothing: it may change without losing what was measured. */
const printing = new Set(['main.js', 'report.js', 'compare-marginals.js', 'progress.js']);

/** Expects to run from dist/bench/decisions, beside the compiled code that is judged. */
export function openProgress(): Progress {
  const hash = createHash('sha256');
  const root = join(__dirname, '..', '..');
  for (const part of measuring) {
    const files = readdirSync(join(root, part), { recursive: true }) as string[];
    for (const file of files.sort()) {
      if (file.endsWith('.js') && !printing.has(file)) hash.update(readFileSync(join(root, part, file)));
    }
  }
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `decisions-${hash.digest('hex').slice(0, 12)}.jsonl`);
  const stored = new Map<string, unknown>();
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    const entry = parsed(line);
    if (entry) stored.set(entry.key, entry.result);
  }
  return {
    file,
    once: <T>(key: string, measure: () => T): T => {
      // What was stored under this key came from this very code.
      if (stored.has(key)) return stored.get(key) as T;
      const result = measure();
      appendFileSync(file, `${JSON.stringify({ key, result })}\n`);
      stored.set(key, result);
      return result;
    },
  };
}

/** A line that was cut off by a stop is measured again. */
function parsed(line: string): { key: string; result: unknown } | undefined {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
