import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 60_000;

/**
 * Until the api answers, and answers as ours: at a port that another program took in the same moment somebody
 * else would answer, who does not know the key. `where` is asked each time, and may give up by throwing.
 */
export async function waitUntilReady(where: () => { apiUrl: string; operatorKey: string }): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  let last = 'nothing answered';
  while (Date.now() < deadline) {
    const { apiUrl, operatorKey } = where();
    last = await question(`${apiUrl}/readyz`);
    if (last === '200') {
      last = await question(`${apiUrl}/v1/tenants?limit=1`, operatorKey);
      if (last === '200') return;
      last += ' to the operator key';
    }
    await sleep(50);
  }
  throw new Error(`The api at ${where().apiUrl} was not ready within ${LIMIT_MS / 1000} s: ${last}`);
}

async function question(url: string, key?: string): Promise<string> {
  try {
    const headers = new Headers(key === undefined ? {} : { authorization: `Bearer ${key}` });
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return String(answer.status);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
