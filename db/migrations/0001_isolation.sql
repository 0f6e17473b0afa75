-- Isolation: who may touch which table, and which rows they see.
--
-- nightshift_app    api and worker: one tenant at a time, the one named by the setting app.tenant_id
-- nightshift_fleet  relay and operator pages: the tables named here, all tenants, nothing of their customers
-- nightshift_lookup no login; owns the look-up functions, which see every tenant and answer for one key at a time
--
-- The roles themselves are made by `nightshift migrate` before this runs: they belong to the server, not to a database.
-- nullif: a connection that once had the setting keeps it as '', which does not cast.

create function current_tenant() returns integer
  language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::integer;
--> statement-breakpoint
do $$
declare
  name text;
begin
  foreach name in array array[
    'tenants', 'tenant_counters', 'api_keys', 'customers', 'products', 'events', 'nights',
    'model_versions', 'lists', 'audit', 'outbox'
  ] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy one_tenant on %I to nightshift_app using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())',
      name
    );
  end loop;
  foreach name in array array['tenants', 'tenant_counters', 'nights', 'outbox'] loop
    execute format('create policy whole_fleet on %I to nightshift_fleet using (true) with check (true)', name);
  end loop;
  foreach name in array array['tenants', 'api_keys', 'customers', 'products', 'lists', 'events', 'model_versions'] loop
    execute format('create policy look_up on %I for select to nightshift_lookup using (true)', name);
  end loop;
end
$$;
--> statement-breakpoint
grant usage on schema public to nightshift_app, nightshift_fleet, nightshift_lookup;
--> statement-breakpoint
grant usage on sequence event_seq to nightshift_app;
--> statement-breakpoint
grant usage on sequence tenants_tenant_id_seq to nightshift_app;
--> statement-breakpoint
grant select, insert, update on tenants, tenant_counters, api_keys, customers, products, nights, outbox to nightshift_app;
--> statement-breakpoint
grant select, insert, update, delete on model_versions, lists to nightshift_app;
--> statement-breakpoint
-- Append-only: no role of ours can change or remove what happened, or what was done.
grant select, insert on events, audit to nightshift_app;
--> statement-breakpoint
grant select on platform_secrets to nightshift_app;
--> statement-breakpoint
grant select on tenants, tenant_counters, nights to nightshift_fleet;
--> statement-breakpoint
grant select, insert, update, delete on outbox to nightshift_fleet;
--> statement-breakpoint
grant select on tenants, api_keys, customers, products, lists, events to nightshift_lookup;
--> statement-breakpoint
grant select (tenant_id, version, include_seen) on model_versions to nightshift_lookup;
