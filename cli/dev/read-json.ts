import { readFileSync } from 'node:fs';

/** The file's content, or undefined when it is missing or not JSON (a half-written file of a crash). */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T; // written by writeJson with this very type
  } catch {
    return undefined;
  }
}
