import { Connection } from '@temporalio/client';

const ASK_EVERY_MS = 5_000;
const PATIENCE_MS = 1_000;

export interface TemporalWatch {
  state: () => Promise<'up' | 'down'>;
  close: () => Promise<void>;
}

/** Whether Temporal answers, asked at most every five seconds. The connection is made when first asked. */
export function watchTemporal(address: string): TemporalWatch {
  const connection = Connection.lazy({ address });
  let asked: { at: number; answer: Promise<'up' | 'down'> } | undefined;
  const ask = async (): Promise<'up' | 'down'> => {
    try {
      await connection.withDeadline(Date.now() + PATIENCE_MS, () =>
        connection.workflowService.getSystemInfo({}),
      );
      return 'up';
    } catch {
      return 'down';
    }
  };
  return {
    state: () => {
      if (!asked || Date.now() - asked.at > ASK_EVERY_MS) asked = { at: Date.now(), answer: ask() };
      return asked.answer;
    },
    close: () => connection.close(),
  };
}
