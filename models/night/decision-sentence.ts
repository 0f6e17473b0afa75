import type { Decision } from './decide';
import { describeRecipe } from './describe-recipe';

/** The decision in a sentence that a salesperson can read, with the numbers it rests on. */
export function decisionSentence(decision: Decision): string {
  return `${opening(decision)} ${ending(decision)}`.trim();
}

function opening(decision: Decision): string {
  const { kind, heldOutCustomers, windowDays } = decision;
  if (heldOutCustomers === 0) return 'There were no purchases to compare on.';
  const customers = `${heldOutCustomers.toLocaleString('en')} ${heldOutCustomers === 1 ? 'customer' : 'customers'}`;
  const judged = `Judged by what ${customers} bought in the last ${period(windowDays)}, `;
  const [low, high] = decision.interval;
  // Where both ends round to nothing, the words before it have said so.
  const range =
    percent(low) === percent(high) ? '' : ` (likely between ${percent(low)} and ${percent(high)})`;
  if (kind === 'first') {
    const gain = decision.baseline.gain;
    if (decision.recipe.name === 'popularity')
      return `${judged}nothing did better than a list of what sells best.`;
    return `${judged}lists by ${describeRecipe(decision.recipe)} were ${difference(gain)} a list of what sells best.`;
  }
  if (kind === 'refresh')
    return `${judged}the same recipe on newer data was ${difference(decision.estimate)} the lists in service${range}.`;
  return `${judged}lists by ${describeRecipe(decision.recipe)} were ${difference(decision.estimate)} the lists in service${range}.`;
}

const endings: Record<Decision['because'], string> = {
  first_night: 'It is the first model, so it goes into service.',
  better: 'That is sure enough: it takes over.',
  not_worse_and_fresher: 'It is fresher and no worse: it takes over.',
  too_old: 'The lists in service had grown too old: the fresh ones take over.',
  no_better: 'The lists in service stay.',
  not_sure: 'That is not yet sure enough: the lists in service stay.',
  guard_harmed: 'But some customers, or another measure, would lose by it: the lists in service stay.',
  below_popularity: 'But a plain list of what sells best did better still: the lists in service stay.',
  switched_lately: 'But the recipe changed only lately: the lists in service stay until there is news.',
  much_worse: 'That is probably much worse: the lists in service stay, although they are old.',
  too_few_customers: 'That is too few to decide by: the lists in service stay.',
};

function ending(decision: Decision): string {
  return endings[decision.because];
}

function difference(gain: number): string {
  if (Math.abs(gain) < 0.005) return 'as good as';
  return `${percent(Math.abs(gain)).replace('+', '')} ${gain > 0 ? 'better than' : 'worse than'}`;
}

function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${Math.abs(rounded)} %`;
}

function period(days: number): string {
  if (days % 7 === 0) return days === 7 ? 'week' : `${days / 7} weeks`;
  return days === 1 ? 'day' : `${days} days`;
}
