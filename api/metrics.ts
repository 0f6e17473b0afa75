/** The few kinds of Prometheus metrics that are needed, in its text format. Label values must come from small sets. */

type Labels = Record<string, string>;

interface Metric {
  lines(): string[];
}

export class Registry {
  readonly #metrics: Metric[] = [];

  counter(name: string, help: string): Counter {
    return this.#add(new Counter(name, help));
  }

  histogram(name: string, help: string, buckets: readonly number[]): Histogram {
    return this.#add(new Histogram(name, help, buckets));
  }

  /** Read at the moment of asking. */
  gauge(name: string, help: string, read: () => { labels: Labels; value: number }[]): void {
    this.#add({
      lines: () => [
        ...head(name, help, 'gauge'),
        ...read().map(({ labels, value }) => `${name}${inBraces(labels)} ${value}`),
      ],
    });
  }

  text(): string {
    return `${this.#metrics.flatMap((metric) => metric.lines()).join('\n')}\n`;
  }

  #add<T extends Metric>(metric: T): T {
    this.#metrics.push(metric);
    return metric;
  }
}

export class Counter {
  readonly #name: string;
  readonly #help: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  add(amount: number, labels: Labels = {}): void {
    const key = inBraces(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  lines(): string[] {
    const values = [...this.#values].map(([key, value]) => `${this.#name}${key} ${value}`);
    return [...head(this.#name, this.#help, 'counter'), ...values];
  }
}

export class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #buckets: readonly number[];
  readonly #series = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();

  constructor(name: string, help: string, buckets: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#buckets = buckets;
  }

  observe(value: number, labels: Labels = {}): void {
    const key = inBraces(labels);
    let series = this.#series.get(key);
    if (!series) {
      series = { labels, counts: this.#buckets.map(() => 0), sum: 0, count: 0 };
      this.#series.set(key, series);
    }
    series.sum += value;
    series.count++;
    const at = this.#buckets.findIndex((most) => value <= most);
    if (at >= 0) series.counts[at] = (series.counts[at] ?? 0) + 1;
  }

  lines(): string[] {
    const lines = head(this.#name, this.#help, 'histogram');
    for (const { labels, counts, sum, count } of this.#series.values()) {
      let upTo = 0;
      counts.forEach((inBucket, at) => {
        upTo += inBucket;
        lines.push(`${this.#name}_bucket${inBraces({ ...labels, le: String(this.#buckets[at]) })} ${upTo}`);
      });
      lines.push(`${this.#name}_bucket${inBraces({ ...labels, le: '+Inf' })} ${count}`);
      lines.push(
        `${this.#name}_sum${inBraces(labels)} ${sum}`,
        `${this.#name}_count${inBraces(labels)} ${count}`,
      );
    }
    return lines;
  }
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function inBraces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
