// Types of hammer.mjs.
import type { Format } from '../../runtime/engine/formats/format.ts';
import type { Route } from '../../runtime/http/route.ts';

interface Asked {
  readonly method: string;
  readonly address: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}
interface Range {
  readonly count: number;
  readonly seed: number;
  readonly from?: number;
}
type Send = (asked: Asked) => Response | Promise<Response>;
type Known = Readonly<Record<string, readonly string[]>>;
export function knownOf(send: Send): Promise<Known>;
export function hammerFormat(
  format: Format,
  options: Range & { readonly originals: readonly Buffer[] },
): { readonly inputs: number; readonly refused: number; readonly longestMs: number };
export function hammerRoute(
  route: Pick<Route, 'method' | 'path'>,
  options: Range & { readonly send: Send; readonly known?: Known; readonly atOnce?: number },
): Promise<{
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly longestMs: number;
}>;
