import { ServiceError } from '../../../services/service-error';
import { WriterTurns } from '../../../services/writers/writer-turns';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Writers that end when they are told to, and say which have begun. */
function writers(turns: WriterTurns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    start: (tenantId: number, name: string) =>
      turns.run(tenantId, () => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.set(name, resolve));
      }),
    end: async (name: string) => {
      ends.get(name)?.();
      await settle();
    },
  };
}

const limits = { perTenant: 2, together: 3, mostWaitingPerTenant: 2, mostWaiting: 3, longestWaitMs: 60_000 };

describe('turns of writers', () => {
  test('a tenant has its share at most, and a place that is left goes to another tenant first', async () => {
    const { begun, start, end } = writers(new WriterTurns(limits));
    for (const name of ['a1', 'a2', 'a3', 'a4']) void start(1, name);
    void start(2, 'b1');
    void start(2, 'b2');
    await settle();
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    await end('a1');
    expect(begun.slice(3)).toEqual(['a3']);
    await end('b1');
    expect(begun.slice(4)).toEqual(['b2']);
    await end('a2');
    expect(begun.slice(5)).toEqual(['a4']);
  });

  test('past what may wait a writer is refused at once, and runs nothing', async () => {
    const { begun, start, end } = writers(new WriterTurns(limits));
    for (const name of ['a1', 'a2', 'a3', 'a4']) void start(1, name);
    await expect(start(1, 'a5')).rejects.toMatchObject({ code: 'unavailable' });
    void start(2, 'b1');
    void start(2, 'b2');
    await expect(start(2, 'b3')).rejects.toBeInstanceOf(ServiceError);
    for (const name of ['a1', 'a2', 'b1', 'a3', 'a4', 'b2']) await end(name);
    expect(begun.sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2']);
  });

  test('one that has waited too long is refused, and its place in the line is gone', async () => {
    const { begun, start, end } = writers(new WriterTurns({ ...limits, perTenant: 1, longestWaitMs: 5 }));
    void start(1, 'a1');
    await expect(start(1, 'a2')).rejects.toMatchObject({ code: 'unavailable' });
    await end('a1');
    void start(1, 'a3');
    expect(begun).toEqual(['a1', 'a3']);
  });

  test('a writer that fails gives its turn back', async () => {
    const turns = new WriterTurns({ ...limits, perTenant: 1 });
    await expect(turns.run(1, () => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
    await expect(turns.run(1, () => Promise.resolve('next'))).resolves.toBe('next');
  });
});
