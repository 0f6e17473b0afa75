import type { Command } from 'commander';
import { printLine } from '../print';
import type { Page } from '../shapes';

export interface PageOptions {
  limit?: string;
  cursor?: string;
}

export function jsonOption(command: Command): Command {
  return command.option('--json', 'one JSON document on standard output, and nothing else there');
}

export function pageOptions(command: Command): Command {
  return command
    .option('--limit <number>', 'how many to show')
    .option('--cursor <cursor>', 'go on where the last page ended');
}

export function pageQuery({ limit, cursor }: PageOptions): { limit?: string; cursor?: string } {
  return { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) };
}

export function printMore(page: Page<unknown>): void {
  if (page.nextCursor !== null) printLine(`More: --cursor ${page.nextCursor}`);
}
