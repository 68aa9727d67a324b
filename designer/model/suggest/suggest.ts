// Which field of a message probably belongs to which field of a document: by name, synonyms of the trade, place, type and the
// values of a sample. Offline, and only proposals: nothing is mapped by it. Pure; may import ./words.ts.
import { meaningOf, overlap, weightedWords, wordsOf } from './words.ts';

/** What is looked at of a field; the fields of both trees are. */
export interface SuggestedField {
  /** `/lines/sku`: steps joined by `/`, lists without an index. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly isList?: boolean;
  readonly values?: readonly string[];
  readonly children: readonly SuggestedField[];
}

export interface Suggestion {
  readonly source: string;
  readonly target: string;
  /** 0 to 1; by default what reaches `DEFAULT_CONFIDENCE` is proposed. */
  readonly confidence: number;
  /** Why, in plain words. */
  readonly reasons: readonly string[];
}

/** What is proposed unasked: nine of ten of these are right on the mappings of the sample workspace. */
export const DEFAULT_CONFIDENCE = 0.7;

/** A source that serves one target already is proposed for another only when it fits this well. */
const MAY_SERVE_TWICE = 0.8;

/** Containers that only wrap: their name says nothing of the place. */
const WRAPPERS = new Set([
  'payload',
  'data',
  'order',
  'orders',
  'fulfillment',
  'message',
  'body',
  'result',
  'entity',
  'resource',
  'content',
  'record',
  'tracker',
  'document',
]);

/** What canonical fields are called at the top of a message of their own kind, where a bare name is enough. */
const TOP_NAMES: Readonly<Record<string, readonly string[]>> = {
  orderId: ['id', 'order number'],
  orderNumber: ['number', 'name'],
  shipmentId: ['id', 'shipment id'],
  returnId: ['id', 'return id'],
  invoiceId: ['id', 'number', 'invoice id'],
  customerId: ['id', 'customer id', 'number'],
  sku: ['sku', 'item number', 'id'],
  trackingNumbers: ['tracking numbers'],
  asOf: ['as of', 'date'],
  lineId: ['id', 'line number'],
  ordered: ['quantity'],
};

/** What a value looks like, as far as it tells a field. */
const SHAPES: readonly { readonly shape: string; readonly pattern: RegExp; readonly fits: RegExp }[] = [
  { shape: 'a time', pattern: /^\d{4}-\d\d-\d\d([T ]|$)/, fits: /(At|On|By|Of|Before|After)$/ },
  { shape: 'an e-mail address', pattern: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, fits: /email$/i },
  { shape: 'a currency', pattern: /^(EUR|USD|GBP|CHF|SEK|DKK|NOK|PLN|CZK|CAD|AUD|JPY)$/, fits: /currency$/i },
];

interface Place {
  readonly field: SuggestedField;
  /** Meaning of the nearest containers that say something, outermost first. */
  readonly within: readonly string[];
  /** Lists around it. */
  readonly lists: number;
  /** Containers around it that say nothing. */
  readonly wrappers: number;
  /** The words of its name, what they mean as a whole, and what each tells; also together with its container's. */
  readonly plain: string;
  readonly meaning?: string;
  readonly words: Words;
  readonly wholeWords: Words;
  /** The words of the nearest container. */
  readonly aroundWords: Words;
}

type Words = ReadonlyMap<string, number>;
type Around = Pick<Place, 'within' | 'lists' | 'wrappers'>;

function placeOf(field: SuggestedField, around: Around): Place {
  const meaning = meaningOf(field.name);
  const container = around.within.at(-1) ?? '';
  return {
    field,
    ...around,
    plain: wordsOf(field.name).join(' '),
    ...(meaning === undefined ? {} : { meaning }),
    words: weightedWords(field.name),
    wholeWords: weightedWords(`${container} ${field.name}`),
    aroundWords: weightedWords(container),
  };
}

interface Pair {
  readonly source: Place;
  readonly target: Place;
  readonly score: number;
  readonly reasons: readonly string[];
}

function leavesOf(fields: readonly SuggestedField[]): Place[] {
  const found: Place[] = [];
  const visit = (field: SuggestedField, around: Around): void => {
    if (field.children.length === 0) {
      found.push(placeOf(field, around));
      return;
    }
    const says = !WRAPPERS.has(wordsOf(field.name).join(' '));
    const inner = {
      within: says ? [...around.within, meaningOf(field.name) ?? wordsOf(field.name).join(' ')] : around.within,
      lists: around.lists + (says && field.isList === true ? 1 : 0),
      wrappers: around.wrappers + (says ? 0 : 1),
    };
    for (const child of field.children) visit(child, inner);
  };
  for (const field of fields) visit(field, { within: [], lists: 0, wrappers: 0 });
  return found;
}

/** Containers of a document that sources often do without: what is in them stands at the top of the message. */
const OPEN_CONTAINERS = new Set(['totals', 'total', 'commitments', 'quantities', 'customer']);

