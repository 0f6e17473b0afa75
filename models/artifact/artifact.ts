import type { Model } from '../model';
import type { RecipeSpec } from '../recipe';
import { crc32 } from './checksum';

/**
 * A model as one buffer: magic, format version, checksum and length of the rest, then a JSON header and the
 * arrays it describes, each at a multiple of 4. Little-endian, whatever the machine. Columns of links are two
 * bytes each while the products fit: four thousand tenants' models are kept.
 */
const magic = 0x4d53_474e; // the bytes 'NGSM'
const formatVersion = 1;
const prefix = 16;

interface Header {
  recipe: RecipeSpec;
  productCount: number;
  scaleHistory: number;
  linkCount: number;
  columnBytes: 2 | 4;
}

export function saveModel(model: Model): Uint8Array {
  const header: Header = {
    recipe: model.recipe,
    productCount: model.productCount,
    scaleHistory: model.scaleHistory,
    linkCount: model.links.columns.length,
    columnBytes: model.productCount <= 0x10000 ? 2 : 4,
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const layout = layoutOf(header, json.length);
  const bytes = new Uint8Array(layout.end);
  const view = new DataView(bytes.buffer);
  bytes.set(json, prefix + 4);
  view.setUint32(prefix, json.length, true);
  model.prior.forEach((value, i) => void view.setFloat32(layout.prior + 4 * i, value, true));
  model.links.starts.forEach((value, i) => void view.setUint32(layout.starts + 4 * i, value, true));
  model.links.values.forEach((value, i) => void view.setFloat32(layout.values + 4 * i, value, true));
  model.links.columns.forEach((value, i) => {
    if (header.columnBytes === 2) view.setUint16(layout.columns + 2 * i, value, true);
    else view.setUint32(layout.columns + 4 * i, value, true);
  });
  view.setUint32(0, magic, true);
  view.setUint32(4, formatVersion, true);
  view.setUint32(8, crc32(bytes.subarray(prefix)), true);
  view.setUint32(12, bytes.length, true);
  return bytes;
}

/** Reads a saved model, or says what is wrong with the bytes. */
export function loadModel(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  assertWhole(bytes, view);
  const jsonLength = view.getUint32(prefix, true);
  // Written by saveModel and covered by the checksum, so that its shape is the Header's.
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(prefix + 4, prefix + 4 + jsonLength)),
  ) as Header;
  const layout = layoutOf(header, jsonLength);
  expectEqual('artifact length', layout.end, bytes.length);
  const { productCount, linkCount, columnBytes } = header;
  const links = {
    rowCount: productCount,
    columnCount: productCount,
    starts: new Int32Array(productCount + 1),
    columns: new Int32Array(linkCount),
    values: new Float32Array(linkCount),
  };
  const prior = new Float32Array(productCount);
  for (let i = 0; i < productCount; i++) prior[i] = view.getFloat32(layout.prior + 4 * i, true);
  for (let i = 0; i <= productCount; i++) links.starts[i] = view.getUint32(layout.starts + 4 * i, true);
  for (let i = 0; i < linkCount; i++) {
    links.values[i] = view.getFloat32(layout.values + 4 * i, true);
    links.columns[i] =
      columnBytes === 2
        ? view.getUint16(layout.columns + 2 * i, true)
        : view.getUint32(layout.columns + 4 * i, true);
  }
  return { recipe: header.recipe, productCount, scaleHistory: header.scaleHistory, prior, links };
}

function assertWhole(bytes: Uint8Array, view: DataView): void {
  if (bytes.length < prefix + 4) {
    throw new RangeError(`artifact must hold at least ${prefix + 4} bytes, got ${bytes.length}`);
  }
  expectEqual('artifact magic', magic, view.getUint32(0, true));
  expectEqual('artifact format version', formatVersion, view.getUint32(4, true));
  expectEqual('artifact length', view.getUint32(12, true), bytes.length);
  expectEqual('artifact checksum', view.getUint32(8, true), crc32(bytes.subarray(prefix)));
}

function expectEqual(what: string, expected: number, actual: number): void {
  if (expected !== actual) throw new RangeError(`${what} must be ${expected}, got ${actual}`);
}

function layoutOf(header: Header, jsonLength: number) {
  const prior = Math.ceil((prefix + 4 + jsonLength) / 4) * 4;
  const starts = prior + 4 * header.productCount;
  const values = starts + 4 * (header.productCount + 1);
  const columns = values + 4 * header.linkCount;
  return { prior, starts, values, columns, end: columns + header.columnBytes * header.linkCount };
}
