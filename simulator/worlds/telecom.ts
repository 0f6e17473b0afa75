import type { WorldSettings } from '../settings';
import { combined, naming } from './names';

/** Sells contracts and what goes with them: few products, long gaps, hardly anything twice. */
const settings: WorldSettings = {
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  customers: 600,
  products: 44,
  days: 540,
  segments: 4,
  segmentContrast: 1,
  popularitySkew: 0.9,
  daysBetweenOrders: 110,
  orderingSpread: 0.5,
  orderingRhythm: 2,
  weekdays: [10, 10, 10, 10, 9, 6, 0],
  hours: [8, 17],
  furtherLines: 0.05,
  companionship: 0.25,
  quantity: 1,
  quantitySpread: 0.3,
  newProducts: 0.12,
  droppedProducts: 0.1,
  newCustomers: 0.35,
  lostCustomers: 0.1,
  viewsPerPurchase: 0,
  returns: 0.03,
  aisles: [
    {
      name: 'Mobile contracts',
      share: 10,
      lastsDays: 420,
      loyalty: 0,
      once: true,
      price: [9, 59],
      productName: (n) =>
        combined(
          [
            ['Team', 'Solo', 'Fleet'],
            ['10 GB', '40 GB', 'Unlimited', '5 GB'],
          ],
          n,
        ),
    },
    {
      name: 'Internet contracts',
      share: 6,
      lastsDays: 600,
      loyalty: 0,
      once: true,
      price: [25, 119],
      productName: (n) =>
        combined(
          [
            ['Office Fibre', 'Office DSL'],
            ['250', '1000', '100'],
          ],
          n,
        ),
    },
    {
      name: 'Phones',
      share: 10,
      lastsDays: 300,
      loyalty: 0.05,
      price: [149, 1190],
      seasonPeak: 340,
      season: 0.4,
      productName: (n) =>
        combined(
          [
            ['Nova', 'Pebble', 'Arc', 'Slate', 'Kite'],
            ['7', '7 Pro', '6 Lite'],
          ],
          n,
        ),
    },
    {
      name: 'Options',
      share: 8,
      lastsDays: 200,
      loyalty: 0.1,
      once: true,
      price: [2, 25],
      productName: (n) =>
        combined(
          [['Roaming Europe', 'Roaming World', 'Second SIM', 'Device Cover', 'Call Recording', 'Static IP']],
          n,
        ),
    },
    {
      name: 'Accessories',
      share: 10,
      lastsDays: 150,
      loyalty: 0.3,
      price: [12, 240],
      productName: (n) =>
        combined(
          [
            ['Headset', 'Fast Charger', 'Car Holder', 'Glass and Case', 'Desk Phone'],
            ['Basic', 'Plus', 'Duo'],
          ],
          n,
        ),
    },
  ],
};

export const telecomReseller = {
  settings,
  naming: naming([
    ['Bauer', 'Lindner', 'Okafor', 'Petersen', 'Yilmaz', 'Novak', 'Weiss', 'Dupont', 'Ferrari', 'Haas'],
    ['Logistics', 'Roofing', 'Dental', 'Bakery', 'Consulting', 'Electrics', 'Gardens', 'Travel'],
    ['GmbH', 'KG', '& Partner'],
  ]),
};
