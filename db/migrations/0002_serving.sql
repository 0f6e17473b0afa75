-- The look-ups that must see more than one tenant: which key is this, and what may it be shown. They run as
-- nightshift_lookup with a pinned search path, and return a row's content only where that row's own key belongs
-- to that row's own tenant.

-- Who holds this key, and which tenant may it name so? No row: no such key. tenant_id null: no such tenant, or
-- another's, or none asked for: the caller cannot tell these apart.
create function authenticate(p_key_hash bytea, p_slug text)
  returns table (key_id uuid, key_role text, key_tenant_id integer, tenant_id integer)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select k.key_id, k.role, k.tenant_id, t.tenant_id
  from public.api_keys k
  left join public.tenants t on t.slug = p_slug and (k.role = 'operator' or k.tenant_id = t.tenant_id)
  where k.hash = p_key_hash and k.revoked_at is null
$$;
--> statement-breakpoint
-- Notes that keys were used; at most once a minute each, whoever asks and however often.
create function note_key_use(p_key_ids uuid[]) returns void
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
  update public.api_keys k set last_used_at = now()
  where k.key_id = any (p_key_ids)
    and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute')
$$;
--> statement-breakpoint
grant update (last_used_at) on api_keys to nightshift_lookup;
--> statement-breakpoint
create policy note_use on api_keys for update to nightshift_lookup using (true) with check (true);
--> statement-breakpoint
-- The owner makes operators' keys, which belong to no tenant; where it is no superuser it needs leave for that.
create policy operator_keys on api_keys to current_user using (tenant_id is null) with check (tenant_id is null);
--> statement-breakpoint
-- The number behind a tenant's text id, for the worker, which is told ids by Temporal.
create function tenant_number(p_slug text) returns integer
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select t.tenant_id from public.tenants t where t.slug = p_slug
$$;
--> statement-breakpoint
-- Events that arrived after a given one, per tenant: with the count at the last cut, the whole count, cheaply.
create function count_events_after(p_tenants integer[], p_after bigint[])
  returns table (tenant_id integer, events bigint)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select r.tenant_id, (
    select count(*) from public.events e where e.tenant_id = r.tenant_id and e.seq > r.after
  )
  from unnest(p_tenants, p_after) as r(tenant_id, after)
$$;
--> statement-breakpoint
-- What a night keeps off a customer's list (models/evaluation/hidden-types.ts): what was bought 4, returned 5 or rated
-- 6, unless the version's lists hold products known before, and what was dismissed 8 always. A function of its own,
-- for a plan that names events has all their partitions opened, also by the many look-ups that need none of them.
create function hidden_products(p_tenant integer, p_customer integer, p_version integer) returns integer[]
  language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off
as $$
begin
  return (
    select array_agg(e.product_no)
    from public.events e
    where e.tenant_id = p_tenant and e.customer_no = p_customer
      and e.type = any ((
        select case when v.include_seen then '{8}' else '{4,5,6,8}' end
        from public.model_versions v
        where v.tenant_id = p_tenant and v.version = p_version
      )::smallint[])
  );
end
$$;
--> statement-breakpoint
-- One row per request: many requests may share a statement. In plpgsql, which keeps the plan: before Postgres 18
-- a function in SQL is planned anew at each call, and planning this takes longer than running it. Every step goes
-- by a key, also where statistics are old or the tables were empty when the plan was made; hence the settings.
create function serve_lists(p_key_hashes bytea[], p_slugs text[], p_customer_ids text[], p_limits integer[])
  returns table (
    request integer,
    verdict text,
    key_id uuid,
    tenant_id integer,
    customer_no integer,
    version integer,
    list_set integer,
    reason smallint,
    computed_at timestamptz,
    product_nos integer[],
    product_ids text[],
    product_names text[],
    scores real[],
    own_products integer
  )
  language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
