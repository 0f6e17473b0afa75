import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a recommendation id carries: enough to tie an event to a list that was stored nowhere. */
export interface ServedList {
  tenantId: number;
  /** 0: the list was served for an id that was no known customer. */
  customerNo: number;
  /** The first bytes of a keyed hash of the id that was asked for, where the customer was unknown. */
  askedFor?: Buffer | undefined;
  version: number;
  listSet: number;
  /** 0: none was given. */
  placement: number;
  arm: number;
  /** Milliseconds since 1970. */
  servedAt: number;
  productNos: readonly number[];
}

const FORMAT = 1;
const NONCE_BYTES = 8;
const SIGNATURE_BYTES = 16;
export const ASKED_FOR_BYTES = 8;
const LONGEST_TOKEN_CHARS = 1_000;

/** Packs and signs; the nonce makes two servings of the same list two lists. Writes nothing anywhere. */
export function signToken(key: Buffer, list: ServedList): string {
  const numbers: number[] = [];
  for (const value of [list.tenantId, list.customerNo, list.version, list.listSet])
    pushVarint(numbers, value);
  numbers.push(list.placement, list.arm);
  pushVarint(numbers, list.servedAt);
  pushVarint(numbers, list.productNos.length);
  for (const no of list.productNos) pushVarint(numbers, no);
  const askedFor = list.customerNo === 0 ? (list.askedFor ?? Buffer.alloc(ASKED_FOR_BYTES)) : Buffer.alloc(0);
  const body = Buffer.concat([
    Buffer.from([FORMAT]),
    randomBytes(NONCE_BYTES),
    askedFor,
    Buffer.from(numbers),
  ]);
  // The body's layout depends on whether an asked-for hash stands in it; the format byte says which.
  if (askedFor.length > 0) body[0] = FORMAT | 0x80;
  return Buffer.concat([body, sign(key, body)]).toString('base64url');
}

/** The list behind a token, or undefined where the token was not signed with this key, whatever else it is. */
export function readToken(key: Buffer, token: string): ServedList | undefined {
  if (token.length > LONGEST_TOKEN_CHARS) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // Decoding is lenient: only the very text that was issued may pass.
  if (bytes.length <= SIGNATURE_BYTES || bytes.toString('base64url') !== token) return undefined;
  const body = bytes.subarray(0, -SIGNATURE_BYTES);
  if (!timingSafeEqual(sign(key, body), bytes.subarray(-SIGNATURE_BYTES))) return undefined;
  return unpack(body);
}

function sign(key: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update(body).digest().subarray(0, SIGNATURE_BYTES);
}

/** Only of a body whose signature holds: it has the layout that `signToken` gave it. */
function unpack(body: Buffer): ServedList | undefined {
  if (((body[0] ?? 0) & 0x7f) !== FORMAT) return undefined;
  const hasAskedFor = ((body[0] ?? 0) & 0x80) !== 0;
  const start = 1 + NONCE_BYTES + (hasAskedFor ? ASKED_FOR_BYTES : 0);
  const reader = { body, at: start };
  const [tenantId, customerNo, version, listSet] = [
    readVarint(reader),
    readVarint(reader),
    readVarint(reader),
    readVarint(reader),
  ];
  const placement = body[reader.at++] ?? 0;
  const arm = body[reader.at++] ?? 0;
  const servedAt = readVarint(reader);
  const productNos = Array.from({ length: readVarint(reader) }, () => readVarint(reader));
  const askedFor = hasAskedFor ? body.subarray(1 + NONCE_BYTES, start) : undefined;
  return { tenantId, customerNo, askedFor, version, listSet, placement, arm, servedAt, productNos };
}

/** Seven bits a byte, lowest first; up to 2^53, so without bit operators. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function readVarint(reader: { body: Buffer; at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = reader.body[reader.at++] ?? 0;
    value += (byte % 128) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}
