/** Set by the supervisor for the roles that it starts, together with a channel that closes when it dies. */
export const SUPERVISED = 'NIGHTSHIFT_SUPERVISED';

const LAST_RESORT_MS = 20_000;

/**
 * A role started by `npm start` ends in order when its supervisor is gone, however that died: the same way as
 * on SIGTERM, whose handler the role has. A role started by hand is not concerned.
 */
export function exitWithParent(): void {
  if (process.env[SUPERVISED] !== '1') return;
  const end = () => {
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(1);
  };
  if (!process.connected) {
    setImmediate(end); // it died while this role was starting
    return;
  }
  process.once('disconnect', end);
  process.channel?.unref(); // a channel alone is no reason to live
}
