import { Agent, request } from 'node:http';
import { Client } from 'pg';
import { benchApi } from './api-on';

/**
 * Time to a list over HTTP, at several numbers of callers at once: a key, a tenant and a customer that differ from
 * call to call. The caller shares the process, so the api alone is faster. Usage, after `npm run build`:
 * node dist/bench/serve/lists.js postgres://OWNER@HOST/postgres [--json]
 */
const TENANTS = 20;
const CUSTOMERS = 5_000;
const PRODUCTS = 4_000;
const CALLS = 4_000;

async function main(): Promise<void> {
  const serverUrl = process.argv.slice(2).find((word) => !word.startsWith('--'));
  if (!serverUrl) throw new Error('Expected the URL of a Postgres server for benches, got nothing');
  const api = await benchApi(serverUrl);
  try {
    await fill(api.ownerUrl);
    const results = [];
    for (const callers of [1, 8, 32, 128]) results.push(await measure(api.url, callers));
    if (process.argv.includes('--json')) console.log(JSON.stringify(results));
    else console.table(results);
  } finally {
    await api.close();
  }
}

/** Two list sets of 50 products for every customer, the older one superseded. */
async function fill(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const tenants = `generate_series(1, ${TENANTS}) t`;
  await client.query(`
    insert into tenants (tenant_id, slug, name, champion_version, list_set) overriding system value
      select t, 't' || t, 't', 1, 2 from ${tenants};
    insert into api_keys (tenant_id, role, hash) select t, 'client', sha256(('key' || t)::bytea) from ${tenants};
    insert into products (tenant_id, product_no, external_id, name)
      select t, p, 'P' || p, 'Product ' || p from ${tenants}, generate_series(1, ${PRODUCTS}) p;
    insert into customers (tenant_id, customer_no, external_id)
      select t, c, 'C' || c from ${tenants}, generate_series(1, ${CUSTOMERS}) c;
    insert into lists (tenant_id, customer_no, version, list_set, reason, computed_at, products, scores)
      select t, c, 1, s, 1, now(),
        (select array_agg((c * 7 + i * 13) % ${PRODUCTS} + 1) from generate_series(1, 50) i),
        (select array_agg(1.0 / i) from generate_series(1, 50) i)
      from ${tenants}, generate_series(0, ${CUSTOMERS}) c, generate_series(1, 2) s`);
  await client.query('vacuum analyze');
  await client.end();
}

async function measure(url: string, callers: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  await calls(url, agent, callers, Math.min(CALLS, callers * 20)); // warm
  const begun = performance.now();
  const times = await calls(url, agent, callers, CALLS);
  const seconds = (performance.now() - begun) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const msAt = (share: number) => Number((times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2));
  return { callers, msP50: msAt(0.5), msP99: msAt(0.99), listsPerSecond: Math.round(CALLS / seconds) };
}

async function calls(url: string, agent: Agent, callers: number, count: number): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const caller = async () => {
    while (next < count) {
      const i = next++;
      const begun = performance.now();
      await ask(url, agent, (i % TENANTS) + 1, ((i * 131) % CUSTOMERS) + 1);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return times;
}

function ask(url: string, agent: Agent, tenant: number, customer: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = `${url}/v1/tenants/t${tenant}/customers/C${customer}/recommendations?limit=10`;
    const asked = request(path, { agent, headers: { authorization: `Bearer key${tenant}` } }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`Expected a list, got ${response.statusCode}`));
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}

void main();
