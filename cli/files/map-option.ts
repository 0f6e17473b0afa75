import { existsSync } from 'node:fs';

const assignment = /^([a-z][a-z_]*)=(.+)$/is;

export interface MapAndFiles {
  map: Record<string, string>;
  /** Words after `--map` that assign nothing: the files of `--map a=B file.csv`. */
  files: string[];
}

/**
 * Reads `--map field=Column ...`. The option takes several words, and so would swallow a file that follows it;
 * those are given back. Throws a RangeError for a field that the records do not have.
 */
export function parseMap(words: readonly string[], fields: readonly string[]): MapAndFiles {
  const result: MapAndFiles = { map: {}, files: [] };
  for (const word of words) {
    const [, field, column] = assignment.exec(word) ?? [];
    if (field !== undefined && column !== undefined && fields.includes(field)) result.map[field] = column;
    else if (field === undefined || existsSync(word)) result.files.push(word);
    else
      throw new RangeError(
        `--map: expected one of the fields ${fields.join(', ')}, got ${JSON.stringify(field)}`,
      );
  }
  return result;
}
