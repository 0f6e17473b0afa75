import type { Express } from 'express';
import { docsPage } from './docs-page';
import { openApi } from './openapi';
import { endpoints } from './routes';

/** The specification and its page: made once, complete in themselves, no script and nothing from elsewhere. */
export function addDocsRoutes(app: Express): void {
  const specification = openApi(endpoints);
  const json = JSON.stringify(specification, null, 2);
  const page = docsPage(specification);
  app.get('/', (_request, response) => response.redirect('/docs'));
  app.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(json);
  });
  app.get('/docs', (_request, response) => {
    response
      .set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'")
      .type('html')
      .send(page);
  });
}
