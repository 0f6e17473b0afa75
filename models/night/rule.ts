import type { Champion, Found } from './decide';
import type { Bars } from './decision-bars';

/** What is decided, before it is put in words. `because` is a stable code for tests and pages. */
export interface Ruling {
  kind: 'first' | 'refresh' | 'switch' | 'none';
  promote: boolean;
  outcome: 'promoted' | 'refreshed' | 'kept' | 'not_enough_evidence';
  because:
    | 'first_night'
    | 'better'
    | 'not_worse_and_fresher'
    | 'too_old'
    | 'no_better'
    | 'not_sure'
    | 'guard_harmed'
    | 'below_popularity'
    | 'switched_lately'
    | 'much_worse'
    | 'too_few_customers';
}

export interface Evidence {
  champion?: Champion;
  sameRecipe: boolean;
  challengerIsPopularity: boolean;
  windowDays: number;
  found?: Found;
  bars: Bars;
}

/** The rules of promotion, in the order in which they speak. */
export function ruleOn(evidence: Evidence): Ruling {
  if (!evidence.champion)
    return { kind: 'first', promote: true, outcome: 'promoted', because: 'first_night' };
  return evidence.sameRecipe
    ? ruleOnRefresh(evidence, evidence.champion)
    : ruleOnSwitch(evidence, evidence.champion);
}

function ruleOnRefresh({ found, bars, challengerIsPopularity }: Evidence, champion: Champion): Ruling {
  const refreshed = (because: Ruling['because']): Ruling => ({
    kind: 'refresh',
    promote: true,
    outcome: 'refreshed',
    because,
  });
  const kept = (because: Ruling['because']): Ruling => ({
    kind: 'refresh',
    promote: false,
    outcome: 'kept',
    because,
  });
  const old = champion.ageDays >= bars.maxChampionAgeDays;
  if (!found || found.main.customers < bars.fewestCustomers) {
    if (old) return refreshed('too_old');
    return { kind: 'refresh', promote: false, outcome: 'not_enough_evidence', because: 'too_few_customers' };
  }
  const harmed = isHarmed(found, challengerIsPopularity);
  if (found.main.gain > 0 && !harmed) return refreshed('not_worse_and_fresher');
  if (old && found.main.probabilityWorse <= bars.muchWorseProbability) return refreshed('too_old');
  return kept(harmed ? 'guard_harmed' : old ? 'much_worse' : 'no_better');
}

function ruleOnSwitch(evidence: Evidence, champion: Champion): Ruling {
  const { found, bars } = evidence;
  const kept = (because: Ruling['because']): Ruling => ({
    kind: 'switch',
    promote: false,
    outcome: 'kept',
    because,
  });
  if (!found || found.main.customers < bars.fewestCustomers) {
    return { kind: 'switch', promote: false, outcome: 'not_enough_evidence', because: 'too_few_customers' };
  }
  if ((champion.sinceSwitchDays ?? Infinity) < evidence.windowDays / 2) return kept('switched_lately');
  const { gain, probabilityBetter } = found.main;
  if (!evidence.challengerIsPopularity && found.overBaseline.gain <= 0) return kept('below_popularity');
  if (gain <= 0) return kept('no_better');
  if (isHarmed(found, evidence.challengerIsPopularity)) return kept('guard_harmed');
  if (gain >= bars.switchGain && probabilityBetter >= bars.switchProbability) {
    return { kind: 'switch', promote: true, outcome: 'promoted', because: 'better' };
  }
  return { kind: 'switch', promote: false, outcome: 'not_enough_evidence', because: 'not_sure' };
}

/** Popularity lists few products by nature: where it is the challenger, coverage says nothing against it. */
function isHarmed(found: Found, challengerIsPopularity: boolean): boolean {
  return (found.coverageHarmed && !challengerIsPopularity) || found.guards.some((guard) => guard.harmed);
}
