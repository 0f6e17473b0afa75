import type { Calendar } from '../services/nights/look';
import type { TenantRow } from '../services/nights/tenant-of';
import { firstNightAfter, latestDue, type NightSchedule, placeOf } from '../workflows/timing';

/** Nights spread over this many minutes after the tenant's own hour, unless its settings say otherwise. */
const DEFAULT_SPREAD_MINUTES = 60;

/** Brings the timing rules to the service that keeps `next_night_at`. */
export const calendar: Calendar = {
  firstNightAfter: (tenant, now, notBefore) => firstNightAfter(scheduleOf(tenant), now, notBefore),
  latestDue: (tenant, date, now) => latestDue(scheduleOf(tenant), date, now),
};

function scheduleOf(tenant: TenantRow): NightSchedule {
  return {
    zone: tenant.timezone,
    nightAt: tenant.nightAt,
    everyDays: tenant.everyDays,
    spreadMinutes: tenant.settings.spreadMinutes ?? DEFAULT_SPREAD_MINUTES,
    place: placeOf(tenant.slug),
  };
}
