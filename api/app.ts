import { randomUUID } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { briefError } from './brief-error';
import type { ApiDeps } from './deps';
import { dispatcher, sendProblem } from './dispatch';
import { addDocsRoutes } from './docs';
import { addHealthRoutes } from './health';
import { toProblem } from './problem';
import { endpoints } from './routes';

/**
 * The API as an Express app. Under /v1/ every request goes through the dispatcher rather than Express's own
 * router, because key, tenant and role come before the decoding of path values and the reading of a body.
 */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  addHealthRoutes(app, deps);
  addDocsRoutes(app);
  const dispatch = dispatcher(endpoints, deps);
  app.use((request: Request, response: Response) => dispatch(request, response));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const problem = toProblem(error);
    if (problem.code === 'internal') deps.log.error({ fault: briefError(error) }, 'request failed');
    sendProblem(response, problem, randomUUID());
  });
  return app;
}
