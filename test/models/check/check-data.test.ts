import { checkData, type TenantData } from '../../../models';
import { createRng } from '../../../models/rng';
import { dayMs, type FixtureEvent, firstDay, tenantOf } from '../../support/models/tenant-fixture';

const days = 120;
const asOf = firstDay + days * dayMs;

interface Shape {
  customers?: number;
  products?: number;
  perDay?: number;
  /** Weekday 0 to 6 to a factor of volume. */
  rhythm?: readonly number[];
  views?: boolean;
}

/** A healthy tenant: weekly rhythm, a season, customers of different sizes, prices of its own per product. */
function healthy(seed: number, shape: Shape = {}): FixtureEvent[] {
  const {
    customers = 200,
    products = 80,
    perDay = 200,
    rhythm = [1, 1, 1.1, 1.2, 1.3, 0.4, 0.2],
    views,
  } = shape;
  const rng = createRng(seed);
  const events: FixtureEvent[] = [];
  for (let day = 0; day < days; day++) {
    const season = 1 + 0.5 * Math.sin((2 * Math.PI * day) / 100);
    const count = Math.round(perDay * (rhythm[day % 7] ?? 1) * season * (0.8 + 0.4 * rng()));
    for (let n = 0; n < count; n++) {
      const product = Math.floor(rng() ** 2 * products);
      const quantity = 1 + Math.floor(rng() * 4);
      events.push({
        customer: Math.floor(rng() ** 1.5 * customers),
        product,
        day: day + rng(),
        quantity,
        value: quantity * (2 + (product % 17)),
        type: views && rng() < 0.7 ? 'view' : 'purchase',
      });
    }
  }
  return events;
}

const found = (data: TenantData): [string, string][] =>
  checkData(data, undefined, { asOf }).anomalies.map(({ what, severity }) => [what, severity]);
const isLastDay = (event: FixtureEvent): boolean => event.day >= days - 1;
// The last day of the fixture is a Sunday by its rhythm; faults need a day on which something happens.
const busy: Shape = { rhythm: [1, 1, 1, 1, 1, 1, 1], views: true };

describe('a healthy tenant', () => {
  test('raises no alarm, night after night, at any size and rhythm', () => {
    const alarms: [string, string][] = [];
    for (let seed = 0; seed < 12; seed++) {
      const events = healthy(seed, {
        perDay: 10 + 40 * seed,
        customers: 20 + 30 * seed,
        views: seed % 2 === 0,
      });
      const data = tenantOf(events);
      for (let night = 0; night < 20; night++) {
        const cut = asOf - night * dayMs;
        const n = data.time.findIndex((time) => time >= cut);
        const end = n < 0 ? data.time.length : n;
        const known: TenantData = {
          ...data,
          customer: data.customer.subarray(0, end),
          product: data.product.subarray(0, end),
          type: data.type.subarray(0, end),
          time: data.time.subarray(0, end),
          quantity: data.quantity.subarray(0, end),
          value: data.value.subarray(0, end),
          fromList: data.fromList.subarray(0, end),
        };
        const { anomalies } = checkData(known, undefined, { asOf: cut });
        alarms.push(...anomalies.map(({ what, severity }): [string, string] => [what, severity]));
      }
    }
    expect(alarms).toEqual([]);
  });

  test.each([
    ['no events', tenantOf([])],
    ['one event', tenantOf([{ customer: 0, product: 0, day: 0 }])],
    ['a first import of a single day', tenantOf(healthy(1).filter(isLastDay))],
    ['two weeks of history', tenantOf(healthy(1).filter(({ day }) => day >= days - 14))],
    ['everything at one moment', tenantOf(healthy(1).map((event) => ({ ...event, day: 50 })))],
  ])('%s: nothing to compare with, no alarm', (_, data) => {
    expect(found(data).filter(([, severity]) => severity === 'stop')).toEqual([]);
  });

  test('its statistics are plain JSON', () => {
    const { statistics } = checkData(tenantOf(healthy(2)), undefined, { asOf });
    expect(JSON.parse(JSON.stringify(statistics))).toEqual(statistics);
    expect(statistics).toMatchObject({
      events: healthy(2).length,
      customers: 200,
      products: 80,
      fromTheFuture: 0,
    });
  });
});

describe('a fault in an otherwise healthy tenant is seen', () => {
  const events = healthy(3, busy);

  test.each<[string, FixtureEvent[], string, string]>([
    ['the last day was sent twice', [...events, ...events.filter(isLastDay)], 'sent_twice', 'stop'],
    [
      'product ids were re-keyed',
      events.map((event) => (isLastDay(event) ? { ...event, product: event.product + 80 } : event)),
      'new_products',
      'stop',
    ],
    [
      'customer ids were re-keyed',
      events.map((event) => (isLastDay(event) ? { ...event, customer: event.customer + 200 } : event)),
      'new_customers',
      'stop',
    ],
    [
      'one customer made half of the last week',
      events.map((event, n) => (event.day >= days - 7 && n % 5 < 3 ? { ...event, customer: 7 } : event)),
      'one_customer',
      'stop',
    ],
    [
      'purchases are missing while views go on',
      events.filter((event) => !isLastDay(event) || event.type === 'view'),
      'missing_type',
      'stop',
    ],
    [
      'views are missing while purchases go on',
      events.filter((event) => event.day < days - 7 || event.type !== 'view'),
      'missing_type',
      'warn',
    ],
    ['the feed stopped', events.filter((event) => !isLastDay(event)), 'feed_stopped', 'warn'],
    [
      'prices were multiplied by 100',
      events.map((event) => (isLastDay(event) ? { ...event, value: 100 * event.value! } : event)),
      'prices',
      'warn',
    ],
    [
      'the clock stood still',
      events.map((event) => (isLastDay(event) ? { ...event, day: days - 0.5 } : event)),
      'one_moment',
      'warn',
    ],
    [
      'the clock jumped a month ahead',
      events.map((event) => (event.day >= days - 7 ? { ...event, day: event.day + 30 } : event)),
      'clock',
      'stop',
    ],
    [
      'the clock fell back to 1970',
      events.map((event, n) => (n % 97 === 0 ? { ...event, day: -20_000 + event.day } : event)),
      'clock',
      'warn',
    ],
  ])('%s', (_, broken, what, severity) => {
    const { anomalies } = checkData(tenantOf(broken), undefined, { asOf });
    expect(anomalies.map((anomaly) => [anomaly.what, anomaly.severity])).toContainEqual([what, severity]);
    for (const { sentence } of anomalies) expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
  });
});

test('most products marked as dropped while they go on selling is seen', () => {
  const drops = Object.fromEntries(Array.from({ length: 60 }, (_, product) => [product, days - 1.5]));
  const data = tenantOf(healthy(3, busy), { products: 80, droppedAt: drops });
  expect(found(data)).toContainEqual(['dropped_products', 'warn']);
});

test('events that were there the night before and are gone stop the night', () => {
  const { statistics } = checkData(tenantOf(healthy(4)), undefined, { asOf });
  const fewer = tenantOf(healthy(4).filter((_, n) => n % 3 === 0));
  const { anomalies } = checkData(fewer, statistics, { asOf });
  expect(anomalies).toMatchObject([{ what: 'events_vanished', severity: 'stop' }]);
});
