// The list of derived facts, and the value of any fact a rule may name: the document, the line, reference data, derived facts.
import type { CanonicalDocument, OrderDocument } from '../../model/types.ts';
import { DOCUMENT_TYPES } from '../../model/types-list.ts';
import { addressFacts } from './address.ts';
import { arithmeticFacts } from './arithmetic.ts';
import { identityFacts } from './identity.ts';
import { itemOf, itemsOf } from './item-codes.ts';
import { itemFacts } from './items.ts';
import type { AnyLine } from './lines.ts';
import { orderLineFacts } from './order-line.ts';
import { orderReadinessFacts } from './order-readiness.ts';
import { quantityChainFacts } from './quantity-chain.ts';
import { returnFacts } from './returns.ts';
import type { FactContext, FactSpec, FactSubject } from './spec.ts';
import { stockFacts } from './stock.ts';
import { timeFacts } from './times.ts';
import { transitionFacts } from './transition.ts';

type DocumentType = CanonicalDocument['type'];

/** Every derived fact. */
export const FACTS: readonly FactSpec[] = [
  ...arithmeticFacts,
  ...addressFacts,
  ...orderReadinessFacts,
  ...orderLineFacts,
  ...quantityChainFacts,
  ...stockFacts,
  ...itemFacts,
  ...transitionFacts,
  ...timeFacts,
  ...returnFacts,
  ...identityFacts,
];

/** What the sidecar reads from the state, or an example gives as `context`. */
export const REFERENCE_FACTS = [
  'item',
  'customer',
  'inventory',
  'previous',
  'order',
  'duplicate',
  'now',
  'sourceClass',
] as const satisfies readonly (keyof FactContext)[];

type ReferenceFact = (typeof REFERENCE_FACTS)[number];

const isReference = (name: string): name is ReferenceFact => (REFERENCE_FACTS as readonly string[]).includes(name);

/** The derived facts of each type of document by their names. */
const derivedFacts = new Map<string, ReadonlyMap<string, FactSpec>>(
  DOCUMENT_TYPES.map((type) => [
    type,
    new Map(FACTS.filter(({ documents }) => documents.includes(type)).map((fact) => [fact.name, fact])),
  ]),
);

/**
 * The names that rules of a ruleset may use.
 *
 * @param documentType  the ruleset's document: its facts and its own name
 * @param scope         `/lines` adds `line` and the facts of a line
 */
export function factNames(documentType: DocumentType, scope?: '/lines'): string[] {
  const derived = FACTS.filter(
    (fact) => fact.documents.includes(documentType) && (fact.scope === undefined || fact.scope === scope),
  );
  const names = [
    documentType,
    ...(scope === undefined ? [] : ['line']),
    ...REFERENCE_FACTS,
    ...derived.map(({ name }) => name),
  ];
  return [...new Set(names)];
}

/** The position of the line's item at the line's location, when one is named and known; else any of its positions. */
function positionOf({ line, context }: FactSubject, sku: string | undefined): unknown {
  const { inventory } = context;
  if (!Array.isArray(inventory)) return inventory;
  const { location } = (line ?? {}) as AnyLine;
  const own = inventory.filter((position) => position.sku === sku);
  return own.find((position) => location !== undefined && position.location === location) ?? own[0] ?? null;
}

function itemOfSubject({ document, line, context }: FactSubject): unknown {
  const itself = line ?? (document.type === 'inventory' ? (document as unknown as AnyLine) : undefined);
  const time = (document as OrderDocument).placedAt ?? document.occurredAt;
  return itself === undefined ? context.item : itemOf(itself as AnyLine, context, time);
}

function referenceValue(name: ReferenceFact, subject: FactSubject): unknown {
  const { context, line } = subject;
  if (name === 'item') return itemOfSubject(subject);
  if (name !== 'inventory' || line === undefined) return context[name];
  const item = itemsOf(context) === undefined ? undefined : itemOf(line as AnyLine, context);
  return positionOf(subject, item?.sku ?? (line as AnyLine).sku);
}

/**
 * The value of a fact for one subject.
 *
 * `item` and `inventory` are matched to the line (by SKU, GTIN or another code, and by location) when the context holds several.
 *
 * @returns undefined when it is not known: the context has no such member, the fact is not of this document type or
 *   needs a line, or what the line means is not clear; null when it was looked up and is not there
 */
export function factValue(name: string, subject: FactSubject): unknown {
  const { document, line } = subject;
  if (name === document.type) return document;
  if (name === 'line') return line;
  const fact = derivedFacts.get(document.type)?.get(name);
  if (fact === undefined && isReference(name)) return referenceValue(name, subject);
  if (fact === undefined || (fact.scope === '/lines' && line === undefined)) return undefined;
  return fact.compute(subject);
}
