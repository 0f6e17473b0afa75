import { parseArgs } from 'node:util';
import { compareMarginals } from './compare-marginals';
import { type Run, runNights } from './nights';
import { type Cell, judgeWorld } from './one-world';
import { openProgress } from './progress';
import {
  type CellResult,
  conditions,
  limits,
  limitsTable,
  type NightsResult,
  nightsTable,
  operatingCurve,
  opportunities,
} from './report';

/**
 * `npm run bench:decisions`: a night's decisions against the truth. Goes on where an earlier run of the same code
 * was stopped. `--quick` takes minutes; `--cell decisions/300/0.1` or `--cell nights/100/0` runs one cell;
 * `--worlds n` says how many worlds a cell gets; `--json` prints one JSON document instead of tables.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    cell: { type: 'string' },
    worlds: { type: 'string' },
  },
});

interface Plan extends Cell {
  part: 'decisions' | 'nights';
  worlds: number;
}

const sizes = [30, 100, 300, 1_000];
const dials = [0, 0.1, 0.3];
/** How many worlds: about two in three have a challenger of any one effect. */
const wholeWorlds = { decisions: 1_600, nights: 40 };
const quickWorlds: Record<string, number> = {
  'decisions/30/0': 50,
  'decisions/100/0': 30,
  'decisions/100/0.3': 16,
  'decisions/300/0': 24,
  'decisions/1000/0': 4,
  'nights/100/0': 2,
};
const quickNights = 28;

async function main(): Promise<void> {
  const progress = openProgress();
  const cells: CellResult[] = [];
  const nights: NightsResult[] = [];
  for (const plan of plans()) {
    const { part, heldOut, dial, worlds } = plan;
    const name = `${part}/${heldOut}/${dial}`;
    const first = firstWorld(plan);
    const each = <T>(key: string, measure: (world: number) => T): T[] =>
      Array.from({ length: worlds }, (_, i) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${i + 1} of ${worlds}   `);
        return progress.once(`${key}/${first + i}`, () => measure(first + i));
      });
    if (part === 'decisions') {
      const verdicts = each(name, (world) => judgeWorld({ heldOut, dial }, world)).flat();
      cells.push({ heldOut, dial, verdicts });
    } else {
      const count = flags.quick ? quickNights : 60;
      const runs: Run[] = each(`${name}/${count}`, (world) => runNights({ heldOut, dial }, world, count));
      nights.push({ heldOut, dial, runs });
    }
  }
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ cells, nights, limits: limits(cells, nights) }, null, 2)}\n`);
    return;
  }
  const print = (title: string, text: string): void => {
    process.stdout.write(`${title}\n${text}\n\n`);
  };
  if (!flags.cell) print('The worlds from outside', await compareMarginals());
  if (cells.length > 0) {
    print('What was judged: medians', conditions(cells));
    print('Switches to a stated true effect: promoted, % (interval) of', operatingCurve(cells, 'stated'));
    print('Refreshes by true effect: promoted, %', operatingCurve(cells, 'refresh'));
    print('Switches that whole nights tried, by true effect: promoted, %', operatingCurve(cells, 'night'));
    print('Whole nights by what the best recipe of the ladder would gain', opportunities(cells));
  }
  if (nights.length > 0) print('Night after night', nightsTable(nights));
  print('Limits: met where the interval reaches them', limitsTable(limits(cells, nights)));
}

function plans(): Plan[] {
  if (flags.cell) return [planOf(flags.cell, Number(flags.worlds ?? 0))];
  if (flags.quick) return Object.entries(quickWorlds).map(([name, worlds]) => planOf(name, worlds));
  const all = sizes.flatMap((size) => dials.map((dial) => `decisions/${size}/${dial}`));
  const runs = [100, 300].flatMap((size) => [0, 0.3].map((dial) => `nights/${size}/${dial}`));
  return [...all, ...runs].map((name) => planOf(name, Number(flags.worlds ?? 0)));
}

function planOf(name: string, worlds: number): Plan {
  const [part, heldOut, dial] = name.split('/');
  if ((part !== 'decisions' && part !== 'nights') || !(Number(heldOut) >= 10) || !(Number(dial) >= 0)) {
    throw new RangeError(`--cell must be like decisions/300/0.1 or nights/100/0, got ${name}`);
  }
  return { part, heldOut: Number(heldOut), dial: Number(dial), worlds: worlds || wholeWorlds[part] };
}

/** Every cell has worlds of its own. */
function firstWorld({ part, heldOut, dial }: Plan): number {
  return (part === 'nights' ? 50_000_000 : 0) + heldOut * 20_000 + Math.round(dial * 10) * 4_000 + 10;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
