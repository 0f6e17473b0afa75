import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import type { EvaluateReport } from '../../../cli/evaluate/evaluate-files';
import { registerEvaluate } from '../../../cli/evaluate/register-evaluate';
import { createRng } from '../../../models/rng';
import { ndcgTwin } from '../../support/models/ndcg-twin';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-evaluate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** Runs the command in this process; what it prints is caught. */
async function evaluate(...words: string[]): Promise<Outcome> {
  const outcome: Outcome = { code: 0, out: '', err: '' };
  const out = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    outcome.out += String(text);
    return true;
  });
  const err = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    outcome.err += String(text);
    return true;
  });
  const program = new Command('nightshift').exitOverride();
  registerEvaluate(program);
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(['evaluate', ...words], { from: 'user' });
    outcome.code = Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    outcome.code = 2;
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  return outcome;
}

const fileOf = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

/** Four tastes, two hundred days; the last thirty are the test. */
function shop(seed: number): { customer: string; product: string; day: number }[] {
  const rng = createRng(seed);
  return Array.from({ length: 3_000 }, (_, n) => {
    const customer = Math.floor(rng() * 120);
    const own = (customer % 4) * 10 + Math.floor(rng() ** 1.5 * 10);
    const product = rng() < 0.75 ? own : Math.floor(rng() * 40);
    return { customer: `c/${customer}`, product: `p ${product}`, day: (n * 200) / 3_000 };
  });
}

const iso = (day: number): string => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString();
const header = 'customer_id,product_id,occurred_at';
const rows = shop(1);
const line = ({ customer, product, day }: (typeof rows)[number]): string =>
  `${customer},${product},${iso(day)}`;
const past = rows.filter(({ day }) => day < 170);
const future = rows.filter(({ day }) => day >= 170);

