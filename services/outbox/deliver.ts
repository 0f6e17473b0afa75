import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';

/** A tenant whose workflow should look. */
export interface Delivery {
  tenantId: number;
  slug: string;
  revision: number;
}

/** Deliveries of one turn: enough to keep Temporal busy. */
const PER_TURN = 100;
/** While a relay delivers, others leave the row alone; if it dies meanwhile, they take it after this. */
const LEASE_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 60;

/**
 * Hands undelivered rows to `deliver` and removes each that it delivered, unless a newer command raised the
 * row's revision meanwhile. Several relays may run: `skip locked` and a lease give each its own rows. No
 * transaction is open while Temporal is asked, so a command never waits for it. Says how many rows it took.
 */
export async function deliverOutbox(
  fleet: Db,
  deliver: (delivery: Delivery) => Promise<void>,
  onFailure: (delivery: Delivery, error: unknown) => void,
): Promise<number> {
  const deliveries = await take(fleet);
  await Promise.all(
    deliveries.map(async (delivery) => {
      const mine = sql`tenant_id = ${delivery.tenantId} and revision = ${delivery.revision}`;
      try {
        await deliver(delivery);
        await fleet.execute(sql`delete from outbox where ${mine}`);
      } catch (error) {
        onFailure(delivery, error);
        await fleet.execute(sql`
          update outbox set failures = failures + 1,
            retry_at = now() + least(power(2, least(failures, 10)), ${LONGEST_RETRY_SECONDS}) * interval '1 second'
          where ${mine}`);
      }
    }),
  );
  return deliveries.length;
}

async function take(fleet: Db): Promise<Delivery[]> {
  const { rows } = await fleet.execute<{ tenant_id: number; slug: string; revision: string }>(sql`
    update outbox o set retry_at = now() + ${LEASE_SECONDS} * interval '1 second'
    from tenants t
    where t.tenant_id = o.tenant_id and o.tenant_id in (
      select tenant_id from outbox
      where retry_at is null or retry_at <= now()
      order by raised_at
      limit ${PER_TURN}
      for update skip locked
    )
    returning o.tenant_id, t.slug, o.revision`);
  return rows.map((row) => ({ tenantId: row.tenant_id, slug: row.slug, revision: Number(row.revision) }));
}
