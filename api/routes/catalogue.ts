import { z } from 'zod';
import { checkItems } from '../../services/batches';
import { dropProduct } from '../../services/catalogue/drop-product';
import { listProducts } from '../../services/catalogue/list-products';
import { ProductInput, ProductView } from '../../services/catalogue/product-input';
import { upsertProducts } from '../../services/catalogue/upsert-products';
import { CustomerInput, CustomerView } from '../../services/customers/customer-input';
import { listCustomers } from '../../services/customers/list-customers';
import { upsertCustomers } from '../../services/customers/upsert-customers';
import { ExternalId } from '../../services/text-schemas';
import { endpoint } from '../endpoint';
import { batch, describeRejected, inTenantPath, pageOf, paging, Rejected } from './shared';

const Upserted = z.object({ accepted: z.number().int(), rejected: Rejected }).meta({ id: 'Upserted' });

export const catalogueEndpoints = [
  endpoint({
    method: 'post',
    path: '/v1/tenants/:tenantId/products',
    operationId: 'upsertProducts',
    summary: 'Make or change products; what is absent stays as it is, and the last item for an id wins',
    role: 'client',
    params: inTenantPath,
    body: batch,
    bodyShape: z.array(ProductInput).max(1000),
    response: Upserted,
    handle: async ({ deps, tenant, body }) => {
      const { taken, rejected } = checkItems(ProductInput, body);
      await upsertProducts(deps.db, tenant.tenantId, taken);
      deps.metrics.recordsTaken('products', { accepted: taken.length, rejected: rejected.length });
      return { accepted: taken.length, rejected: describeRejected(rejected) };
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/products',
    operationId: 'listProducts',
    summary: 'The products, dropped ones too, in the order in which they became known',
    role: 'client',
    params: inTenantPath,
    query: paging,
    response: pageOf(ProductView),
    handle: ({ deps, tenant, query }) => listProducts(deps.db, tenant.tenantId, query),
  }),
  endpoint({
    method: 'delete',
    path: '/v1/tenants/:tenantId/products/:productId',
    operationId: 'dropProduct',
    summary: 'Drop a product: it is never in a list from here on',
    role: 'client',
    params: inTenantPath.extend({ productId: ExternalId }),
    status: 204,
    handle: ({ deps, tenant, actor, params }) =>
      dropProduct(deps.db, tenant.tenantId, actor, params.productId),
  }),
  endpoint({
    method: 'post',
    path: '/v1/tenants/:tenantId/customers',
    operationId: 'upsertCustomers',
    summary: 'Make or change customers; what is absent stays as it is, and the last item for an id wins',
    role: 'client',
    params: inTenantPath,
    body: batch,
    bodyShape: z.array(CustomerInput).max(1000),
    response: Upserted,
    handle: async ({ deps, tenant, body }) => {
      const { taken, rejected } = checkItems(CustomerInput, body);
      await upsertCustomers(deps.db, tenant.tenantId, taken);
      deps.metrics.recordsTaken('customers', { accepted: taken.length, rejected: rejected.length });
      return { accepted: taken.length, rejected: describeRejected(rejected) };
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/customers',
    operationId: 'listCustomers',
    summary: 'The customers, in the order in which they became known',
    role: 'client',
    params: inTenantPath,
    query: paging,
    response: pageOf(CustomerView),
    handle: ({ deps, tenant, query }) => listCustomers(deps.db, tenant.tenantId, query),
  }),
];
