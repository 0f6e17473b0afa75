import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { type RunningApi, startApi } from '../../api/server';
import { APP_ROLE, FLEET_ROLE, migrate } from '../../db/migrate';
import { readConfig } from '../../services/config';
import { createOperatorKey } from '../../services/keys/create-operator-key';

export interface BenchApi extends RunningApi {
  operatorKey: string;
  ownerUrl: string;
}

/** An api on a new database of the server whose owner's URL is given; `close` drops the database. */
export async function benchApi(serverUrl: string, connections = 10): Promise<BenchApi> {
  const name = `nightshift_bench_${randomBytes(4).toString('hex')}`;
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`create database ${escapeIdentifier(name)}`);
  const at = (user?: string) => {
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    if (user) {
      url.username = user;
      url.password = PASSWORD;
    }
    return url.href;
  };
  const ownerUrl = at();
  await migrate({ databaseUrl: ownerUrl, appPassword: PASSWORD, fleetPassword: PASSWORD });
  const { key: operatorKey } = await createOperatorKey(ownerUrl);
  const api = await startApi(
    readConfig({
      DATABASE_URL: at(APP_ROLE),
      FLEET_DATABASE_URL: at(FLEET_ROLE),
      DATABASE_CONNECTIONS: String(connections),
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PORT: '0',
      LOG_LEVEL: 'warn',
    }),
  );
  return {
    url: api.url,
    operatorKey,
    ownerUrl,
    close: async () => {
      await api.close();
      await admin.query(`drop database ${escapeIdentifier(name)} with (force)`);
      await admin.end();
    },
  };
}

/** Of a server for benches alone. */
const PASSWORD = 'bench';
