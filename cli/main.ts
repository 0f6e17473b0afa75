import { Command, CommanderError } from 'commander';

/**
 * The `nightshift` command. Only the module of the command that was asked for is loaded: a list for a customer
 * must not wait for the database driver and Temporal's SDK, which only the roles need. Hence `require`.
 */
const commandModules: readonly { names: readonly string[]; register: (program: Command) => void }[] = [
  {
    names: ['tenant'],
    register: (program) =>
      (require('./commands/tenant') as typeof import('./commands/tenant')).registerTenant(program),
  },
  {
    names: ['mode'],
    register: (program) =>
      (require('./commands/mode') as typeof import('./commands/mode')).registerMode(program),
  },
  {
    names: ['night'],
    register: (program) =>
      (require('./commands/night') as typeof import('./commands/night')).registerNight(program),
  },
  {
    names: ['versions'],
    register: (program) =>
      (require('./commands/versions') as typeof import('./commands/versions')).registerVersions(program),
  },
  {
    names: ['recommend'],
    register: (program) =>
      (require('./commands/recommend') as typeof import('./commands/recommend')).registerRecommend(program),
  },
  {
    names: ['import'],
    register: (program) =>
      (require('./commands/import') as typeof import('./commands/import')).registerImport(program),
  },
  {
    names: ['evaluate'],
    register: (program) =>
      (
        require('./evaluate/register-evaluate') as typeof import('./evaluate/register-evaluate')
      ).registerEvaluate(program),
  },
  {
    names: ['api', 'worker', 'migrate', 'keys'],
    register: (program) =>
      (require('./roles/register-roles') as typeof import('./roles/register-roles')).registerRoles(program),
  },
  {
    names: ['dev'],
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
  for (const module of modulesFor(words[0])) module.register(program);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : USAGE; // commander has said why, on standard error
  }
}

function modulesFor(name: string | undefined): typeof commandModules {
  const asked = commandModules.filter((module) => name !== undefined && module.names.includes(name));
  return asked.length > 0 ? asked : commandModules;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
