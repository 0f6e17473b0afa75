/**
 * One tenant's events as columns: the only form in which data reaches the models.
 * Customers and products are dense indices from 0. The columns may sit on SharedArrayBuffers, so that
 * several threads read one copy. Nothing in models/ writes to them.
 */
export interface TenantData {
  customerCount: number;
  productCount: number;
  /** Event columns, in order of (time, arrival). */
  customer: Int32Array;
  product: Int32Array;
  /** Numbers of event-types.ts. */
  type: Uint8Array;
  /** Milliseconds since the epoch. */
  time: Float64Array;
  quantity: Float32Array;
  /** The line's total, or the rating; NaN where absent. */
  value: Float32Array;
  /** 1 where the event followed from a list that was shown. */
  fromList: Uint8Array;
  /** Per product, milliseconds; Infinity while it is sold. */
  droppedAt: Float64Array;
}

export function emptyTenantData(customerCount = 0, productCount = 0): TenantData {
  return {
    customerCount,
    productCount,
    customer: new Int32Array(0),
    product: new Int32Array(0),
    type: new Uint8Array(0),
    time: new Float64Array(0),
    quantity: new Float32Array(0),
    value: new Float32Array(0),
    fromList: new Uint8Array(0),
    droppedAt: new Float64Array(productCount).fill(Infinity),
  };
}

/** Throws where columns disagree in length, an index is out of range, or time runs backwards. */
export function assertTenantData(data: TenantData): void {
  const n = data.time.length;
  for (const name of ['customer', 'product', 'type', 'quantity', 'value', 'fromList'] as const) {
    if (data[name].length !== n) {
      throw new RangeError(`column ${name} must hold ${n} events like time, got ${data[name].length}`);
    }
  }
  if (data.droppedAt.length !== data.productCount) {
    throw new RangeError(`droppedAt must hold ${data.productCount} products, got ${data.droppedAt.length}`);
  }
  for (let e = 0; e < n; e++) {
    if (!(data.customer[e]! >= 0 && data.customer[e]! < data.customerCount)) {
      throw new RangeError(
        `event ${e}: customer must be 0 to ${data.customerCount - 1}, got ${data.customer[e]}`,
      );
    }
    if (!(data.product[e]! >= 0 && data.product[e]! < data.productCount)) {
      throw new RangeError(
        `event ${e}: product must be 0 to ${data.productCount - 1}, got ${data.product[e]}`,
      );
    }
    if (!(e === 0 || data.time[e]! >= data.time[e - 1]!)) {
      throw new RangeError(
        `event ${e}: time must be a number not before ${data.time[e - 1]}, got ${data.time[e]}`,
      );
    }
  }
}
