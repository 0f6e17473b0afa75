import { z } from 'zod';
import type { TenantSettings } from '../../db/json-columns';

/** What a tenant may tune; see db/json-columns.ts for what each means. */
const fields = {
  goal: z.enum(['discover', 'mixed']),
  maxChampionAgeDays: z.number().int().min(1).max(3650),
  switchProbability: z.number().min(0.5).max(1),
  switchGain: z.number().min(0).max(10),
  retainedVersions: z.number().int().min(1).max(50),
  spreadMinutes: z.number().int().min(0).max(1440),
};

export const Settings = z.strictObject(fields).partial();

/** A change names what changes; null goes back to the platform's default. */
export const SettingsChange = z
  .strictObject({
    goal: fields.goal.nullable(),
    maxChampionAgeDays: fields.maxChampionAgeDays.nullable(),
    switchProbability: fields.switchProbability.nullable(),
    switchGain: fields.switchGain.nullable(),
    retainedVersions: fields.retainedVersions.nullable(),
    spreadMinutes: fields.spreadMinutes.nullable(),
  })
  .partial();

/** The stored shape after a change: what is not named stays, what is null goes. */
export function changedSettings(
  stored: TenantSettings,
  change: z.output<typeof SettingsChange>,
): TenantSettings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const merged = Object.entries({ ...stored, ...Object.fromEntries(given) });
  // Every value came through one of the two schemas above, so the stored type holds once nulls are gone.
  return Object.fromEntries(merged.filter(([, value]) => value !== null)) as TenantSettings;
}
