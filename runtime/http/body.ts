// Reads request bodies: never more than a limit, and with one clear error for each way in which one can be wrong.
import type { Context } from 'hono';
import { CrossdockError } from '../engine/errors.ts';

/** From the socket itself where there is one: making a web stream of it costs more than everything else of a small request. */
function bytesOf(context: Context): AsyncIterable<Uint8Array> {
  const { incoming } = (context.env ?? {}) as { incoming?: AsyncIterable<Uint8Array> };
  return incoming ?? ((context.req.raw.body ?? []) as AsyncIterable<Uint8Array>);
}

/**
 * The bytes of a body, without holding more than the limit of them.
 *
 * @throws CrossdockError `request.too-large`, `request.invalid` when the body ends before its end
 */
export async function readBody(context: Context, limit: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new CrossdockError('request.too-large', `expected at most ${limit} bytes`, { expected: `at most ${limit} bytes` });
  if (Number(context.req.header('content-length') ?? 0) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of bytesOf(context)) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown instanceof CrossdockError) throw thrown;
    throw new CrossdockError('request.invalid', `the body ended behind ${size} bytes, before its end`, {
      cause: thrown,
    });
  }
  return Buffer.concat(chunks);
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
