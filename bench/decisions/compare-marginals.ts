import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { table } from '../../cli/print';
import { eventTypeNumbers, type TenantData } from '../../models';
import { indexByCustomer } from '../../models/history/customer-index';
import { type Marginals, marginals } from '../../simulator/marginals';
import { loadCompleteJourney, loadOnlineRetail } from '../quality/load-events';
import { LivingTenant } from './living-tenant';
import { drawWorld, historyDays } from './worlds';

const data = resolve(process.env.NIGHTSHIFT_DATA ?? '../shared/data');

/** What the bench's worlds look like from outside, beside the real data sets that are there. */
export async function compareMarginals(): Promise<string> {
  const rows: [string, Marginals][] = [0, 1, 2, 3].map((number) => {
    const drawn = drawWorld(number, 300);
    const tenant = new LivingTenant(drawn);
    tenant.liveFor(historyDays);
    return [`world ${number}, ${drawn.kind}`, marginalsOf(tenant.data())];
  });
  if (existsSync(join(data, 'online-retail'))) {
    rows.push(['Online Retail', marginalsOf(await loadOnlineRetail())]);
  }
  if (existsSync(join(data, 'complete-journey'))) {
    rows.push(['Complete Journey', marginalsOf(await loadCompleteJourney())]);
  }
  const header = [
    '',
    'PURCHASES',
    'CUSTOMERS',
    'PRODUCTS',
    'REORDERS',
    'GINI',
    'GAP',
    'LINES',
    'MON TO SUN, %',
  ];
  const lines = rows.map(([name, m]) => [
    name,
    String(m.purchases),
    String(m.customers),
    String(m.products),
    `${(100 * m.reorderShare).toFixed(0)} %`,
    m.productGini.toFixed(2),
    `${m.medianGapDays.toFixed(1)} d`,
    m.linesPerOrder.toFixed(1),
    m.weekdays.map((share) => (100 * share).toFixed(0)).join(' '),
  ]);
  return table([header, ...lines], ['left', ...Array.from({ length: 8 }, () => 'right' as const)]);
}

function marginalsOf(tenant: TenantData): Marginals {
  const index = indexByCustomer(tenant);
  return marginals(
    (function* () {
      for (const e of index.events) {
        if (tenant.type[e] !== eventTypeNumbers.purchase) continue;
        yield {
          type: 'purchase' as const,
          occurredAt: tenant.time[e]!,
          productId: String(tenant.product[e]),
          customerId: String(tenant.customer[e]),
        };
      }
    })(),
  );
}