/** How well two names say the same, and why. */
function nameScore(source: Place, target: Place): { score: number; reason: string } {
  const wanted = target.meaning ?? target.plain;
  const sameName = source.plain === target.plain;
  if (sameName) return { score: 1, reason: 'has the same name' };
  if (source.meaning !== undefined && source.meaning === wanted)
    return { score: 0.95, reason: `means ${wanted} in the trade` };
  const tops = TOP_NAMES[target.field.name] ?? [];
  if (tops.includes(source.plain) || (source.meaning !== undefined && tops.includes(source.meaning)))
    return { score: 0.9, reason: `is what the ${wanted} of a message is called` };
  // `shipping_address_city` says in one name what `shipTo/city` says in two.
  const together = `${target.within.at(-1) ?? ''} ${target.plain}`;
  if (source.plain === together || source.meaning === together)
    return { score: 0.95, reason: `says ${together} in one name` };
  const best = Math.max(overlap(source.words, target.words), overlap(source.words, target.wholeWords));
  return { score: best * 0.88, reason: 'shares words of its name' };
}

/** How well two places fit: the same container, or none on either side. */
function placeScore(source: Place, target: Place): { score: number; reason?: string } {
  if (source.lists !== target.lists) return { score: source.lists > 0 === target.lists > 0 ? 0.6 : 0.3 };
  const from = source.within.at(-1);
  const to = target.within.at(-1);
  if (from === to) return from === undefined ? { score: 1 } : { score: 1, reason: `both stand in the ${to}` };
  const isOpen = to !== undefined && OPEN_CONTAINERS.has(to);
  if (from === undefined || (isOpen && from === target.within.at(-2))) {
    // A name that tells its container itself needs none around it.
    const said = overlap(source.words, target.aroundWords) > 0.2;
    return { score: said ? 0.95 : isOpen ? 0.85 : 0.55 };
  }
  if (to === undefined) return { score: 0.55 };
  const shared = overlap(source.aroundWords, target.aroundWords);
  return shared >= 0.5 ? { score: 0.9 } : { score: 0.45 + shared * 0.4 };
}

const isNumber = (type: string): boolean => type === 'number' || type === 'integer';

/** How well two types fit: text takes everything, a number no text. */
function typeScore(source: SuggestedField, target: SuggestedField): number {
  if (source.type === target.type || target.type === 'any') return 1;
  if (source.type === 'any') return 0.97;
  if (isNumber(source.type) && isNumber(target.type)) return 1;
  if (target.type === 'string') return source.type === 'boolean' ? 0.4 : 0.97;
  if (isNumber(target.type)) return source.type === 'string' ? 0.9 : 0.4;
  return 0.4;
}

function valueScore(value: string | undefined, target: SuggestedField): { score: number; reason?: string } {
  if (value === undefined) return { score: 1 };
  for (const { shape, pattern, fits } of SHAPES) {
    const looks = pattern.test(value);
    const wants = fits.test(target.name);
    if (looks && wants) return { score: 1.05, reason: `holds ${shape} in the sample` };
    if (looks !== wants && (looks || shape !== 'a time')) return { score: looks && shape === 'a time' ? 0.5 : 0.75 };
    if (wants && !looks) return { score: 0.6 };
  }
  return { score: 1 };
}

function pairOf(source: Place, target: Place, value: string | undefined): Pair {
  const name = nameScore(source, target);
  const place = placeScore(source, target);
  const sample = valueScore(value, target.field);
  const wrapped = 0.97 ** source.wrappers;
  const score = name.score * place.score * typeScore(source.field, target.field) * sample.score * wrapped;
  return {
    source,
    target,
    score: Math.min(1, score),
    reasons: [`${source.field.name} ${name.reason}`, place.reason, sample.reason].filter(
      (reason) => reason !== undefined,
    ),
  };
}

/**
 * Proposals for targets that have nothing yet, best first; each target once, and a source twice only when it fits very well.
 *
 * @param options.taken       paths of targets that are mapped already
 * @param options.values      a value of the sample by the path of its field
 * @param options.confidence  the least that is proposed; `DEFAULT_CONFIDENCE` without it
 */
export function suggest(
  sources: readonly SuggestedField[],
  targets: readonly SuggestedField[],
  options: {
    readonly taken?: ReadonlySet<string>;
    readonly values?: ReadonlyMap<string, string>;
    readonly confidence?: number;
  } = {},
): readonly Suggestion[] {
  const least = options.confidence ?? DEFAULT_CONFIDENCE;
  const from = leavesOf(sources);
  const pairs = leavesOf(targets)
    .filter((target) => options.taken?.has(target.field.path) !== true)
    .flatMap((target) => from.map((source) => pairOf(source, target, options.values?.get(source.field.path))))
    .filter((pair) => pair.score >= least)
    .sort((a, b) => b.score - a.score || a.source.field.path.length - b.source.field.path.length);
  const usedSources = new Map<string, string>();
  const usedTargets = new Set<string>();
  const chosen: Suggestion[] = [];
  for (const { source, target, score, reasons } of pairs) {
    if (usedTargets.has(target.field.path)) continue;
    // The same name twice is two fields; one that means the key of a message may also be its number.
    const before = usedSources.get(source.field.path);
    if (before !== undefined && (score < MAY_SERVE_TWICE || before === target.field.name)) continue;
    usedSources.set(source.field.path, target.field.name);
    usedTargets.add(target.field.path);
    chosen.push({
      source: source.field.path,
      target: target.field.path,
      confidence: Math.round(score * 100) / 100,
      reasons,
    });
  }
  return chosen;
}
