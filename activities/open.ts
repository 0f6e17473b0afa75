import { inTenant } from '../db/in-tenant';
import type { NightStatistics } from '../models';
import { endNight } from '../services/nights/end-night';
import { openNight } from '../services/nights/open-night';
import { noteStage } from '../services/nights/stage';
import { previousStatistics, saveStatistics } from '../services/nights/statistics';
import type { NightRef, Opened } from '../workflows/contracts';
import { nightActivity } from './night-activity';
import { type NightDeps, nightBytes, nightData, timed } from './night-context';

/** Cut and validate: fixes the night's data, and stops here when there is nothing new or the data is broken. */
export function open(deps: NightDeps, ref: NightRef): Promise<Opened> {
  return nightActivity<Opened>(deps, ref, 'cut', { next: 'ended' }, async ({ handle, signal }) => {
    const cut = await timed(deps.now, () => openNight(deps.db, handle));
    const opened = cut.result;
    if (opened.next === 'ended') return { next: 'ended' };
    const { night } = opened;
    await inTenant(deps.db, handle.tenantId, (tx) =>
      noteStage(tx, handle, {
        name: 'cut',
        startedAt: cut.startedAt,
        seconds: cut.seconds,
        attempt: handle.attempt,
        detail: { events: night.cutEvents, cutAt: night.cutAt?.toISOString() },
      }),
    );
    // A refresh trains nothing: its lists answer to whatever the customers did, odd or not.
    if (opened.next === 'refresh') return { next: 'precompute' };

    const bytes = await nightBytes(deps, night);
    const validated = await timed(deps.now, () =>
      deps.fitting.run(
        async () => {
          const previous = (await previousStatistics(deps.db, night)) as NightStatistics | undefined;
          return {
            kind: 'validate' as const,
            data: await nightData(deps, night),
            ...(previous && { previous }),
          };
        },
        { bytes, signal },
      ),
    );
    const { statistics, anomalies } = validated.result;
    const fatal = anomalies.filter((anomaly) => anomaly.severity === 'stop');
    await inTenant(deps.db, handle.tenantId, async (tx) => {
      await noteStage(tx, handle, {
        name: 'validate',
        startedAt: validated.startedAt,
        seconds: validated.seconds,
        attempt: handle.attempt,
        detail: { anomalies },
      });
      await saveStatistics(tx, handle, { ...statistics });
      if (fatal.length > 0) {
        await endNight(tx, handle, {
          outcome: 'bad_data',
          sentence: fatal.map((anomaly) => anomaly.sentence).join(' '),
        });
      }
    });
    return { next: fatal.length > 0 ? 'ended' : 'evaluate' };
  });
}
