import { CustomerLife } from '../../simulator/customer-life';
import { type Kind, kinds } from '../../simulator/kinds';
import { marginals } from '../../simulator/marginals';
import { simulateTenant } from '../../simulator/simulate-tenant';
import { DAY_MS, isSold } from '../../simulator/world';

const now = Date.UTC(2026, 10, 22);
const everyKind = Object.keys(kinds) as Kind[];

describe.each(everyKind)('the world of a %s', (kind) => {
  test('is the same for the same seed, and another for another', () => {
    const events = [...simulateTenant(kind, 7, now).events()];
    expect([...simulateTenant(kind, 7, now).events()]).toEqual(events);
    expect([...simulateTenant(kind, 8, now).events()]).not.toEqual(events);
  });

  test('names only its own products and customers, once each, within its own days', () => {
    const tenant = simulateTenant(kind, 7, now);
    const products = [...tenant.products()];
    const customers = new Set([...tenant.customers()].map(({ customerId }) => customerId));
    const events = [...tenant.events()];
    expect(new Set(products.map(({ name }) => name)).size).toBe(products.length);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    const known = new Set(products.map(({ productId }) => productId));
    const first = now - tenant.world.settings.days * DAY_MS;
    const strangers = events.filter(
      (event) => !known.has(event.productId) || !customers.has(event.customerId),
    );
    const misplaced = events.filter(
      ({ occurredAt: at, quantity }) => at < first || at >= now || quantity < 1,
    );
    expect(strangers).toEqual([]);
    expect(misplaced).toEqual([]);
  });

  test('sells nothing before it is on sale or after it was dropped', () => {
    const { world, events } = simulateTenant(kind, 7, now);
    const unsold = [...events()].filter(({ type, productId, occurredAt }) => {
      return type === 'purchase' && !isSold(world, Number(productId.slice(1)) - 1, occurredAt);
    });
    expect(unsold).toEqual([]);
  });
});

describe('what the worlds look like from outside', () => {
  test('a distributor lives on reorders in a weekly rhythm', () => {
    const seen = marginals(simulateTenant('brewery', 7, now).events());
    expect(seen.purchases).toBeGreaterThan(10_000);
    expect(seen.reorderShare).toBeGreaterThan(0.5);
    expect(seen.medianGapDays).toBeGreaterThan(4);
    expect(seen.medianGapDays).toBeLessThan(12);
    expect(seen.weekdays[6]).toBe(0);
    expect(Math.max(...seen.weekdays)).toBeLessThan(0.4);
    expect(seen.productGini).toBeGreaterThan(0.3);
  });

  test('beer has its seasons: more cider in July than in January', () => {
    const { world, events } = simulateTenant({ ...kinds.brewery.settings, days: 730 }, 7, now);
    const cider = world.aisles.findIndex(({ settings }) => settings.name === 'Cider');
    const byMonth = new Array<number>(12).fill(0);
    for (const { type, productId, occurredAt } of events()) {
      if (type !== 'purchase' || world.aisleOf[Number(productId.slice(1)) - 1] !== cider) continue;
      const month = new Date(occurredAt).getUTCMonth();
      byMonth[month] = (byMonth[month] ?? 0) + 1;
    }
    expect(byMonth[6]).toBeGreaterThan(1.5 * (byMonth[0] ?? 0));
  });

  test('a reseller of contracts sees its customers rarely, and hardly ever sells the same again', () => {
    const { world, events } = simulateTenant('telecom', 7, now);
    const seen = marginals(events());
    expect(seen.reorderShare).toBeLessThan(0.25);
    expect(seen.medianGapDays).toBeGreaterThan(30);
    const contracts = new Set<string>();
    for (const { type, productId, customerId } of events()) {
      const aisle = world.aisles[world.aisleOf[Number(productId.slice(1)) - 1] ?? 0];
      if (type !== 'purchase' || !aisle?.settings.once) continue;
      expect(contracts.has(`${customerId} ${productId}`)).toBe(false);
      contracts.add(`${customerId} ${productId}`);
    }
  });

  test('a small shop has a dozen customers and some tens of events', () => {
    const events = [...simulateTenant('shop', 7, now).events()];
    expect(events.length).toBeGreaterThan(20);
    expect(events.length).toBeLessThan(150);
  });
});

describe('a customer life', () => {
  const { world } = simulateTenant('brewery', 7, now);

  test('goes on where it stopped: two steps make the same purchases as one', () => {
    const whole = [...new CustomerLife(world, 3).advance(now)];
    const life = new CustomerLife(world, 3);
    const halves = [...life.advance(now - 100 * DAY_MS), ...life.advance(now)];
    expect(halves).toEqual(whole);
    expect(whole.map(({ time }) => time)).toEqual(whole.map(({ time }) => time).sort((a, b) => a - b));
  });

  test('branches into futures of its own without changing what it would have done', () => {
    const life = new CustomerLife(world, 3);
    const past = [...life.advance(now)];
    const future = (number: number) => [...life.branch(number).advance(now + 60 * DAY_MS)];
    expect(future(1)).toEqual(future(1));
    expect(future(1)).not.toEqual(future(2));
    const whole = [...new CustomerLife(world, 3).advance(now + 60 * DAY_MS)];
    expect([...past, ...life.advance(now + 60 * DAY_MS)]).toEqual(whole);
  });

  test('does not depend on how many other customers there are', () => {
    const settings = kinds.brewery.settings;
    const few = simulateTenant({ ...settings, customers: 2 }, 7, now);
    const many = simulateTenant({ ...settings, customers: 40 }, 7, now);
    const ofFirst = (tenant: typeof few) =>
      [...tenant.events()].filter(({ customerId }) => customerId === 'C00001');
    expect(ofFirst(few)).toEqual(ofFirst(many));
  });
});
