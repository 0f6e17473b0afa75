import { Command, CommanderError } from 'commander';

/**
 * The `nightshift` command. Only the module of the command that was asked for is loaded: a list for a customer
 * must not wait for the database driver and Temporal's SDK, which only the roles need. Hence `require`, and
 * hence the summaries here, from which the overview is made without loading anything.
 */
interface CommandModule {
  summaries: Readonly<Record<string, string>>;
  register(program: Command): void;
}

const commandModules: readonly CommandModule[] = [
  {
    summaries: { tenant: 'make tenants and look at them' },
    register: (program) =>
      (require('./commands/tenant') as typeof import('./commands/tenant')).registerTenant(program),
  },
  {
    summaries: { import: 'stream files into a tenant: CSV, TSV or NDJSON, plain or gzip; safe to repeat' },
    register: (program) =>
      (require('./commands/import') as typeof import('./commands/import')).registerImport(program),
  },
  {
    summaries: { night: 'run nights and read what they decided' },
    register: (program) =>
      (require('./commands/night') as typeof import('./commands/night')).registerNight(program),
  },
  {
    summaries: { recommend: "a customer's list, as the sales application gets it" },
    register: (program) =>
      (require('./commands/recommend') as typeof import('./commands/recommend')).registerRecommend(program),
  },
  {
    summaries: { mode: "set a tenant's recommender on, frozen or off" },
    register: (program) =>
      (require('./commands/mode') as typeof import('./commands/mode')).registerMode(program),
  },
  {
    summaries: { versions: "a tenant's model versions" },
    register: (program) =>
      (require('./commands/versions') as typeof import('./commands/versions')).registerVersions(program),
  },
  {
    summaries: { evaluate: 'try the recipes on a file, without any server' },
    register: (program) =>
      (
        require('./evaluate/register-evaluate') as typeof import('./evaluate/register-evaluate')
      ).registerEvaluate(program),
  },
  {
    summaries: {
      api: 'the role that answers HTTP',
      worker: 'the role that runs nights',
      migrate: "bring the database and Temporal's namespace to this version",
      keys: "make an operator's key",
    },
    register: (program) =>
      (require('./roles/register-roles') as typeof import('./roles/register-roles')).registerRoles(program),
  },
  {
    summaries: { dev: 'all of it on one machine, as `npm start` runs it' },
    register: (program) =>
      (require('./dev/register-dev') as typeof import('./dev/register-dev')).registerDev(program),
  },
];

const USAGE = 2;

async function main(words: readonly string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0); // `nightshift ... | head` has seen enough
  });
  const program = new Command('nightshift')
    .description('One recommender per tenant, retrained every night, promoted only when it is better.')
    .showHelpAfterError()
    .exitOverride();
  registerFor(program, words[0] === 'help' ? words[1] : words[0]);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : USAGE; // commander has said why, on standard error
  }
}

function registerFor(program: Command, name: string | undefined): void {
  const asked = commandModules.find(({ summaries }) => name !== undefined && Object.hasOwn(summaries, name));
  if (asked) {
    asked.register(program);
    return;
  }
  for (const [other, summary] of commandModules.flatMap(({ summaries }) => Object.entries(summaries))) {
    program.command(other).description(summary);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${told(error)}\n`);
  process.exitCode = 1;
});

/** What went wrong and why, cause by cause; where it happened only for those who ask with LOG_LEVEL=debug. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace')
    return error.stack ?? error.message;
  const cause = error.cause instanceof Error ? `\n  because: ${told(error.cause)}` : '';
  return `${error.message}${cause}`;
}
