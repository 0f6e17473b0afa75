import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from './command-error';

export interface Connection {
  apiUrl: string;
  apiKey: string;
}

interface DevFile {
  apiUrl: string;
  operatorKey: string;
}

/**
 * Where the API is and which key to show it: by the environment, else by the nearest `.nightshift/dev.json`.
 * The operator key of a development set-up goes to that set-up alone, never to an address given beside it.
 */
export function findConnection(environment: NodeJS.ProcessEnv, folder: string): Connection {
  const apiKey = environment.NIGHTSHIFT_API_KEY;
  const apiUrl = environment.NIGHTSHIFT_API_URL && trimmedUrl(environment.NIGHTSHIFT_API_URL);
  if (apiUrl && apiKey) return { apiUrl, apiKey };

  const dev = nearestDevFile(folder);
  if (dev && apiKey) return { apiUrl: dev.apiUrl, apiKey };
  if (dev && (!apiUrl || apiUrl === trimmedUrl(dev.apiUrl))) {
    return { apiUrl: dev.apiUrl, apiKey: dev.operatorKey };
  }
  throw new CommandError(
    apiUrl
      ? `Expected a key for ${apiUrl} in NIGHTSHIFT_API_KEY, got none.`
      : 'Expected NIGHTSHIFT_API_URL and NIGHTSHIFT_API_KEY, or a running `npm start` in this folder or one above; got neither.',
  );
}

function nearestDevFile(folder: string): DevFile | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, '.nightshift', 'dev.json');
    try {
      const { apiUrl, operatorKey } = JSON.parse(readFileSync(file, 'utf8'));
      if (typeof apiUrl === 'string' && typeof operatorKey === 'string') return { apiUrl, operatorKey };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EACCES') {
        throw new CommandError(`${file} may not be read: it belongs to the user who ran \`npm start\`.`, {
          cause,
        });
      }
    }
    if (at === dirname(at)) return undefined;
  }
}

function trimmedUrl(url: string): string {
  return url.replace(/\/+$/, '');
}
