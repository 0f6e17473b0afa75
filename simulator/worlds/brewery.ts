import type { WorldSettings } from '../settings';
import { combined, naming } from './names';

const breweries = [
  'Old Anchor',
  'Kestrel',
  'Three Bridges',
  'Moorland',
  'Copper Hen',
  'St. Alban',
  'Fogbound',
];
const fizz = ['Bright Spring', 'Orchard & Co', 'Nine Elms', 'Lark'];

/** Supplies pubs and restaurants: standing orders every week, by telephone, beer in summer and stout in winter. */
const settings: WorldSettings = {
  timezone: 'Europe/London',
  currency: 'GBP',
  customers: 240,
  products: 160,
  days: 240,
  segments: 5,
  segmentContrast: 1.1,
  popularitySkew: 0.8,
  daysBetweenOrders: 6,
  orderingSpread: 0.4,
  orderingRhythm: 6,
  weekdays: [9, 10, 8, 10, 7, 1, 0],
  hours: [7, 15],
  furtherLines: 0.35,
  companionship: 0.08,
  quantity: 4,
  quantitySpread: 0.7,
  newProducts: 0.08,
  droppedProducts: 0.06,
  newCustomers: 0.15,
  lostCustomers: 0.08,
  viewsPerPurchase: 0,
  returns: 0.01,
  aisles: [
    {
      name: 'Ale in kegs',
      share: 24,
      lastsDays: 14,
      loyalty: 0.75,
      price: [68, 145],
      productName: (n) =>
        combined(
          [breweries, ['Pale Ale', 'Best Bitter', 'Amber Ale', 'Golden Ale', 'Mild'], ['keg 30 l']],
          n,
        ),
    },
    {
      name: 'Lager in kegs',
      share: 16,
      lastsDays: 11,
      loyalty: 0.8,
      price: [62, 120],
      seasonPeak: 190,
      season: 0.35,
      productName: (n) =>
        combined([breweries, ['Lager', 'Pilsner', 'Helles', 'Dunkel'], ['keg 50 l', 'keg 30 l']], n),
    },
    {
      name: 'Stout and porter',
      share: 10,
      lastsDays: 24,
      loyalty: 0.65,
      price: [74, 150],
      seasonPeak: 15,
      season: 0.5,
      productName: (n) => combined([breweries, ['Stout', 'Porter', 'Oatmeal Stout'], ['keg 30 l']], n),
    },
    {
      name: 'Bottles and cans',
      share: 24,
      lastsDays: 18,
      loyalty: 0.5,
      price: [18, 44],
      productName: (n) =>
        combined([breweries, ['IPA', 'Session IPA', 'Wheat Beer', 'Sour'], ['24 x 33 cl']], n),
    },
    {
      name: 'Cider',
      share: 8,
      lastsDays: 22,
      loyalty: 0.6,
      price: [24, 92],
      seasonPeak: 200,
      season: 0.6,
      productName: (n) =>
        combined([fizz, ['Dry Cider', 'Cloudy Cider', 'Perry'], ['keg 20 l', '12 x 50 cl']], n),
    },
    {
      name: 'Soft drinks',
      share: 14,
      lastsDays: 16,
      loyalty: 0.6,
      price: [9, 28],
      productName: (n) =>
        combined([fizz, ['Cola', 'Lemonade', 'Tonic', 'Ginger Beer', 'Sparkling Water'], ['24 x 20 cl']], n),
    },
    {
      name: 'Bar supplies',
      share: 4,
      lastsDays: 60,
      loyalty: 0.4,
      price: [6, 60],
      productName: (n) =>
        combined(
          [
            [
              'Pint Glasses, 48',
              'Drip Mats, 1,000',
              'CO2 Cylinder',
              'Line Cleaner, 5 l',
              'Bar Towels, 10',
              'Hand Pump',
              'Half Pints, 48',
              'Ice Buckets, 4',
            ],
          ],
          n,
        ),
    },
  ],
};

export const breweryDistributor = {
  settings,
  naming: naming([
    [
      'The Crown',
      'The Plough',
      'The Black Swan',
      'The Lamb',
      'The Red Lion',
      'The Anchor',
      'The Fox',
      'The Bell',
    ],
    ['Inn', 'Tavern', 'Kitchen', 'Hotel', 'Arms'],
    ['in Ashby', 'in Marlow', 'in Thirsk', 'in Keswick', 'in Ludlow', 'in Whitby'],
  ]),
};
