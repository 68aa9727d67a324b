// Parts of a program at their place in the text. A part keeps the offsets that it was read with, and carries how far it has
// moved since: an edit moves thousands of parts, and hardly any of them is looked into. Pure; may import its neighbours.
import { type Entry, type Expression, readExpression } from './expression.ts';
import type { Scope } from './scope.ts';
import type { ObjectFacts, Span, Target, TargetFacts, TargetObject } from './target.ts';

const isSpan = (value: unknown): value is Span => typeof value === 'object' && value !== null && 'start' in value;

/** The same part further on in the text, with all that is in it. */
function movedPart<Part extends Span>(part: Part, by: number): Part {
  const moved: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(part)) {
    if (isSpan(value)) moved[name] = movedPart(value, by);
    else if (Array.isArray(value)) moved[name] = value.map((item) => (isSpan(item) ? movedPart(item, by) : item));
    else moved[name] = value;
  }
  moved['start'] = part.start + by;
  moved['end'] = part.end + by;
  return moved as unknown as Part;
}

export const movedExpression = (expression: Expression, by: number): Expression =>
  by === 0 ? expression : movedPart(expression, by);

const movedSpan = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

/** An entry as it was read. */
interface ReadEntry extends Span {
  readonly key: Expression;
  readonly valueSpan: Span;
  value(): Expression;
}

/** An entry of an object at its place; its expressions are moved there when they are asked for. */
export class PlacedEntry implements Entry {
  readonly start: number;
  readonly end: number;
  readonly #read: ReadEntry;
  readonly #by: number;
  #key: Expression | undefined;
  #value: Expression | undefined;

  private constructor(read: ReadEntry, by: number) {
    this.#read = read;
    this.#by = by;
    this.start = read.start + by;
    this.end = read.end + by;
  }

  static of({ key, value, start, end }: Entry): PlacedEntry {
    return new PlacedEntry({ key, start, end, valueSpan: value, value: () => value }, 0);
  }

  get key(): Expression {
    this.#key ??= movedExpression(this.#read.key, this.#by);
    return this.#key;
  }

  get value(): Expression {
    this.#value ??= movedExpression(this.#read.value(), this.#by);
    return this.#value;
  }

  get keySpan(): Span {
    return movedSpan(this.#read.key, this.#by);
  }

  get valueSpan(): Span {
    return movedSpan(this.#read.valueSpan, this.#by);
  }

  /** The name in the key, when it is one. */
  get name(): string | undefined {
    const { key } = this.#read;
    return key.kind === 'string' ? key.value : undefined;
  }

  moved(by: number): PlacedEntry {
    return by === 0 ? this : new PlacedEntry(this.#read, this.#by + by);
  }

  /** The same entry after something inside its value has changed; the value is read anew when it is asked for. */
  grown(by: number, text: string): PlacedEntry {
    const { start, end } = this.valueSpan;
    const valueSpan = { start, end: end + by };
    const written = text.slice(valueSpan.start, valueSpan.end);
    const read: ReadEntry = {
      key: this.key,
      start: this.start,
      end: this.end + by,
      valueSpan,
      value: () => movedExpression(readExpression(written).expression, start),
    };
    return new PlacedEntry(read, 0);
  }
}

/** A target at its place. */
export class PlacedTarget implements Target {
  readonly facts: TargetFacts;
  readonly entry: PlacedEntry;
  readonly key: Span;
  readonly value: Span;

  constructor(facts: TargetFacts, entry: PlacedEntry) {
    this.facts = facts;
    this.entry = entry;
    this.key = entry.keySpan;
    this.value = entry.valueSpan;
  }

  get path() {
    return this.facts.path;
  }
  get kind() {
    return this.facts.kind;
  }
  get text() {
    return this.facts.text;
  }
  get scope() {
    return this.facts.scope;
  }
  get sources() {
    return this.facts.sources;
  }
  get note() {
    return this.facts.note;
  }
  get owner() {
    return this.facts.owner;
  }
  get isRepeated() {
    return this.facts.isRepeated;
  }
  get expression(): Expression {
    return this.entry.value;
  }

  moved(by: number): PlacedTarget {
    return by === 0 ? this : new PlacedTarget(this.facts, this.entry.moved(by));
  }
}

/** An object that targets are members of, at its place. */
export class PlacedObject implements TargetObject {
  readonly facts: ObjectFacts;
  readonly span: Span;
  readonly #entries: readonly PlacedEntry[];
  readonly #by: number;
  #placed: readonly PlacedEntry[] | undefined;

  constructor(facts: ObjectFacts, span: Span, entries: readonly PlacedEntry[], by = 0) {
    this.facts = facts;
    this.span = by === 0 ? span : movedSpan(span, by);
    this.#entries = entries;
    this.#by = by;
  }

  get path(): string {
    return this.facts.path;
  }

  get scope(): Scope {
    return this.facts.scope;
  }

  get entries(): readonly PlacedEntry[] {
    this.#placed ??= this.#by === 0 ? this.#entries : this.#entries.map((entry) => entry.moved(this.#by));
    return this.#placed;
  }

  moved(by: number): PlacedObject {
    if (by === 0) return this;
    const { start, end } = this.span;
    const read = { start: start - this.#by, end: end - this.#by };
    return new PlacedObject(this.facts, read, this.#entries, this.#by + by);
  }
}
