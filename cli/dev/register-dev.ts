import type { Command } from 'commander';
import { runDemo } from './demo';
import { AlreadyRunning, type DevFile, Supervisor } from './supervisor';

export function registerDev(program: Command): void {
  program
    .command('dev')
    .description('everything on one machine, as npm start runs it: Postgres, Temporal, worker and api')
    .action(runDev);
}

/** npm passes a Ctrl-C on to us that the terminal has sent us already: that is one, not two. */
const SAME_KEYSTROKE_MS = 1_000;

async function runDev(): Promise<void> {
  const supervisor = new Supervisor();
  const asked = stopOnSignal(supervisor);
  try {
    const file = await supervisor.start();
    const { apiUrl, temporalUiUrl } = file;
    // From the start of the process: set-up, where this process began with it, counts too.
    const seconds = (performance.now() / 1000).toFixed(1);
    const places = temporalUiUrl ? `${apiUrl}, Temporal's web UI ${temporalUiUrl}` : apiUrl;
    console.log(`\nNightshift is ready\n  after ${seconds} s: ${places}. Ctrl-C stops it.`);
    await Promise.race([demo(supervisor, file), asked]);
    await asked;
  } catch (error) {
    if (!supervisor.isStopping) {
      console.error(
        `\n${error instanceof AlreadyRunning ? error.message : ((error as Error).stack ?? error)}`,
      );
      process.exitCode = 1;
    }
  }
  await supervisor.stop();
  if (supervisor.isStopping) console.log('Nightshift has stopped; its data stays.');
  process.exit();
}

/** A demo that fails is told and leaves the rest running: it is no part of what was started. */
async function demo(supervisor: Supervisor, { apiUrl, operatorKey, temporalUiUrl }: DevFile): Promise<void> {
  if (process.env.NIGHTSHIFT_DEMO === 'off') return;
  try {
    await runDemo({ apiUrl, operatorKey, ...(temporalUiUrl && { temporalUiUrl }) });
  } catch (error) {
    if (!supervisor.isStopping)
      console.error(`The demo tenants could not be made: ${(error as Error).message}`);
  }
}

/** Settles at the first Ctrl-C or kill; a second one hurries. */
function stopOnSignal(supervisor: Supervisor): Promise<void> {
  return new Promise((resolve) => {
    let lastAt = 0;
    const onSignal = () => {
      if (Date.now() - lastAt < SAME_KEYSTROKE_MS) return;
      lastAt = Date.now();
      const isSecond = supervisor.isStopping;
      console.log(isSecond ? 'Hurrying.' : '\nStopping what was started ...');
      supervisor.askToStop();
      if (isSecond) void supervisor.stopRecorded().finally(() => process.exit(1));
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}
