// Reads request bodies: never more than a limit, and with one clear error for each way in which one can be wrong.
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';
import { incomingOf } from './incoming.ts';

const endedBehind = (size: number, cause: unknown): CrossdockError =>
  new CrossdockError('request.invalid', `the body ended behind ${size} bytes, before its end`, { cause });

/** Pieces of a body that was too long to come whole. */
function chunksOf(incoming: Readable, room: (size: number) => void): Promise<Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const end = (): void => {
      incoming.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
    };
    const onData = (chunk: Uint8Array): void => {
      size += chunk.length;
      chunks.push(chunk);
      try {
        room(size);
      } catch (thrown) {
        end();
        incoming.pause();
        reject(thrown);
      }
    };
    const onEnd = (): void => {
      end();
      resolve(chunks);
    };
    const onBroken = (cause?: unknown): void => {
      end();
      reject(endedBehind(size, cause));
    };
    incoming.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
    if (incoming.readableEnded) onEnd();
    else if (incoming.destroyed) onBroken();
  });
}

/** The same from a web stream: a call inside the process has no other. */
async function chunksOfStream(body: AsyncIterable<Uint8Array>, room: (size: number) => void): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      room(size);
      chunks.push(chunk);
    }
  } catch (thrown) {
    throw thrown instanceof CrossdockError ? thrown : endedBehind(size, thrown);
  }
  return chunks;
}

/**
 * The bytes of a body, without holding more than the limit of them.
 *
 * @throws CrossdockError `request.too-large`, `request.invalid` when the body ends before its end
 */
export async function readBody(context: Context, limit: number): Promise<Uint8Array> {
  const room = (size: number): void => {
    if (size <= limit) return;
    throw new CrossdockError('request.too-large', `expected at most ${limit} bytes`, {
      expected: `at most ${limit} bytes`,
    });
  };
  room(Number(context.req.header('content-length') ?? 0));
  const { body } = incomingOf(context);
  if (body instanceof Uint8Array) {
    room(body.length);
    return body;
  }
  const chunks = await (body instanceof Readable
    ? chunksOf(body, room)
    : chunksOfStream((context.req.raw.body ?? []) as AsyncIterable<Uint8Array>, room));
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

/** A body as a JSON object; an empty body is an empty object. @throws CrossdockError `request.invalid`, `request.too-large` */
export async function jsonBody(context: Context, limit: number): Promise<Record<string, unknown>> {
  const bytes = await readBody(context, limit);
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.trim() === '') return {};
    value = JSON.parse(text);
  } catch (cause) {
    throw new CrossdockError('request.invalid', 'expected a JSON body', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CrossdockError('request.invalid', 'expected a JSON object as body');
  }
  return value as Record<string, unknown>;
}

/** A text member of a body. @throws CrossdockError `request.invalid` when it is there and no text */
export function textMember(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '')
    throw new CrossdockError('request.invalid', `${name}: expected text`);
  return value;
}
