import { statSync } from 'node:fs';
import { Presets, SingleBar } from 'cli-progress';
import { count } from '../print';

const LINE_EVERY_MS = 5_000;

export interface Progress {
  bytes(read: number): void;
  lines(read: number): void;
  stop(): void;
}

/** A bar on a terminal, a line every few seconds elsewhere; always on standard error. */
export function showProgress(files: readonly string[], passes: number): Progress {
  const total =
    passes * files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  return process.stderr.isTTY ? bar(total) : occasionalLine(total);
}

function bar(total: number): Progress {
  const view = new SingleBar(
    {
      format: '{bar} {percentage}%  {lines} lines  {eta_formatted} left',
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  view.start(Math.max(1, total), 0, { lines: '0' });
  let lines = 0;
  return {
    bytes: (read) => view.increment(read),
    lines: (read) => {
      lines += read;
      view.update({ lines: count(lines) });
    },
    stop: () => view.stop(),
  };
}

function occasionalLine(total: number): Progress {
  let bytes = 0;
  let lines = 0;
  const timer = setInterval(() => {
    const percent = total > 0 ? `${Math.min(100, Math.floor((100 * bytes) / total))}%, ` : '';
    process.stderr.write(`${percent}${count(lines)} lines\n`);
  }, LINE_EVERY_MS);
  timer.unref();
  return {
    bytes: (read) => {
      bytes += read;
    },
    lines: (read) => {
      lines += read;
    },
    stop: () => clearInterval(timer),
  };
}
