// Stock of one SKU at one place: a count sets its buckets, a movement adds to them. Imports counters, fields and ../extended.ts.
import type { InventoryDocument } from '../../model/types.ts';
import { extended } from '../extended.ts';
import { readDecimal } from '../functions/exact.ts';
import { clocksOf, stampOf } from './clocks.ts';
import { moveCounter, setCounter, settle, standOf } from './counters.ts';
import { setFields } from './fields.ts';
import { union } from './growing.ts';
import { instant } from './moment.ts';
import { weight } from './ownership.ts';
import { refuse } from './refuse.ts';
import { fieldsOf, type Registers, registersOf } from './registers.ts';
import { type Counter, compareStamps, type Stamp, type StoredState } from './stored.ts';
import type { Work } from './work.ts';

const NO_AXES: ReadonlySet<string> = new Set();

/** Codes of the single piece. */
const PIECE = new Set(['EA', 'C62', 'PCE', 'H87', 'PC', 'PCS']);

const sameUnit = (a: string, b: string): boolean => a === b || (PIECE.has(a) && PIECE.has(b));

/**
 * Applies a count or a movement. Every bucket has its own clock, so a count of one bucket leaves the others alone.
 *
 * @param negative  buckets that may go below zero
 */
export function applyInventory(work: Work, incoming: InventoryDocument, negative: readonly string[]): StoredState {
  const { previous } = work.request;
  const before = previous?.document.type === 'inventory' ? previous.document : undefined;
  const { known, stamps } = knownFields(previous, before);
  const counters = new Map(Object.entries(previous?.counters ?? {}));
  const unitFits = checkUnit(work, before?.unit, incoming.unit);
  if (unitFits) {
    const fields = registersOf(incoming, [], NO_AXES);
    setFields({
      known,
      stamps,
      incoming: fields,
      stamp: work.stamp,
      rule: work.rule,
      notes: work.notes,
      addsLines: true,
    });
    for (const [bucket, amount] of Object.entries(incoming.quantities ?? {})) {
      const counter = applyBucket(work, {
        bucket,
        amount,
        incoming,
        counter: counters.get(bucket),
        floor: !negative.includes(bucket),
      });
      if (counter !== undefined) counters.set(bucket, counter);
    }
  }
  const source = firstSource(work, { before, stamps });
  return {
    document: assemble({ before, incoming, known, counters, source, stamp: work.stamp, unitFits }),
    version: 0,
    clocks: clocksOf(stamps, work.stamp),
    axes: {},
    counters: Object.fromEntries(counters),
  };
}

function knownFields(
  previous: StoredState | null,
  before: InventoryDocument | undefined,
): { known: Registers; stamps: Map<string, Stamp> } {
  const stamps = new Map<string, Stamp>();
  if (previous === null || before === undefined) return { known: new Map(), stamps };
  const known = registersOf(before, [], NO_AXES);
  for (const path of [...known.keys(), '/source']) {
    const stamp = stampOf(previous.clocks, path);
    if (stamp !== undefined) stamps.set(path, stamp);
  }
  return { known, stamps };
}

/** Quantities in different units must not meet in one bucket. */
function checkUnit(work: Work, known: string | undefined, incoming: string | undefined): boolean {
  if (known === undefined || incoming === undefined || sameUnit(known, incoming)) return true;
  const message = `the stock is kept in ${known}, ${work.stamp.system} (${work.stamp.class}) states it in ${incoming}`;
  refuse(
    work.notes,
    {
      code: 'state.conflict',
      cause: 'unit_differs',
      path: '/unit',
      message,
      wouldChange: { from: known, to: incoming },
    },
    { disposition: 'hold', owner: 'wms' },
  );
  return false;
}

interface BucketStatement {
  readonly bucket: string;
  readonly amount: unknown;
  readonly incoming: InventoryDocument;
  readonly counter: Counter | undefined;
  readonly floor: boolean;
}

