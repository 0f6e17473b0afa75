import type { Express, Request, Response } from 'express';
import { pendingMigrations } from '../db/migration-state';
import type { ApiDeps } from './deps';

/** How long an asked party may take before it counts as down. */
const PATIENCE_MS = 2_000;

/** What a supervisor asks; no key, and nothing of a tenant in the answers. */
export function addHealthRoutes(app: Express, deps: ApiDeps): void {
  app.get('/livez', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.get('/readyz', (_request, response) => readiness(deps, response));
  app.get('/metrics', (_request: Request, response: Response) => {
    response.type('text/plain; version=0.0.4; charset=utf-8').send(deps.metrics.text());
  });
}

async function readiness(deps: ApiDeps, response: Response): Promise<void> {
  const [pending, temporal] = await Promise.all([
    within(pendingMigrations(deps.db)),
    within(deps.temporalState()),
  ]);
  const postgres = pending === undefined ? 'down' : 'up';
  const ready = pending === 0 && !deps.stopping();
  response.status(ready ? 200 : 503);
  if (!ready) response.set('Retry-After', '2');
  response.set('Cache-Control', 'no-store').json({
    status: ready ? 'ready' : deps.stopping() ? 'stopping' : 'not ready',
    postgres,
    ...(pending !== undefined && { pendingMigrations: pending }),
    // Told, and no more: lists, events and commands do without it.
    temporal: temporal ?? 'down',
  });
}

/** The answer, or undefined where it fails or takes too long. */
async function within<T>(asked: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    return await Promise.race([asked.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
