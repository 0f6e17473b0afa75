import { Readable } from 'node:stream';
import { benchApi } from './api-on';

/**
 * Rows a second of POST /imports, from the sender's socket to the commit. Usage, after `npm run build`:
 * node dist/bench/serve/import.js postgres://OWNER@HOST/postgres [events] [--json]
 */
const CUSTOMERS = 5_000;
const PRODUCTS = 4_000;

function* lines(events: number): Generator<Buffer> {
  const start = Date.UTC(2025, 0, 1);
  const rows: string[] = [];
  for (let i = 0; i < events; i++) {
    // A fixed scatter; which customer buys what does not matter to the store.
    rows.push(
      JSON.stringify({
        eventId: `line-${i}`,
        type: 'purchase',
        occurredAt: new Date(start + i * 60).toISOString(),
        customerId: `C${(i * 7919) % CUSTOMERS}`,
        productId: `P${(i * 104_729) % PRODUCTS}`,
        quantity: 1 + (i % 9),
        value: 2.5 * (1 + (i % 9)),
      }),
    );
    if (rows.length === 500) yield Buffer.from(`${rows.splice(0).join('\n')}\n`);
  }
  if (rows.length > 0) yield Buffer.from(rows.join('\n'));
}

async function main(): Promise<void> {
  const [serverUrl, count = '400000'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  if (!serverUrl) throw new Error('Expected the URL of a Postgres server for benches, got nothing');
  const api = await benchApi(serverUrl);
  try {
    const headers = { authorization: `Bearer ${api.operatorKey}` };
    await fetch(`${api.url}/v1/tenants`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'bench', name: 'Bench' }),
    });
    const results = [];
    for (const round of ['first', 'repeated']) {
      const body = lines(Number(count));
      const begun = performance.now();
      const response = await fetch(`${api.url}/v1/tenants/bench/imports?kind=events`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-ndjson' },
        body: Readable.toWeb(Readable.from(body)) as ReadableStream, // Node's own web stream
        duplex: 'half',
      } as RequestInit);
      const { accepted, duplicates } = (await response.json()) as { accepted: number; duplicates: number };
      const seconds = (performance.now() - begun) / 1000;
      const rowsPerSecond = Math.round(Number(count) / seconds);
      results.push({ round, accepted, duplicates, seconds: Number(seconds.toFixed(2)), rowsPerSecond });
    }
    if (process.argv.includes('--json')) console.log(JSON.stringify(results));
    else console.table(results);
  } finally {
    await api.close();
  }
}

void main();
