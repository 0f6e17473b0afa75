import { check, type Fault } from '../services/faults';
import type { Endpoint } from './endpoint';
import { ApiProblem, invalid } from './problem';

/** The path's and the query's values, parsed by the endpoint's schemas. */
export function readValues(
  endpoint: Endpoint,
  encoded: Record<string, string>,
  search: string,
): { params: unknown; query: unknown } {
  const faults: Fault[] = [];
  const params = check(endpoint.params, decodeAll(encoded));
  if (!params.ok) faults.push(...under('path', params.faults));
  const query = check(endpoint.query, readQuery(search, faults));
  if (!query.ok) faults.push(...under('query', query.faults));
  if (!params.ok || !query.ok || faults.length > 0) throw invalid(faults);
  return { params: params.value, query: query.value };
}

/** A path's value as text; undefined where its percent-encoding is broken, or bytes came that need it. */
export function decodeSegment(encoded: string): string | undefined {
  // Node reads a path as Latin-1: an é that came as UTF-8 would be two other characters.
  if (/[^\x21-\x7e]/.test(encoded)) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function decodeAll(encoded: Record<string, string>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(encoded)) {
    const value = decodeSegment(text);
    if (value === undefined) {
      throw new ApiProblem(
        'malformed-request',
        `path.${name}: expected percent-encoded UTF-8, got ${JSON.stringify(text.slice(0, 60))}.`,
      );
    }
    values[name] = value;
  }
  return values;
}

/** An empty value counts as none, as in `?limit=&cursor=`; one given twice is a fault. */
function readQuery(search: string, faults: Fault[]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(search)) {
    if (name in values)
      faults.push({ path: `query.${name}`, expected: 'it once', actual: 'it more than once' });
    else if (value !== '') values[name] = value;
  }
  return { ...values };
}

function under(place: string, faults: Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, path: `${place}.${fault.path}` }));
}
