/** Writes results for people: aligned columns, no frames. */

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** One JSON document, and nothing else, on standard output. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

export type Alignment = 'left' | 'right';

export function table(rows: readonly (readonly string[])[], alignments: readonly Alignment[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, textWidth(cell));
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => pad(cell, widths[i] ?? 0, alignments[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function count(number: number): string {
  return number.toLocaleString('en-GB');
}

/** `2026-11-22 02:54`, in UTC as all of the API's times. */
export function shortTime(iso: string | null | undefined): string {
  return iso ? iso.slice(0, 16).replace('T', ' ') : '-';
}

function pad(cell: string, width: number, alignment: Alignment = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(cell)));
  return alignment === 'left' ? cell + space : space + cell;
}

function textWidth(text: string): number {
  return [...text].length;
}
