import { randomBytes } from 'node:crypto';
import { readJson } from './read-json';
import { writeJson } from './write-atomically';

/** Made once and kept for this clone, readable by its user only. */
export interface Secrets {
  postgresPassword: string;
  appPassword: string;
  fleetPassword: string;
  /** By database: the key's hash is in that database, the key itself only here and in dev.json. */
  operatorKeys: Record<string, string>;
}

export function readSecrets(file: string): Secrets {
  const kept = readJson<Secrets>(file);
  if (kept) return kept;
  const password = () => randomBytes(24).toString('base64url');
  const secrets = {
    postgresPassword: password(),
    appPassword: password(),
    fleetPassword: password(),
    operatorKeys: {},
  };
  writeJson(file, secrets);
  return secrets;
}

export function keepOperatorKey(file: string, database: string, key: string): void {
  const secrets = readSecrets(file);
  writeJson(file, { ...secrets, operatorKeys: { ...secrets.operatorKeys, [database]: key } });
}
