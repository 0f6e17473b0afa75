/**
 * Every fact of Nightshift, one table each. `tenant_id` leads every key, and row-level security
 * (migrations/0001_isolation.sql) lets the api's and the worker's role see one tenant at a time.
 *
 * Numbers: tenants have a small integer inside (`tenant_id`) and a text id outside (`slug`). Customers
 * and products are numbered per tenant, densely from 1, so that a model's rows and columns are these
 * numbers less one. Text ids of customers stand in `customers` alone, which makes them erasable.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  customType,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  time,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { NightDecision, NightStage, TenantSettings } from './json-columns';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const sequence = (name: string) => bigint(name, { mode: 'number' });

/** A business, its switch and the pointer that says which version and list set is served. */
export const tenants = pgTable(
  'tenants',
  {
    tenantId: integer('tenant_id').primaryKey().generatedAlwaysAsIdentity(),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    timezone: text('timezone').notNull().default('UTC'),
    currency: char('currency', { length: 3 }).notNull().default('EUR'),
    mode: text('mode', { enum: ['on', 'frozen', 'off'] })
      .notNull()
      .default('on'),
    modeSince: instant('mode_since').notNull().defaultNow(),
    modeReason: text('mode_reason'),
    /** Raised by every command on mode or champion; a night that began under another epoch may not publish. */
    controlEpoch: bigint('control_epoch', { mode: 'number' }).notNull().default(0),
    championVersion: integer('champion_version'),
    listSet: integer('list_set'),
    pinned: boolean('pinned').notNull().default(false),
    /** When another recipe last took over: no further switch until half the decision window is newer. */
    switchedAt: instant('switched_at'),
    nightAt: time('night_at').notNull().default('00:00'),
    everyDays: integer('every_days').notNull().default(1),
    settings: jsonb('settings').$type<TenantSettings>().notNull().default({}),
    /** Null means "not computed yet"; the workflow's next look computes it. */
    nextNightAt: instant('next_night_at'),
    nextNightDate: date('next_night_date', { mode: 'string' }),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('tenants__slug').on(t.slug),
    check('tenants__mode', sql`${t.mode} in ('on', 'frozen', 'off')`),
    index('tenants__next_night_at').on(t.nextNightAt),
  ],
);

/** The next number of each kind, apart from `tenants` so that event writers and publishers do not wait on each other. */
export const tenantCounters = pgTable('tenant_counters', {
  tenantId: integer('tenant_id')
    .primaryKey()
    .references(() => tenants.tenantId, { onDelete: 'cascade' }),
  nextCustomer: integer('next_customer').notNull().default(1),
  nextProduct: integer('next_product').notNull().default(1),
  nextVersion: integer('next_version').notNull().default(1),
  nextListSet: integer('next_list_set').notNull().default(1),
  nextNight: integer('next_night').notNull().default(1),
});

/** API keys; the key itself is never stored, only its SHA-256. No tenant: an operator's key. */
export const apiKeys = pgTable(
  'api_keys',
  {
    keyId: uuid('key_id').primaryKey().defaultRandom(),
    tenantId: integer('tenant_id').references(() => tenants.tenantId, { onDelete: 'cascade' }),
    role: text('role', { enum: ['operator', 'admin', 'client'] }).notNull(),
    hash: bytea('hash').notNull(),
    note: text('note'),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    unique('api_keys__hash').on(t.hash),
    index('api_keys__tenant_id').on(t.tenantId),
    check('api_keys__role', sql`(${t.role} = 'operator') = (${t.tenantId} is null)`),
  ],
);

export const customers = pgTable(
  'customers',
  {
    tenantId: integer('tenant_id')
      .notNull()
      .references(() => tenants.tenantId, { onDelete: 'cascade' }),
    customerNo: integer('customer_no').notNull(),
    externalId: text('external_id').notNull(),
    name: text('name'),
    attributes: jsonb('attributes').$type<Record<string, unknown>>(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.customerNo] }),
    unique('customers__tenant_id__external_id').on(t.tenantId, t.externalId),
  ],
);

