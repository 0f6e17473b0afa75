import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileError } from './types';

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a file, unpacked. Whether it is gzip is told by its first two bytes, not by its name, and
 * from the stream itself, so that a pipe can be read too.
 */
export async function* fileBytes(file: string, onBytes?: (packed: number) => void): AsyncGenerator<Buffer> {
  const packed = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  try {
    const first = await firstChunk(packed);
    if (!first) return;
    refuseUtf16(file, first);
    packed.unshift(first);
    if (isGzip(first)) yield* gunzipped(packed, onBytes);
    else yield* counted(packed, onBytes);
  } catch (error) {
    throw asFileError(file, error);
  } finally {
    packed.destroy();
  }
}

function firstChunk(stream: Readable): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      const chunk: Buffer | null = stream.read();
      if (chunk === null && !stream.readableEnded) return;
      stream.off('readable', settle).off('end', settle).off('error', reject);
      resolve(chunk ?? undefined);
    };
    stream.on('readable', settle).on('end', settle).on('error', reject);
  });
}

function gunzipped(packed: Readable, onBytes?: (packed: number) => void): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  packed.on('error', (error) => gunzip.destroy(error));
  if (onBytes) packed.on('data', (chunk: Buffer) => onBytes(chunk.length));
  return packed.pipe(gunzip);
}

async function* counted(stream: Readable, onBytes?: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    onBytes?.(chunk.length);
    yield chunk;
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function refuseUtf16(file: string, bytes: Buffer): void {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff) {
    throw new FileError(`${file}: expected UTF-8 text, got UTF-16 (save it again as "CSV UTF-8")`);
  }
}

function asFileError(file: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Record<string, string> = {
    ENOENT: 'no such file',
    EISDIR: 'expected a file, got a directory',
    EACCES: 'may not be read (permission denied)',
    Z_BUF_ERROR: 'the gzip file is cut off: it ends before its last block (copy it again)',
    Z_DATA_ERROR: `the gzip file is damaged (${message})`,
  };
  return new FileError(`${file}: ${words[code ?? ''] ?? message}`, { cause: error });
}
