import type { WorldSettings } from '../settings';
import { combined, naming } from './names';

/** Opened a few weeks ago: a dozen customers, some tens of events. Nothing can be learnt here yet but manners. */
const settings: WorldSettings = {
  timezone: 'Europe/Vienna',
  currency: 'EUR',
  customers: 12,
  products: 18,
  days: 35,
  segments: 2,
  segmentContrast: 0.8,
  popularitySkew: 0.7,
  daysBetweenOrders: 16,
  orderingSpread: 0.4,
  orderingRhythm: 1,
  weekdays: [4, 6, 6, 7, 10, 12, 0],
  hours: [8, 17],
  furtherLines: 0.1,
  companionship: 0.05,
  quantity: 1,
  quantitySpread: 0.3,
  newProducts: 0,
  droppedProducts: 0.05,
  newCustomers: 0.3,
  lostCustomers: 0,
  viewsPerPurchase: 1,
  returns: 0,
  aisles: [
    {
      name: 'Tea',
      share: 10,
      lastsDays: 30,
      loyalty: 0.5,
      price: [4, 16],
      productName: (n) =>
        combined(
          [
            [
              'Darjeeling',
              'Assam',
              'Sencha',
              'Earl Grey',
              'Rooibos',
              'Peppermint',
              'Oolong',
              'Lapsang',
              'Chai',
              'White Peony',
            ],
          ],
          n,
        ),
    },
    {
      name: 'Things for tea',
      share: 5,
      lastsDays: 90,
      loyalty: 0.1,
      price: [6, 48],
      productName: (n) => combined([['Teapot', 'Strainer', 'Two Cups', 'Caddy', 'Tea Timer']], n),
    },
    {
      name: 'Biscuits',
      share: 3,
      lastsDays: 25,
      loyalty: 0.4,
      price: [3, 8],
      productName: (n) => combined([['Shortbread', 'Almond Fingers', 'Ginger Nuts']], n),
    },
  ],
};

export const smallShop = {
  settings,
  naming: naming([
    ['Anna', 'Bruno', 'Clara', 'David', 'Elif', 'Felix', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Karla', 'Luis'],
  ]),
};
