import { parseArgs } from 'node:util';
import { table } from '../../cli/print';
import { hold, type Standing } from './contest';
import { loadCompleteJourney, loadOnlineRetail } from './load-events';
import { ownFrequency, plainEase, plainNeighbours } from './rivals';
import { smallTenants } from './small-tenants';

/**
 * `npm run bench:quality`: the chosen recipe against rivals tuned by hand, on real data. Prints tables and, with
 * --json, one JSON document instead. October and November are looked at only with --held-out: each such run
 * belongs in the log of docs/quality.md.
 */
const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, 'held-out': { type: 'boolean' }, quick: { type: 'boolean' } },
});

const dayMs = 86_400_000;
const month = (m: number): number => Date.UTC(2011, m - 1, 1);
const developed = [6, 7, 8, 9];
const heldOut = [10, 11];

interface Section {
  title: string;
  rows: { label: string; standings: Standing[] }[];
}

async function main(): Promise<void> {
  const cuts = flags.quick ? [9] : [...developed, ...(flags['held-out'] ? heldOut : [])];
  const retail = await loadOnlineRetail();
  const endOf = (m: number): number => (m === 11 ? Number.POSITIVE_INFINITY : month(m + 1));
  const sections: Section[] = [
    {
      title: 'Online Retail, products new to the customer: NDCG@10, test to the next cut',
      rows: cuts.map((m) => ({
        label: `2011-${String(m).padStart(2, '0')}-01`,
        standings: hold({ data: retail, cut: month(m), end: endOf(m), includeSeen: false }, [
          plainEase,
          plainNeighbours,
        ]),
      })),
    },
    {
      title: 'Online Retail, reorders allowed: NDCG@10, test of seven days',
      rows: cuts.map((m) => ({
        label: `2011-${String(m).padStart(2, '0')}-01`,
        standings: hold({ data: retail, cut: month(m), end: month(m) + 7 * dayMs, includeSeen: true }, [
          ownFrequency,
        ]),
      })),
    },
  ];
  const journey = await loadCompleteJourney();
  const cut = journey.time[journey.time.length - 1]! - 28 * dayMs;
  sections.push({
    title: 'Complete Journey, the last four weeks held out: NDCG@10',
    rows: [false, true].map((includeSeen) => ({
      label: includeSeen ? 'reorders allowed' : 'new products',
      standings: hold({ data: journey, cut, end: Number.POSITIVE_INFINITY, includeSeen }, [
        plainNeighbours,
        ownFrequency,
      ]),
    })),
  });
  const small = [20, 50, 100, 300].map((customers) =>
    smallTenants(retail, month(9), month(10), customers, flags.quick ? 2 : 8),
  );
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ sections, small }, null, 2)}\n`);
    return;
  }
  for (const section of sections) process.stdout.write(`${sectionText(section)}\n\n`);
  const rows = small.map((run) => [
    String(run.customers),
    run.chosen.toFixed(4),
    run.popularity.toFixed(4),
    `${run.below} of ${run.draws}`,
    [...new Set(run.names)].join(', '),
  ]);
  const header = ['CUSTOMERS', 'CHOSEN', 'POPULARITY', 'BELOW', 'RECIPES CHOSEN'];
  process.stdout.write(
    `Small tenants, cut from Online Retail at 2011-09-01: NDCG@10\n${table([header, ...rows])}\n`,
  );
}

function sectionText({ title, rows }: Section): string {
  const names = rows[0]!.standings.map(({ name }) => name);
  const header = ['', 'CUSTOMERS', ...names.map((name) => name.toUpperCase())];
  const lines = rows.map(({ label, standings }) => [
    label,
    String(standings[0]!.customers),
    ...standings.map((standing, i) =>
      i === 0 ? `${standing.ndcg.toFixed(4)} (${standing.recipe.name})` : cell(standing),
    ),
  ]);
  return `${title}\n${table([header, ...lines])}`;
}

/** The rival's own figure, and what the chosen recipe gains over it. */
function cell({ ndcg, gain, interval: [low, high] }: Standing): string {
  const percent = (share: number): string => `${share > 0 ? '+' : ''}${Math.round(100 * share)}`;
  return `${ndcg.toFixed(4)} (${percent(gain)} %, ${percent(low)} to ${percent(high)})`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