/** NDCG as the contract defines it, worked out from the lists alone. */
function ndcgFromLists(file: string, k: number, includeSeen: boolean): number {
  const seen = (customer: string) =>
    new Set(past.filter((row) => row.customer === customer).map((row) => row.product));
  const known = new Set(past.map((row) => row.product));
  const scores: number[] = [];
  for (const text of readFileSync(file, 'utf8').trim().split('\n')) {
    const { customerId, products } = JSON.parse(text) as { customerId: string; products: string[] };
    const history = seen(customerId);
    if (history.size === 0) continue;
    const bought = future.filter((row) => row.customer === customerId && known.has(row.product));
    const relevant = new Set(bought.map((row) => row.product).filter((p) => includeSeen || !history.has(p)));
    if (relevant.size === 0) continue;
    const numbers = new Map([...known].map((product, i) => [product, i]));
    const number = (product: string): number => numbers.get(product)!;
    scores.push(ndcgTwin(products.map(number), new Set([...relevant].map(number)), k));
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

describe('nightshift evaluate', () => {
  let train: string;
  let test_: string;
  let events: string;
  beforeAll(() => {
    train = fileOf('train.csv', [header, ...past.map(line)]);
    test_ = fileOf('test.csv', [
      header,
      ...future.map(line),
      `newcomer,p 1,${iso(190)}`,
      `c/1,unheard of,${iso(190)}`,
    ]);
    events = fileOf('events.csv', [header, ...rows.map(line)]);
  });

  test.each([[false], [true]])(
    'the NDCG it reports is the one of the lists it writes, worked out by hand (include seen: %s)',
    async (includeSeen) => {
      const lists = join(folder, 'lists.ndjson');
      const flags = includeSeen ? ['--include-seen'] : [];
      const { code, out } = await evaluate(
        '--train',
        train,
        '--test',
        test_,
        '--lists',
        lists,
        '--json',
        ...flags,
      );
      expect(code).toBe(0);
      const report = JSON.parse(out) as EvaluateReport;
      const chosen = report.recipes.find(({ name }) => name === report.chosen)!;
      expect(chosen.ndcg).toBeCloseTo(ndcgFromLists(lists, 10, includeSeen), 10);
    },
    30_000,
  );

  test('it counts who has no history, and what training never met, apart', async () => {
    const { out } = await evaluate('--train', train, '--test', test_, '--json');
    const report = JSON.parse(out) as EvaluateReport;
    expect(report.train).toEqual({ customers: 120, products: 40, events: past.length });
    expect(report.test).toMatchObject({ coldCustomers: 1, droppedProducts: 1, droppedEvents: 1 });
    expect(report.test.events).toBe(future.length + 2);
    expect(report.cold.customers).toBe(1);
    expect(report.k).toBe(10);
  });

  test('a recipe that knows tastes is chosen, and does better than popularity', async () => {
    const { out } = await evaluate('--train', train, '--test', test_, '--json');
    const report = JSON.parse(out) as EvaluateReport;
    const byName = Object.fromEntries(report.recipes.map((recipe) => [recipe.name, recipe.ndcg]));
    expect(report.chosen).not.toBe('popularity');
    expect(byName[report.chosen]!).toBeGreaterThan(byName.popularity!);
  });

  test('one file cut in two gives what two files give', async () => {
    const strip = (json: string) => {
      const { recipes, chosen } = JSON.parse(json) as EvaluateReport;
      return { chosen, ndcg: recipes.map(({ name, ndcg }) => [name, ndcg]) };
    };
    const plain = fileOf('future.csv', [header, ...future.map(line)]);
    const two = await evaluate('--train', train, '--test', plain, '--json');
    const one = await evaluate('--events', events, '--cut', iso(170), '--json');
    expect(strip(one.out)).toEqual(strip(two.out));
  });

  test('lists hold 50 places, or k where that is more, for every customer of the test, newcomers too', async () => {
    const lists = join(folder, 'lists-50.ndjson');
    await evaluate('--train', train, '--test', test_, '--lists', lists, '--include-seen', '--json');
    const read = readFileSync(lists, 'utf8').trim().split('\n');
    const parsed = read.map((text) => JSON.parse(text) as { customerId: string; products: string[] });
    const customers = new Set([...future.map(({ customer }) => customer), 'newcomer']);
    expect(new Set(parsed.map(({ customerId }) => customerId))).toEqual(customers);
    expect(parsed.every(({ products }) => products.length === 40)).toBe(true); // all there are
  });

  test('the choice is made on the training file alone', async () => {
    const shuffled = future.map((row, i) => ({ ...row, product: future[(i * 7) % future.length]!.product }));
    const other = fileOf('other.csv', [header, ...shuffled.map(line)]);
    const [a, b] = [
      JSON.parse((await evaluate('--train', train, '--test', test_, '--json')).out) as EvaluateReport,
      JSON.parse((await evaluate('--train', train, '--test', other, '--json')).out) as EvaluateReport,
    ];
    expect(b.chosen).toBe(a.chosen);
    expect(b.recipes.map(({ params }) => params)).toEqual(a.recipes.map(({ params }) => params));
  });

  test('without times it validates on a share of each customer’s products', async () => {
    const untimed = (list: typeof rows): string[] => [
      'customer_id,product_id',
      ...list.map(({ customer, product }) => `${customer},${product}`),
    ];
    const files = [fileOf('untimed-train.csv', untimed(past)), fileOf('untimed-test.csv', untimed(future))];
    const { code, out } = await evaluate('--train', files[0]!, '--test', files[1]!, '--json');
    const report = JSON.parse(out) as EvaluateReport;
    expect(code).toBe(0);
    expect(report.validation.by).toBe('share');
    expect(report.chosen).not.toBe('popularity');
  });

  test('for people it prints a table and which recipe was chosen', async () => {
    const { out } = await evaluate('--train', train, '--test', test_);
    expect(out).toMatch(/RECIPE +NDCG@10 +RECALL@10/);
    expect(out).toMatch(/Chosen on the last days of training alone: /);
    expect(out).toMatch(/Left out: 1 test purchases of 1 products unknown in training/);
  });
});

describe('nightshift evaluate refuses', () => {
  test.each([
    ['nothing to read', []],
    ['a training file without a test', ['--train', 'a.csv']],
    ['both ways at once', ['--train', 'a', '--test', 'b', '--events', 'c', '--cut', '2026-01-01']],
    ['a cut that is no time', ['--events', 'a.csv', '--cut', 'yesterday']],
    ['a k that is no number', ['--events', 'a.csv', '--cut', '2026-01-01', '--k', '0']],
    ['an unknown preset', ['--events', 'a.csv', '--cut', '2026-01-01', '--preset', 'tarot']],
    ['an unknown field in --map', ['--events', 'a.csv', '--cut', '2026-01-01', '--map', 'colour=Colour']],
  ])('%s: usage, exit status 2', async (_, words) => {
    const { code, out, err } = await evaluate(...words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/error: /);
  });

  test('a file that is not there: exit status 1, one JSON document on standard output', async () => {
    const { code, out, err } = await evaluate(
      '--events',
      join(folder, 'gone.csv'),
      '--cut',
      '2026-01-01',
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(out).title).toMatch(/gone\.csv/);
    expect(err).toMatch(/gone\.csv/);
  });

  test('a cut before everything, and a cut through events without times: exit status 1, in words', async () => {
    const timed = fileOf('timed.csv', [header, `a,b,${iso(1)}`]);
    const untimed = fileOf('untimed.csv', ['customer_id,product_id', 'a,b']);
    const early = await evaluate('--events', timed, '--cut', '2020-01-01');
    expect(early).toMatchObject({
      code: 1,
      err: expect.stringContaining('expected events before 2020-01-01'),
    });
    const orderless = await evaluate('--events', untimed, '--cut', '2026-01-01');
    expect(orderless).toMatchObject({ code: 1, err: expect.stringContaining('occurred_at') });
  });

  test.each([
    ['one event', ['a,b,2026-01-01T00:00:00Z']],
    ['one customer', ['a,b,2026-01-01T00:00:00Z', 'a,c,2026-01-05T00:00:00Z', 'a,d,2026-01-25T00:00:00Z']],
  ])('nothing for %s: a report with nulls instead of numbers', async (_, lines) => {
    const train = fileOf('tiny-train.csv', [header, ...lines]);
    const after = fileOf('tiny-test.csv', [header, 'z,q,2026-02-01T00:00:00Z']);
    const { code, out } = await evaluate('--train', train, '--test', after, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as EvaluateReport;
    expect(report.chosen).toBe('popularity');
    expect(report.recipes.every(({ ndcg }) => ndcg === null)).toBe(true);
    expect(report.cold.ndcg).toBeNull();
  });
});
