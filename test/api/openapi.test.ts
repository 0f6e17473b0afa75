import { readFileSync } from 'node:fs';
import { problemsOf } from '../../api/openapi';
import { problems } from '../../api/problem';
import { endpoints } from '../../api/routes';
import { OPENAPI_FILE, openApiText } from '../../api/write-openapi';
import { startTestApi, type TestApi } from './test-api';

describe('the specification', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  test('the committed file is what the endpoints say; `npm run openapi` brings it up to date', () => {
    expect(readFileSync(OPENAPI_FILE, 'utf8')).toBe(openApiText());
  });

  test('every reference in it leads somewhere', () => {
    const document = JSON.parse(openApiText());
    const references = [...openApiText().matchAll(/"\$ref": "#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  test('every route tells each status that it can give', () => {
    const { paths } = JSON.parse(openApiText());
    for (const endpoint of endpoints) {
      const told = paths[endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}')][endpoint.method].responses;
      expect(told).toHaveProperty(String(endpoint.status));
      for (const code of problemsOf(endpoint)) expect(told).toHaveProperty(String(problems[code].status));
    }
  });

  test('is served, with a page that asks nothing of any other host and runs no script', async () => {
    const json = await api.raw('/openapi.json', {});
    expect(json.body).toEqual(JSON.parse(openApiText()));
    const page = await api.raw('/docs', {});
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.body).not.toMatch(/<script|https?:\/\/|<link|<img|@import|url\(/i);
    for (const endpoint of endpoints) expect(page.body).toContain(`id="${endpoint.operationId}"`);
  });
});
