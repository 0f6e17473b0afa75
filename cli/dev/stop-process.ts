import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity';

/** Asks politely, waits, then ends it: a process is sent a signal only while it is provably the one meant. */
export async function stopProcess(
  identity: ProcessIdentity,
  options: { signal: NodeJS.Signals; graceMs: number; hurry?: AbortSignal },
): Promise<void> {
  if (!send(identity, options.signal)) return;
  const deadline = Date.now() + options.graceMs;
  while (isAlive(identity) && Date.now() < deadline && !options.hurry?.aborted) await sleep(25);
  if (!send(identity, 'SIGKILL')) return;
  while (isAlive(identity)) await sleep(10);
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch {
    return false; // it ended between the two lines
  }
}
