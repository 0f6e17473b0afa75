import { z } from 'zod';
import { Currency, freeText, TenantId } from '../text-schemas';
import { Settings, SettingsChange } from './settings';

const zoneExpected = 'an IANA time zone such as Europe/Berlin';
const Timezone = z.string({ error: zoneExpected }).refine(isTimezone, { error: zoneExpected });

const clockExpected = 'a time of day HH:MM';
const NightAt = z
  .string({ error: clockExpected })
  .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, { error: clockExpected });

export const NewTenant = z
  .strictObject({
    id: TenantId,
    name: freeText(1, 200),
    timezone: Timezone.optional(),
    currency: Currency.optional(),
    nightAt: NightAt.optional(),
    settings: Settings.optional(),
  })
  .meta({ id: 'NewTenant' });
export type NewTenant = z.output<typeof NewTenant>;

export const TenantChange = z
  .strictObject({
    name: freeText(1, 200).optional(),
    timezone: Timezone.optional(),
    nightAt: NightAt.optional(),
    /** Days from one night to the next. */
    every: z.number().int().min(1).max(366).optional(),
    settings: SettingsChange.optional(),
  })
  .meta({ id: 'TenantChange' });
export type TenantChange = z.output<typeof TenantChange>;

function isTimezone(name: string): boolean {
  // Offsets such as +02:00 format too, but they know no daylight saving and Postgres reads their sign the other way.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
