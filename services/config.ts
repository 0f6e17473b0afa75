import { z } from 'zod';

const Port = z.coerce.number().int().min(0).max(65_535);

const Environment = z.object({
  DATABASE_URL: z.string().min(1),
  FLEET_DATABASE_URL: z.string().min(1),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(1).max(1000).default(10),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('nightshift'),
  TEMPORAL_UI_URL: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: Port.default(3000),
  /** Threads that fit models, on one worker. */
  FITTING_THREADS: z.coerce.number().int().min(1).max(256).optional(),
  /** Bytes that the fits under way on one worker may hold together. */
  FITTING_MEMORY_MB: z.coerce.number().int().min(64).default(1024),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Config = z.infer<typeof Environment>;

/** The configuration of a role, from its environment. Says every variable that is missing or wrong, at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.safeParse(environment);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `${name}: ${environment[name] === undefined ? 'expected a value, but it is not set' : issue.message}`;
  });
  throw new Error(`The environment is not complete: ${faults.join('; ')}`);
}
