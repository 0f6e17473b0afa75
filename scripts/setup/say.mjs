/**
 * One line for each step: what it does, how long it took. On a terminal a line that is still being worked on
 * is rewritten in place; in a log it is written once, and long work adds a line every 15 seconds.
 */
export function createSay(stream) {
  const started = Date.now();
  return {
    async step(name, work) {
      const begun = Date.now();
      const progress = createProgress(stream, name);
      try {
        const what = await work(progress.show);
        progress.clear();
        stream.write(`  ${name.padEnd(13)} ${what}, ${seconds(begun)}\n`);
      } catch (error) {
        progress.clear();
        stream.write(`  ${name.padEnd(13)} failed after ${seconds(begun)}\n`);
        throw error;
      }
    },
    line: (text) => stream.write(`  ${text}\n`),
    total: () => seconds(started),
  };
}

/** A person who runs a single command wants its answer, and hears of set-up only when there is something to do. */
export const silent = { step: (_name, work) => work(() => {}), line: () => {}, total: () => '' };

function createProgress(stream, name) {
  let shown = Date.now();
  return {
    show(text) {
      const line = `  ${name.padEnd(13)} ${text}`;
      if (stream.isTTY) {
        stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
      } else if (Date.now() - shown > 15_000) {
        shown = Date.now();
        stream.write(`${line}\n`);
      }
    },
    clear() {
      if (stream.isTTY) stream.write('\r\x1b[2K');
    },
  };
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
