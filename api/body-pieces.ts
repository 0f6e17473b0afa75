import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * The pieces of a streamed body, unpacked where it is gzip. Reading no further holds the sender up. A fault ends
 * the pieces with an error and leaves the connection as it is: an answer is still to be sent.
 */
export async function* bodyPieces(body: Readable, encoding: string | undefined): AsyncGenerator<Buffer> {
  const gzip = encoding?.trim().toLowerCase() === 'gzip';
  const unpacked = gzip ? body.pipe(createGunzip()) : body;
  const breakOff = (error: Error) => unpacked.destroy(error);
  if (gzip)
    body.once('error', breakOff).once('aborted', () => breakOff(new Error('the connection broke off')));
  try {
    yield* unpacked.iterator({ destroyOnReturn: false });
  } finally {
    if (gzip) {
      body.unpipe(unpacked as ReturnType<typeof createGunzip>); // gzip: made above
      unpacked.destroy();
    }
    body.on('error', () => {}); // what remains is thrown away, and may break off
    body.resume();
  }
}
