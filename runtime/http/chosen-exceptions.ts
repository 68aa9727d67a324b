// Which exceptions a request is about: those of a cause, of a destination, or those named.
import { CrossdockError } from '../engine/errors.ts';
import type { Chosen } from '../store/exception-queue.ts';

const MOST_IDS = 1_000;

/** The members of a body by which exceptions are chosen. */
export const CHOSEN = {
  cause: { type: 'string', description: 'every open exception of this cause' },
  ids: { type: 'array', items: { type: 'string' }, description: 'these exceptions, instead of a cause' },
  destination: { type: 'string', description: 'what this destination was to be given and was not, instead of a cause' },
};

/** @throws CrossdockError `request.invalid` unless they are chosen in one way */
export function chosenOf(body: Record<string, unknown>): Chosen {
  const { ids, cause, destination } = body;
  const given = [ids, cause, destination].filter((one) => one !== undefined);
  if (given.length === 1 && typeof cause === 'string' && cause !== '') return { cause };
  if (given.length === 1 && typeof destination === 'string' && destination !== '') return { destination };
  const isIds = Array.isArray(ids) && ids.length > 0 && ids.length <= MOST_IDS;
  if (given.length === 1 && isIds && ids.every((one) => typeof one === 'string')) return { ids };
  throw new CrossdockError(
    'request.invalid',
    `expected "cause", "destination", or "ids" with 1 to ${MOST_IDS} of them`,
  );
}
