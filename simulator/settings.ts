/** What a world is made of. Shares are between 0 and 1, durations in days. */
export interface WorldSettings {
  timezone: string;
  currency: string;
  customers: number;
  products: number;
  /** How far back the history goes. */
  days: number;
  aisles: readonly AisleSettings[];
  /** Customers of a segment have tastes in common. */
  segments: number;
  /** How far a segment's tastes are from everybody's: 0 not at all, 2 very. */
  segmentContrast: number;
  /** Zipf exponent of how attractive products are. */
  popularitySkew: number;
  /** Median days between two orders of a customer, and how much customers differ (sigma of the logarithm). */
  daysBetweenOrders: number;
  orderingSpread: number;
  /** Erlang shape of the gaps: 1 is chance, 6 a steady rhythm. */
  orderingRhythm: number;
  /** Monday first. */
  weekdays: readonly [number, number, number, number, number, number, number];
  /** Opening hours, UTC. */
  hours: readonly [number, number];
  /** Mean number of further products from an aisle that is being bought from. */
  furtherLines: number;
  /** Chance that a product draws in its companion from elsewhere. */
  companionship: number;
  /** Median quantity of a line, and its spread. */
  quantity: number;
  quantitySpread: number;
  /** Products that appeared, and that were dropped, within the history. */
  newProducts: number;
  droppedProducts: number;
  /** Customers who joined, and who went, within the history. */
  newCustomers: number;
  lostCustomers: number;
  /** Products looked at for each one bought; 0 where orders come by telephone. */
  viewsPerPurchase: number;
  /** Purchases that are taken back. */
  returns: number;
}

export interface AisleSettings {
  name: string;
  /** Of all products. */
  share: number;
  /** How long a purchase lasts until the aisle is due again. */
  lastsDays: number;
  /** Chance that a line is the customer's usual product and not another. */
  loyalty: number;
  /** Bought once and for all, like a contract: the same product is not bought again. */
  once?: boolean;
  price: readonly [number, number];
  /** Day of the year of its high season, and how much higher that is (0: no season). */
  seasonPeak?: number;
  season?: number;
  /** For people: a name from parts, by the product's number within the aisle. */
  productName(number: number): string;
}