/** The bucket's counter after the statement; undefined when nothing of it counts. */
function applyBucket(work: Work, statement: BucketStatement): Counter | undefined {
  const { bucket, amount, incoming, counter, floor } = statement;
  const { stamp, notes } = work;
  const path = `/quantities/${bucket}`;
  const rule = work.rule(path);
  const isMovement = incoming.mode === 'movement';
  const from = counter === undefined ? undefined : standOf(counter);
  const base = counter?.base;
  if (base !== undefined && weight(rule, stamp.class) < weight(rule, base.stamp.class)) {
    if (!isMovement && Number(from) === Number(amount)) return counter;
    const message = `${stamp.system} (${stamp.class}) may not change ${path}, which ${base.stamp.system} (${base.stamp.class}) counted: it belongs to ${rule.owners.join(', ')}`;
    const options = { disposition: rule.otherwise ?? ('hold' as const), owner: rule.owners[0] ?? base.stamp.class };
    refuse(
      notes,
      { code: 'state.ownership', cause: 'not_the_owner', path, message, wouldChange: { from, to: amount } },
      options,
    );
    return counter;
  }
  if (!isMovement) return setBucket(work, extended(statement, { path, from }));
  const moved = moveCounter(
    counter,
    {
      amount,
      stamp,
      index: work.request.index ?? 0,
      ...(incoming.movementId === undefined ? {} : { movementId: incoming.movementId }),
    },
    floor,
  );
  if (counter?.base === undefined) {
    const message = `${path}: the movement came before any count; it counts from zero`;
    notes.findings.push({ code: 'state.no-baseline', severity: 'warning', message, at: { path } });
  }
  if (moved.fate === 'included') notes.superseded.push({ path, reason: 'counted' });
  if (moved.fate === 'below-zero') belowZero(work, { path, from, to: amount, what: 'the movement would take', base });
  return moved.counter;
}

function setBucket(work: Work, statement: BucketStatement & { path: string; from: unknown }): Counter | undefined {
  const { path, from, amount, counter, floor } = statement;
  if (floor && readDecimal(amount)?.lt(0) === true) {
    belowZero(work, { path, from, to: amount, what: 'the count takes', base: counter?.base });
    return counter;
  }
  // An owner's count stands over whatever another class counted, also a later one.
  const base = counter?.base;
  const rule = work.rule(path);
  const outranks = base !== undefined && weight(rule, work.stamp.class) > weight(rule, base.stamp.class);
  const set = setCounter(counter, amount, { stamp: work.stamp, outranks });
  if (set === undefined) work.notes.superseded.push({ path, reason: 'late' });
  return set === undefined ? counter : settle(set, floor);
}

function belowZero(
  work: Work,
  bucket: { path: string; from: unknown; to: unknown; what: string; base: Counter['base'] },
): void {
  const { path, from, to, what, base } = bucket;
  const owner = work.rule(path).owners[0] ?? work.stamp.class;
  const message = `${what} ${path} below zero${base === undefined ? '; there has been no count of it yet' : ''}`;
  refuse(
    work.notes,
    { code: 'state.conflict', cause: 'below_zero', path, message, wouldChange: { from, to } },
    { disposition: 'hold', owner },
  );
}

function firstSource(
  work: Work,
  context: { before: InventoryDocument | undefined; stamps: Map<string, Stamp> },
): InventoryDocument['source'] {
  const { before, stamps } = context;
  const first = stamps.get('/source');
  if (before !== undefined && first !== undefined && compareStamps(work.stamp, first) >= 0) return before.source;
  stamps.set('/source', work.stamp);
  return work.request.incoming.source;
}

/** The position: what it is of, its buckets, and for when they are true. */
function assemble(parts: {
  before: InventoryDocument | undefined;
  incoming: InventoryDocument;
  known: Registers;
  counters: ReadonlyMap<string, Counter>;
  source: InventoryDocument['source'];
  stamp: Stamp;
  unitFits: boolean;
}): InventoryDocument {
  const { before, incoming, known, counters, source, stamp, unitFits } = parts;
  const { sku, location, lot } = before ?? incoming;
  const quantities = Object.fromEntries(
    [...counters].sort(([a], [b]) => (a < b ? -1 : 1)).map(([bucket, counter]) => [bucket, standOf(counter)]),
  );
  const references = union(before?.references, incoming.references);
  const asOf = unitFits ? later(before?.asOf, incoming.asOf ?? stamp.at) : before?.asOf;
  const occurredAt = unitFits ? later(before?.occurredAt, incoming.occurredAt) : before?.occurredAt;
  return {
    type: 'inventory',
    sku,
    location,
    ...(lot === undefined ? {} : { lot }),
    mode: 'snapshot',
    ...fieldsOf(known, []),
    ...(counters.size === 0 ? {} : { quantities }),
    ...(asOf === undefined ? {} : { asOf }),
    source,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(references.length === 0 ? {} : { references }),
  };
}

function later(known: string | undefined, incoming: string | undefined): string | undefined {
  if (known === undefined || incoming === undefined) return known ?? incoming;
  return instant(incoming) > instant(known) ? incoming : known;
}
