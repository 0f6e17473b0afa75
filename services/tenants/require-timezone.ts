import { sql } from 'drizzle-orm';
import type { TenantTx } from '../../db/in-tenant';
import { postgresCode } from '../postgres-code';
import { ServiceError } from '../service-error';

/** Node knows zones that this Postgres may not; both reckon with a tenant's. */
export async function requireTimezone(tx: TenantTx, timezone: string): Promise<void> {
  try {
    await tx.execute(sql`select now() at time zone ${timezone}`);
  } catch (error) {
    if (postgresCode(error) !== '22023') throw error;
    throw new ServiceError(
      'invalid-request',
      `timezone: expected an IANA time zone such as Europe/Berlin, got ${JSON.stringify(timezone)}.`,
      { cause: error },
    );
  }
}
