import type { Endpoint } from '../endpoint';
import { catalogueEndpoints } from './catalogue';
import { eventEndpoints } from './events';
import { importEndpoints } from './imports';
import { keyEndpoints } from './keys';
import { listEndpoints } from './lists';
import { nightEndpoints } from './nights';
import { tenantEndpoints } from './tenants';

/** Every route; the router, the OpenAPI page and the tests of isolation and roles all go through this list. */
export const endpoints: readonly Endpoint[] = [
  ...tenantEndpoints,
  ...keyEndpoints,
  ...nightEndpoints,
  ...catalogueEndpoints,
  ...eventEndpoints,
  ...importEndpoints,
  ...listEndpoints,
];
