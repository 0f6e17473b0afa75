import { evaluateFiles } from '../../cli/evaluate/evaluate-files';
import { describeWithData } from '../support/data';

/**
 * The floor under quality, on real data: a year of a wholesaler's invoices, cut at 2011-11-01, products new to
 * the customer. All-time popularity reaches .038 there, plain EASE tuned by hand .103. docs/quality.md has more.
 */
describeWithData('On Online Retail', 'online-retail/online-retail.csv.gz', (path) => {
  test('the chosen recipe reaches NDCG@10 of .15, twice what the best popularity does', async () => {
    const report = await evaluateFiles({
      source: { events: [path], cut: Date.UTC(2011, 10, 1) },
      map: {},
      preset: 'online-retail',
      zone: undefined,
      k: 10,
      includeSeen: false,
      lists: undefined,
    });
    const ndcg = (name: string): number => report.recipes.find((recipe) => recipe.name === name)?.ndcg ?? 0;
    expect(ndcg(report.chosen)).toBeGreaterThan(0.15);
    expect(ndcg(report.chosen)).toBeGreaterThan(1.9 * ndcg('popularity'));
    expect(ndcg('neighbours')).toBeGreaterThan(0.14);
    expect(ndcg('ease')).toBeGreaterThan(0.15);
    expect(ndcg('popularity')).toBeGreaterThan(0.07); // the 7-day form, not .038
    expect(report.test.droppedProducts).toBeGreaterThan(0);
  }, 300_000);
});
