import type { TenantData } from '../../models';
import { createRng, seedFor, shuffle } from '../../models/rng';
import { hold, type Standing } from './contest';
import { eventsWhere } from './load-events';

export interface SmallTenants {
  customers: number;
  draws: number;
  chosen: number;
  popularity: number;
  /** Draws in which the chosen recipe was significantly below popularity. */
  below: number;
  names: string[];
}

/**
 * Real data cut down to a few customers, several times: recipes are chosen and fitted on those alone and judged
 * on customers who were not drawn, whose histories the fitted model is asked with.
 */
export function smallTenants(
  data: TenantData,
  cut: number,
  end: number,
  customers: number,
  draws: number,
): SmallTenants {
  const runs = Array.from({ length: draws }, (_, draw) => runDraw(data, cut, end, customers, draw));
  const mean = (at: number): number => runs.reduce((sum, run) => sum + run[at]!.ndcg, 0) / draws;
  return {
    customers,
    draws,
    chosen: mean(0),
    popularity: mean(1),
    below: runs.filter((run) => run[1]!.interval[1] < 0).length,
    names: runs.map((run) => run[0]!.recipe.name),
  };
}

const asked = 800;

function runDraw(data: TenantData, cut: number, end: number, customers: number, draw: number): Standing[] {
  const active = activeBefore(data, cut);
  shuffle(active, createRng(seedFor(draw, `small tenants ${customers}`)));
  const drawn = new Uint8Array(data.customerCount);
  for (const customer of active.subarray(0, customers)) drawn[customer] = 1;
  const only = new Uint8Array(data.customerCount);
  for (const customer of active.subarray(customers, customers + asked)) only[customer] = 1;
  const learnFrom = eventsWhere(data, (e) => data.time[e]! < cut && drawn[data.customer[e]!] === 1);
  return hold({ data, cut, end, includeSeen: false, learnFrom, only }, []);
}

/** Customers with a history before the cut. */
function activeBefore(data: TenantData, cut: number): Int32Array {
  const active = new Set<number>();
  for (let e = 0; e < data.time.length && data.time[e]! < cut; e++) active.add(data.customer[e]!);
  return Int32Array.from(active);
}
