import { Gatherer } from '../../../services/lists/gatherer';

/** Batches that are sent are answered only when the test says so. */
function manual(options: { largest: number; mostUnderWay: number }) {
  const sent: { requests: number[]; answer: () => void; fail: () => void }[] = [];
  const gatherer = new Gatherer<number, string>(
    (requests) =>
      new Promise((resolve, reject) => {
        const answers = requests.map((request) => `answer ${request}`);
        sent.push({ requests, answer: () => resolve(answers), fail: () => reject(new Error('away')) });
      }),
    options,
  );
  return { gatherer, sent };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('gathered requests', () => {
  test('those of one moment share a batch, and each gets its own answer', async () => {
    const { gatherer, sent } = manual({ largest: 64, mostUnderWay: 2 });
    const answers = Promise.all([1, 2, 3].map((request) => gatherer.ask(request)));
    await turn();
    expect(sent.map((batch) => batch.requests)).toEqual([[1, 2, 3]]);
    sent[0]?.answer();
    expect(await answers).toEqual(['answer 1', 'answer 2', 'answer 3']);
  });

  test('a request never joins a batch that has been sent', async () => {
    const { gatherer, sent } = manual({ largest: 64, mostUnderWay: 2 });
    void gatherer.ask(1);
    await turn();
    void gatherer.ask(2);
    await turn();
    expect(sent.map((batch) => batch.requests)).toEqual([[1], [2]]);
  });

  test('while enough are under way requests gather, up to the largest batch', async () => {
    const { gatherer, sent } = manual({ largest: 3, mostUnderWay: 1 });
    const answers = [1, 2, 3, 4, 5, 6, 7].map((request) => gatherer.ask(request));
    await turn();
    expect(sent.map((batch) => batch.requests)).toEqual([[1, 2, 3]]);
    sent[0]?.answer();
    await answers[0];
    await turn();
    expect(sent[1]?.requests).toEqual([4, 5, 6]);
    sent[1]?.answer();
    await answers[3];
    await turn();
    expect(sent[2]?.requests).toEqual([7]);
  });

  test('a batch that fails fails its own requests, and the next goes out', async () => {
    const { gatherer, sent } = manual({ largest: 2, mostUnderWay: 1 });
    const [first, second, third] = [gatherer.ask(1), gatherer.ask(2), gatherer.ask(3)];
    await turn();
    sent[0]?.fail();
    await expect(first).rejects.toThrow('away');
    await expect(second).rejects.toThrow('away');
    await turn();
    sent[1]?.answer();
    expect(await third).toBe('answer 3');
  });
});
