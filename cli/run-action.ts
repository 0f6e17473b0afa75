import { ApiClient } from './api-client';
import { CommandError, ProblemError, UsageError } from './command-error';
import { findConnection } from './connection';
import { printJson } from './print';

export interface JsonOption {
  json?: boolean;
}

/** Runs what a command does against the API; a refusal becomes a message and an exit status. */
export async function withApi(options: JsonOption, action: (api: ApiClient) => Promise<void>): Promise<void> {
  await reportingFailure(options, async () => {
    await action(new ApiClient(findConnection(process.env, process.cwd())));
  });
}

export async function reportingFailure(options: JsonOption, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    const known = error instanceof CommandError || error instanceof UsageError || isFileError(error);
    const message = error instanceof Error ? error.message : String(error);
    if (options.json) {
      printJson(error instanceof ProblemError ? error.problem : { title: message, status: null });
    }
    process.stderr.write(`${known || !(error instanceof Error) ? message : error.stack}\n`);
  }
}

/** By name, so that a command that reads no file does not load the readers. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && error.name === 'FileError';
}
