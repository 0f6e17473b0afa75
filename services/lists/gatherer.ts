interface Waiting<Request, Answer> {
  request: Request;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Requests that wait at the same moment share one statement. A batch is closed when it is sent, and a request
 * may only join one that has not been: what a command changed before a request came, its answer sees.
 *
 * While as many batches as allowed are under way, requests gather; so the busier, the larger the batches.
 */
export class Gatherer<Request, Answer> {
  readonly #send: (requests: Request[]) => Promise<Answer[]>;
  readonly #largest: number;
  readonly #mostUnderWay: number;
  #waiting: Waiting<Request, Answer>[] = [];
  #underWay = 0;
  #scheduled = false;

  constructor(
    send: (requests: Request[]) => Promise<Answer[]>,
    options: { largest: number; mostUnderWay: number },
  ) {
    this.#send = send;
    this.#largest = options.largest;
    this.#mostUnderWay = options.mostUnderWay;
  }

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#schedule();
    });
  }

  /** Once the event loop has read what lies in the sockets now. */
  #schedule(): void {
    if (this.#scheduled || this.#underWay >= this.#mostUnderWay || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#waiting.length > 0 && this.#underWay < this.#mostUnderWay) {
        void this.#sendBatch(this.#waiting.splice(0, this.#largest));
      }
    });
  }

  async #sendBatch(batch: Waiting<Request, Answer>[]): Promise<void> {
    this.#underWay++;
    try {
      const answers = await this.#send(batch.map((waiting) => waiting.request));
      batch.forEach((waiting, at) => {
        const answer = answers[at];
        if (answer === undefined) waiting.reject(new Error(`Expected ${batch.length} answers, got ${at}`));
        else waiting.resolve(answer);
      });
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    } finally {
      this.#underWay--;
      this.#schedule();
    }
  }
}
