import type { Found } from '../../../models/night/decide';
import { defaultBars } from '../../../models/night/decision-bars';
import { judgeGuards } from '../../../models/night/guards';
import { type Evidence, ruleOn } from '../../../models/night/rule';

const comparison = (over: Partial<Found['main']> = {}): Found['main'] => ({
  name: 'ndcg',
  customers: 300,
  challenger: 0.11,
  champion: 0.1,
  gain: 0.1,
  interval: [0.02, 0.18],
  probabilityBetter: 0.97,
  probabilityWorse: 0,
  ...over,
});

function evidence(
  over: Partial<Evidence> & { main?: Partial<Found['main']>; popularity?: number } = {},
): Evidence {
  const { main, popularity = 0.5, ...rest } = over;
  return {
    champion: { recipe: { name: 'ease', params: {} }, ageDays: 1 },
    sameRecipe: false,
    challengerIsPopularity: false,
    windowDays: 28,
    found: {
      main: comparison(main),
      overBaseline: comparison({ gain: popularity }),
      guards: [],
      coverageHarmed: false,
    },
    bars: defaultBars,
    ...rest,
  };
}

const old = { recipe: { name: 'ease', params: {} }, ageDays: 14 };

describe('a first night', () => {
  test('promotes its challenger, evidence or not', () => {
    const { champion: _, found: __, ...first } = evidence();
    expect(ruleOn(first as Evidence)).toMatchObject({ kind: 'first', promote: true, outcome: 'promoted' });
  });
});

describe('a switch', () => {
  test('needs both the probability and the gain', () => {
    expect(ruleOn(evidence())).toMatchObject({ kind: 'switch', promote: true, outcome: 'promoted' });
    expect(ruleOn(evidence({ main: { probabilityBetter: 0.89 } }))).toMatchObject({
      promote: false,
      outcome: 'not_enough_evidence',
    });
    expect(ruleOn(evidence({ main: { gain: 0.019 } }))).toMatchObject({
      promote: false,
      because: 'not_sure',
    });
  });

  test('a challenger that is worse is kept out', () => {
    expect(ruleOn(evidence({ main: { gain: -0.01, probabilityBetter: 0.3 } })).outcome).toBe('kept');
  });

  test('must beat popularity, unless it is popularity', () => {
    expect(ruleOn(evidence({ popularity: -0.01 }))).toMatchObject({
      promote: false,
      because: 'below_popularity',
    });
    expect(ruleOn(evidence({ popularity: 0, challengerIsPopularity: true })).promote).toBe(true);
  });

  test('does not follow another before half the window is new', () => {
    const champion = { recipe: { name: 'ease', params: {} }, ageDays: 1, sinceSwitchDays: 13 };
    expect(ruleOn(evidence({ champion }))).toMatchObject({ promote: false, because: 'switched_lately' });
    expect(ruleOn(evidence({ champion: { ...champion, sinceSwitchDays: 14 } })).promote).toBe(true);
  });

  test('too few customers decide nothing', () => {
    expect(ruleOn(evidence({ main: { customers: 9 } })).outcome).toBe('not_enough_evidence');
  });
});

describe('a refresh', () => {
  test('needs an estimate above zero, no more', () => {
    const main = { gain: 0.001, probabilityBetter: 0.55 };
    expect(ruleOn(evidence({ sameRecipe: true, main }))).toMatchObject({
      promote: true,
      outcome: 'refreshed',
    });
    expect(ruleOn(evidence({ sameRecipe: true, main: { gain: 0 } }))).toMatchObject({
      promote: false,
      outcome: 'kept',
    });
  });

  test('of an old champion goes through unless it is probably much worse', () => {
    const main = { gain: -0.04, probabilityWorse: 0.8 };
    const tired = evidence({ sameRecipe: true, champion: old, main });
    expect(ruleOn(tired)).toMatchObject({ promote: true, because: 'too_old' });
    const worse = evidence({ sameRecipe: true, champion: old, main: { ...main, probabilityWorse: 0.81 } });
    expect(ruleOn(worse)).toMatchObject({ promote: false, because: 'much_worse' });
  });

  test('without evidence waits until the champion is old', () => {
    const main = { customers: 3 };
    expect(ruleOn(evidence({ sameRecipe: true, main })).outcome).toBe('not_enough_evidence');
    expect(ruleOn(evidence({ sameRecipe: true, champion: old, main })).outcome).toBe('refreshed');
  });
});

describe('guards', () => {
  const guard = (probabilityWorse: number, customers = 100) => comparison({ probabilityWorse, customers });
  const harmed = (probabilities: number[]): boolean[] =>
    judgeGuards(
      probabilities.map((p) => guard(p)),
      defaultBars,
    ).map((result) => result.harmed);

  test('block both kinds of promotion on demonstrated harm', () => {
    const base = evidence();
    const guards = judgeGuards([guard(0.99)], defaultBars);
    const found = { ...base.found!, guards };
    expect(ruleOn({ ...base, found })).toMatchObject({ promote: false, because: 'guard_harmed' });
    expect(ruleOn({ ...base, sameRecipe: true, found })).toMatchObject({
      promote: false,
      because: 'guard_harmed',
    });
    expect(ruleOn({ ...base, found: { ...base.found!, coverageHarmed: true } }).promote).toBe(false);
  });

  test('do not hold narrow coverage against popularity, which is narrow by nature', () => {
    const base = evidence({ challengerIsPopularity: true });
    expect(ruleOn({ ...base, found: { ...base.found!, coverageHarmed: true } }).promote).toBe(true);
  });

  test('are corrected by Holm: what convinces alone does not convince among four', () => {
    expect(harmed([0.91])).toEqual([true]);
    expect(harmed([0.91, 0.1, 0.2, 0.3])).toEqual([false, false, false, false]);
    expect(harmed([0.98, 0.97, 0.2, 0.3])).toEqual([true, true, false, false]);
  });

  test('are reported, not judged, on a slice of under 50 customers', () => {
    expect(judgeGuards([guard(1, 49)], defaultBars)).toMatchObject([{ judged: false, harmed: false }]);
  });
});