export const products = pgTable(
  'products',
  {
    tenantId: integer('tenant_id')
      .notNull()
      .references(() => tenants.tenantId, { onDelete: 'cascade' }),
    productNo: integer('product_no').notNull(),
    externalId: text('external_id').notNull(),
    name: text('name'),
    category: text('category'),
    price: doublePrecision('price'),
    attributes: jsonb('attributes').$type<Record<string, unknown>>(),
    /** The tombstone. Serving reads it on every request, however old the list. */
    droppedAt: instant('dropped_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.productNo] }),
    unique('products__tenant_id__external_id').on(t.tenantId, t.externalId),
  ],
);

/**
 * What happened: append-only, hash-partitioned by tenant (see the migration). `event_hash` is the first
 * 128 bits of SHA-256 of the sender's eventId: the first content with an id stays.
 */
export const events = pgTable(
  'events',
  {
    tenantId: integer('tenant_id').notNull(),
    eventHash: uuid('event_hash').notNull(),
    /** Order of arrival; commits out of order, so only a cut taken under the tenant's lock may compare with it. */
    seq: sequence('seq').notNull().default(sql`nextval('event_seq')`),
    type: smallint('type').notNull(),
    customerNo: integer('customer_no'),
    productNo: integer('product_no').notNull(),
    sessionHash: uuid('session_hash'),
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    quantity: real('quantity').notNull().default(1),
    value: doublePrecision('value'),
    currency: char('currency', { length: 3 }),
    placement: smallint('placement'),
    /** 0: no recommendation id came with it; 1: verified; 2: forged, altered, another's, or not for this product. */
    attribution: smallint('attribution').notNull().default(0),
    /** Of a verified recommendation id: a hash that tells lists apart, and what the token says. */
    listHash: uuid('list_hash'),
    listVersion: integer('list_version'),
    listArm: smallint('list_arm'),
    listServedAt: instant('list_served_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.eventHash] }),
    index('events__tenant_id__seq').on(t.tenantId, t.seq),
    /** One customer's history, for explanations. */
    index('events__tenant_id__customer_no').on(t.tenantId, t.customerNo),
  ],
);

/** One run of the pipeline. Minted here before Temporal hears of it. */
export const nights = pgTable(
  'nights',
  {
    tenantId: integer('tenant_id')
      .notNull()
      .references(() => tenants.tenantId, { onDelete: 'cascade' }),
    nightNo: integer('night_no').notNull(),
    /** The tenant's local date. */
    date: date('date', { mode: 'string' }).notNull(),
    kind: text('kind', { enum: ['full', 'refresh'] }).notNull(),
    requestedBy: text('requested_by', {
      enum: ['timer', 'tenant', 'operator', 'data', 'drift'],
    }).notNull(),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    outcome: text('outcome'),
    sentence: text('sentence'),
    /** Fencing token: each activity attempt takes the next; a write with an older one is refused. */
    attempt: integer('attempt').notNull().default(0),
    crashes: integer('crashes').notNull().default(0),
    /** The stage an attempt is in; found set by the next attempt, it means that the last one vanished. */
    runningStage: text('running_stage'),
    controlEpoch: bigint('control_epoch', { mode: 'number' }),
    mode: text('mode', { enum: ['on', 'frozen', 'off'] }),
    championAtStart: integer('champion_at_start'),
    cutSeq: sequence('cut_seq'),
    cutAt: instant('cut_at'),
    /** Events up to the cut, so that a count needs only what came after. */
    cutEvents: bigint('cut_events', { mode: 'number' }),
    /**
     * Up to here every event was taken in. Less than the cut where a sender's clock runs ahead: an event that
     * occurs after the cut's own moment waits for a later night.
     */
    seenSeq: sequence('seen_seq'),
    /** Numbers of the products that were dropped at the cut: every stage hides these, whatever commits meanwhile. */
    dropped: integer('dropped').array(),
    version: integer('version'),
    listSet: integer('list_set'),
    listDigest: text('list_digest'),
    stages: jsonb('stages').$type<NightStage[]>().notNull().default([]),
    statistics: jsonb('statistics').$type<Record<string, unknown>>(),
    decision: jsonb('decision').$type<NightDecision>(),
    runId: text('run_id'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.nightNo] }),
    uniqueIndex('nights__scheduled').on(t.tenantId, t.date).where(sql`${t.requestedBy} = 'timer'`),
    uniqueIndex('nights__one_runs')
      .on(t.tenantId)
      .where(sql`${t.startedAt} is not null and ${t.endedAt} is null`),
    uniqueIndex('nights__one_waits')
      .on(t.tenantId)
      .where(sql`${t.startedAt} is null and ${t.endedAt} is null`),
  ],
);

