import type { Endpoint, Method } from './endpoint';

/**
 * Matches a raw path, and leaves its values encoded: a router that decodes while matching would answer 400 to a
 * broken value before anybody asked for the key.
 */
export class RouteTable {
  readonly #routes: { segments: string[]; byMethod: Map<string, Endpoint> }[] = [];

  constructor(endpoints: readonly Endpoint[]) {
    for (const endpoint of endpoints) {
      const segments = endpoint.path.split('/');
      const pattern = patternOf(endpoint.path);
      let route = this.#routes.find((known) => patternOf(known.segments.join('/')) === pattern);
      if (!route) {
        route = { segments, byMethod: new Map() };
        this.#routes.push(route);
      }
      if (route.byMethod.has(endpoint.method)) {
        throw new Error(`Two endpoints for ${endpoint.method} ${endpoint.path}`);
      }
      route.byMethod.set(endpoint.method, endpoint);
    }
  }

  find(path: string): FoundRoute | undefined {
    const given = path.split('/');
    for (const { segments, byMethod } of this.#routes) {
      if (segments.length !== given.length) continue;
      if (
        segments.every((segment, at) => (segment.startsWith(':') ? given[at] !== '' : segment === given[at]))
      ) {
        return { byMethod, allow: allowOf(byMethod), valuesOf: (endpoint) => valuesOf(endpoint.path, given) };
      }
    }
    return undefined;
  }
}

export interface FoundRoute {
  byMethod: ReadonlyMap<string, Endpoint>;
  allow: string;
  /** The path's values, still percent-encoded. */
  valuesOf: (endpoint: Endpoint) => Record<string, string>;
}

function valuesOf(pattern: string, given: string[]): Record<string, string> {
  const values: Record<string, string> = {};
  pattern.split('/').forEach((segment, at) => {
    if (segment.startsWith(':')) values[segment.slice(1)] = given[at] ?? '';
  });
  return values;
}

function patternOf(path: string): string {
  return path.replace(/:[A-Za-z]+/g, ':');
}

function allowOf(byMethod: ReadonlyMap<string, Endpoint>): string {
  const methods = [...byMethod.keys()].map((method) => (method as Method).toUpperCase());
  if (methods.includes('GET')) methods.push('HEAD');
  return [...methods, 'OPTIONS'].join(', ');
}
