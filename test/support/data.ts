import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The published data sets that some tests and benches read; the README says where each can be downloaded. */
export function dataFolder(): string {
  return resolve(process.env.NIGHTSHIFT_DATA ?? join(__dirname, '../../../shared/data'));
}

/** Where a data file lies, such as `online-retail/online-retail.csv.gz`, or undefined where it is absent. */
export function dataPath(file: string): string | undefined {
  const path = join(dataFolder(), file);
  return existsSync(path) ? path : undefined;
}

/** A `describe` that hands over the file's path; without the file its tests are skipped, and counted so. */
export function describeWithData(name: string, file: string, body: (path: string) => void): void {
  const path = dataPath(file);
  (path ? describe : describe.skip)(name, () => body(path ?? join(dataFolder(), file)));
}