/** A recipe fitted up to a cut. Written once; only `listSet` and `retiredAt` follow its service. */
export const modelVersions = pgTable(
  'model_versions',
  {
    tenantId: integer('tenant_id')
      .notNull()
      .references(() => tenants.tenantId, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    nightNo: integer('night_no').notNull(),
    recipe: text('recipe').notNull(),
    params: jsonb('params').$type<Record<string, number | string | boolean>>().notNull(),
    seed: integer('seed').notNull(),
    includeSeen: boolean('include_seen').notNull(),
    cutSeq: sequence('cut_seq').notNull(),
    cutAt: instant('cut_at').notNull(),
    metrics: jsonb('metrics').$type<Record<string, unknown>>().notNull(),
    /** Lists computed by the training itself for a few customers: what the check compares with. */
    samples: jsonb('samples')
      .$type<{ customerNo: number; products: number[]; scores: number[] }[]>()
      .notNull(),
    artifact: bytea('artifact').notNull(),
    artifactBytes: integer('artifact_bytes').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    publishedAt: instant('published_at'),
    retiredAt: instant('retired_at'),
    /** The newest published list set of this version: where a rollback points. */
    listSet: integer('list_set'),
    /** The cut that this version's newest published lists have seen. */
    listCutSeq: sequence('list_cut_seq'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.version] })],
);

/**
 * Ranked lists, one row per customer, version and list set; customer 0 is the list of those whom no
 * model knows. A reader takes the newest set not after the tenant's pointer.
 */
export const lists = pgTable(
  'lists',
  {
    tenantId: integer('tenant_id').notNull(),
    customerNo: integer('customer_no').notNull(),
    version: integer('version').notNull(),
    listSet: integer('list_set').notNull(),
    /** 1 personal, 2 fallback_new_customer, 3 fallback_popular */
    reason: smallint('reason').notNull(),
    computedAt: instant('computed_at').notNull(),
    products: integer('products').array().notNull(),
    scores: real('scores').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.customerNo, t.version, t.listSet] })],
);

/** Who did what. Holds numbers and words of the platform, no customer's id. */
export const audit = pgTable(
  'audit',
  {
    tenantId: integer('tenant_id')
      .notNull()
      .references(() => tenants.tenantId, { onDelete: 'cascade' }),
    auditNo: bigint('audit_no', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    actorRole: text('actor_role', { enum: ['operator', 'admin', 'client', 'night', 'system'] }).notNull(),
    actorKeyId: uuid('actor_key_id'),
    action: text('action').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.auditNo] })],
);

/** "This tenant's workflow should look." One row per tenant; the revision tells a delivery what it delivered. */
export const outbox = pgTable('outbox', {
  tenantId: integer('tenant_id')
    .primaryKey()
    .references(() => tenants.tenantId, { onDelete: 'cascade' }),
  revision: bigint('revision', { mode: 'number' }).notNull().default(1),
  raisedAt: instant('raised_at').notNull().defaultNow(),
  /** Not before this time, after a delivery that failed. */
  retryAt: instant('retry_at'),
  failures: integer('failures').notNull().default(0),
});

/** Secrets of the platform that every api process shares; row-level security keeps no tenant's data here. */
export const platformSecrets = pgTable('platform_secrets', {
  name: text('name').primaryKey(),
  value: bytea('value').notNull(),
});