begin
  return query select
    r.request::integer,
    case
      when k.key_id is null then 'unauthorized'
      when t.tenant_id is null then 'not-found'
      when t.mode = 'off' then 'recommendations-off'
      when t.champion_version is null then 'no-model'
      else 'list'
    end,
    k.key_id, t.tenant_id, c.customer_no, t.champion_version, t.list_set,
    -- 2: no list of one's own. 3: there is one, but all that it held has been dropped since.
    case when own.reason is null then 2::smallint when head.product_nos is null then 3::smallint else own.reason end,
    coalesce(own.computed_at, fallback.computed_at),
    coalesce(head.product_nos, '{}') || coalesce(tail.product_nos, '{}'),
    coalesce(head.product_ids, '{}') || coalesce(tail.product_ids, '{}'),
    coalesce(head.product_names, '{}') || coalesce(tail.product_names, '{}'),
    coalesce(head.scores, '{}') || coalesce(tail.scores, '{}'),
    coalesce(cardinality(head.product_nos), 0)
  from unnest(p_key_hashes, p_slugs, p_customer_ids, p_limits)
    with ordinality as r(key_hash, slug, customer_id, top, request)
  left join public.api_keys k on k.hash = r.key_hash and k.revoked_at is null
  left join public.tenants t on t.slug = r.slug and (k.role = 'operator' or k.tenant_id = t.tenant_id)
  left join public.customers c
    on c.tenant_id = t.tenant_id and c.external_id = r.customer_id and t.mode <> 'off'
  left join lateral (
    select l.reason, l.computed_at, l.products, l.scores
    from public.lists l
    where l.tenant_id = t.tenant_id and l.customer_no = c.customer_no
      and l.version = t.champion_version and l.list_set <= t.list_set
    order by l.list_set desc
    limit 1
  ) own on true
  left join lateral (
    select
      array_agg(i.product_no order by i.place) as product_nos,
      array_agg(i.external_id order by i.place) as product_ids,
      array_agg(i.name order by i.place) as product_names,
      array_agg(i.score order by i.place) as scores
    from (
      select u.product_no, u.score, u.place, p.external_id, p.name
      from unnest(own.products, own.scores) with ordinality as u(product_no, score, place)
      join public.products p
        on p.tenant_id = t.tenant_id and p.product_no = u.product_no and p.dropped_at is null
      order by u.place
      limit r.top
    ) i
  ) head on true
  -- Only where the customer's own list is missing, or too short once the dropped products are gone.
  left join lateral (
    select l.computed_at, l.products, l.scores
    from public.lists l
    where l.tenant_id = t.tenant_id and l.customer_no = 0 and t.mode <> 'off'
      and l.version = t.champion_version and l.list_set <= t.list_set
      and coalesce(cardinality(head.product_nos), 0) < r.top
    order by l.list_set desc
    limit 1
  ) fallback on true
  cross join lateral (select head.scores[cardinality(head.scores)] as score) own_last
  -- What was kept off the customer's own list must not come back behind it. Asked once (offset 0: not once for each
  -- product), and only where an own list is filled up.
  left join lateral (
    select case when own.reason is not null and fallback.computed_at is not null
      then public.hidden_products(t.tenant_id, c.customer_no, t.champion_version) end as product_nos
    offset 0
  ) hidden on true
  left join lateral (
    select
      array_agg(i.product_no order by i.place) as product_nos,
      array_agg(i.external_id order by i.place) as product_ids,
      array_agg(i.name order by i.place) as product_names,
      -- Of another recipe than the scores before them: brought to their scale, the popular list's best to the last
      -- of the customer's own. Below zero, too, further down is less.
      array_agg(
        case when head.product_nos is null then i.score
          else own_last.score - abs(own_last.score) * (1 - coalesce(i.score / nullif(fallback.scores[1], 0), 1))
        end::real order by i.place
      ) as scores
    from (
      select u.product_no, u.score, u.place, p.external_id, p.name
      from unnest(fallback.products, fallback.scores) with ordinality as u(product_no, score, place)
      join public.products p
        on p.tenant_id = t.tenant_id and p.product_no = u.product_no and p.dropped_at is null
      where u.product_no <> all (coalesce(head.product_nos, '{}') || coalesce(hidden.product_nos, '{}'))
      order by u.place
      limit r.top - coalesce(cardinality(head.product_nos), 0)
    ) i
  ) tail on true;
end
$$;
--> statement-breakpoint
do $$
declare
  name regprocedure;
begin
  execute 'grant create on schema public to nightshift_lookup';
  foreach name in array array[
    'authenticate(bytea, text)', 'note_key_use(uuid[])', 'tenant_number(text)', 'count_events_after(integer[], bigint[])',
    'hidden_products(integer, integer, integer)', 'serve_lists(bytea[], text[], text[], integer[])'
  ]::regprocedure[] loop
    execute format('alter function %s owner to nightshift_lookup', name);
    execute format('revoke all on function %s from public', name);
  end loop;
  execute 'revoke create on schema public from nightshift_lookup';
end
$$;
--> statement-breakpoint
grant execute on function authenticate(bytea, text), note_key_use(uuid[]), tenant_number(text),
  serve_lists(bytea[], text[], text[], integer[])
  to nightshift_app;
--> statement-breakpoint
grant execute on function authenticate(bytea, text), tenant_number(text), count_events_after(integer[], bigint[])
  to nightshift_fleet;
