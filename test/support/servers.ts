import { request } from 'node:http';
import { DESK_VARIABLE, type DeskAnswers } from './server-desk';

/** A fresh, migrated database of one's own. `drop` ends whatever is still connected to it. */
export interface TestDatabase {
  ownerUrl: string;
  appUrl: string;
  fleetUrl: string;
  drop: () => Promise<void>;
}

export async function testDatabase(): Promise<TestDatabase> {
  const { name, ...urls } = await ask('/database');
  return { ...urls, drop: async () => void (await ask('/database/drop', name)) };
}

/** A namespace of one's own, with Nightshift's search attributes registered. */
export interface TestNamespace {
  address: string;
  namespace: string;
  drop: () => Promise<void>;
}

export async function testTemporal(): Promise<TestNamespace> {
  const { address, namespace } = await ask('/temporal');
  return { address, namespace, drop: async () => void (await ask('/temporal/drop', namespace)) };
}

function ask<Path extends keyof DeskAnswers>(path: Path, name = ''): Promise<DeskAnswers[Path]> {
  const desk = process.env[DESK_VARIABLE];
  if (!desk)
    return Promise.reject(new Error(`${DESK_VARIABLE} is not set: run the tests with jest.config.js`));
  const url = `${desk}${path}?${new URLSearchParams({ name })}`;
  return new Promise((resolve, reject) => {
    // No pool: an idle socket would keep a test file from ending.
    const asked = request(url, { agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200)
          resolve(JSON.parse(text)); // the desk's own types, see DeskAnswers
        else reject(new Error(`The test servers answered ${response.statusCode} to ${path}: ${text}`));
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}
