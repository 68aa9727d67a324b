// Dates in the pictures that messages use: `[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]Z`. Everything else is the reference's. Imports values.
import { MISS } from './values.ts';

type Part = string | ((date: Date) => number);

const PARTS: Readonly<Record<string, Part>> = {
  '[Y0001]': (date) => date.getUTCFullYear(),
  '[M01]': (date) => date.getUTCMonth() + 1,
  '[D01]': (date) => date.getUTCDate(),
  '[H01]': (date) => date.getUTCHours(),
  '[m01]': (date) => date.getUTCMinutes(),
  '[s01]': (date) => date.getUTCSeconds(),
};

/** The parts of a picture; undefined when it has others than those. */
function partsOf(picture: string): Part[] | undefined {
  const pieces = picture.split(/(\[[^\]]*\])/).filter((piece) => piece !== '');
  const parts = pieces.map((piece) => (piece.startsWith('[') ? PARTS[piece] : piece));
  const literal = parts.every((part) => part !== undefined && (typeof part !== 'string' || !/[[\]]/.test(part)));
  return literal ? (parts as Part[]) : undefined;
}

/** Pictures are read once; programs have few, and a computed one beyond these is left to the reference. */
const known = new Map<string, Part[] | undefined>();
const MOST_PICTURES = 200;

function read(picture: string): Part[] | undefined {
  if (known.has(picture)) return known.get(picture);
  if (known.size >= MOST_PICTURES) return undefined;
  const parts = partsOf(picture);
  known.set(picture, parts);
  return parts;
}

/** 1000-01-01 to 9999-12-31: years of four digits. */
const FIRST = Date.UTC(1000, 0, 1);
const LAST = Date.UTC(10_000, 0, 1) - 1;

/** `$fromMillis(millis, picture)` at UTC. */
export function fromMillis(millis: unknown, picture: unknown): unknown {
  if (typeof millis !== 'number' || typeof picture !== 'string' || !(millis >= FIRST && millis <= LAST)) return MISS;
  const parts = read(picture);
  if (parts === undefined) return MISS;
  const date = new Date(millis);
  let written = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      written += part;
    } else {
      const value = part(date);
      written += value < 10 ? `0${value}` : value;
    }
  }
  return written;
}
