// Renaming what a program names: variables, parameters of functions, marks of paths. Only the names' own characters change, and
// every other name goes on meaning what it meant; where that cannot be, the reason is told. Pure; may import its neighbours.
import type { Program } from '../../../runtime/engine/outline/program.ts';
import { type Bindings, bindingsOf, type Slot, type Use } from '../../../runtime/engine/syntax/bindings.ts';
import { parse } from '../../../runtime/engine/syntax/parse.ts';
import type { Span } from '../../../runtime/engine/syntax/tree.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';
import type { Outcome, Refusal } from './node-edits.ts';

/** What the runtime binds beside functions. */
const GIVEN: ReadonlySet<string> = new Set(['tables']);

/** Known in every program, without a binding in it. */
export const isGiven = (name: string): boolean => GIVEN.has(name) || KNOWN_FUNCTIONS.has(name);

/** A name as a program's text may have it, without the dollar sign. */
export const isVariableName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

export interface NamedValue {
  readonly name: string;
  /** Where it is bound first: what `renameVariable` is told. */
  readonly at: number;
  /** How often it is read. */
  readonly uses: number;
  readonly kind: 'bind' | 'parameter' | 'mark';
}

/** The bindings of a text; undefined while it cannot be read. */
export function readBindings(text: string): Bindings | undefined {
  const { root, faults } = parse(text);
  return faults.length > 0 ? undefined : bindingsOf(root);
}

const meant = (slot: Slot, uses: readonly Use[]): readonly Use[] => uses.filter((use) => use.slots.includes(slot));

/** Names that are bound or read in a part of a program, each once, in the order of the text. */
export function namesIn(text: string, span: Span): readonly NamedValue[] {
  const bindings = readBindings(text);
  if (bindings === undefined) return [];
  const isInside = (at: Span): boolean => at.start >= span.start && at.end <= span.end;
  return bindings.slots
    .map((slot) => ({ slot, reading: meant(slot, bindings.uses) }))
    .filter(({ slot, reading }) => [...slot.sites, ...reading].some((one) => isInside(one.at)))
    .map(({ slot, reading }) => namedBy(slot, reading))
    .sort((a, b) => a.at - b.at);
}

/** The name that stands at an offset; undefined where there is none, or where nobody can say which binding it means. */
export function nameAt(text: string, offset: number): NamedValue | undefined {
  const bindings = readBindings(text);
  const slot = bindings?.at(offset);
  return bindings === undefined || slot === undefined ? undefined : namedBy(slot, meant(slot, bindings.uses));
}

function namedBy({ name, sites }: Slot, reading: readonly Use[]): NamedValue {
  const [first] = sites as [Slot['sites'][number]];
  return { name, at: first.at.start, uses: reading.length, kind: first.kind };
}

/**
 * Gives what is named at an offset another name.
 *
 * @param at  offset of the name, where it is bound or read
 * @param to  the new name, with or without the dollar sign
 */
export function renameVariable({ text }: Pick<Program, 'text'>, at: number, to: string): Outcome {
  const name = to.trim().replace(/^\$/, '');
  const before = readBindings(text);
  if (before === undefined) return { refused: 'The text cannot be read: mend it first' };
  const slot = before.at(at);
  if (slot === undefined) return { refused: 'There is no name of this mapping here' };
  if (!isVariableName(name)) return { refused: 'A name is letters, digits and _, and begins with no digit' };
  if (name === slot.name) return { refused: `It is named $${name} already` };
  const refusal = refusalOf(before, slot, name) ?? evalRefusal(before);
  if (refusal !== undefined) return refusal;
  const uses = meant(slot, before.uses);
  const spans = [...slot.sites, ...uses].map((one) => one.at).sort((a, b) => b.start - a.start);
  const renamed = spans.reduce((now, { start, end }) => `${now.slice(0, start)}$${name}${now.slice(end)}`, text);
  const after = readBindings(renamed);
  const clash = after === undefined ? undefined : clashOf(before, after, { slot, name });
  if (after === undefined || clash !== undefined)
    return clash ?? { refused: 'The text could not be read with that name' };
  return { name: `Rename $${slot.name} to $${name}`, text: renamed };
}

/** Why nobody can say what all places of a name mean. */
function refusalOf({ uses, leaking }: Bindings, slot: Slot, to: string): Refusal | undefined {
  if (leaking.has(slot.name) || leaking.has(to))
    return { refused: `How far $${slot.name} reaches cannot be told: it is bound in a path inside of another` };
  for (const use of meant(slot, uses)) {
    if (use.slots.length > 1)
      return {
        refused: `One place may mean this $${slot.name} or another one, as it is evaluated. Change it in the text`,
      };
    if (use.isFree && (isGiven(slot.name) || isGiven(to)))
      return {
        refused: `$${isGiven(slot.name) ? slot.name : to} is known outside of this mapping too, and one place may mean that`,
      };
  }
  return undefined;
}

/** A program that evaluates texts reads names that are not in its own text. */
export function evalRefusal({ uses }: Bindings): Refusal | undefined {
  return uses.some((use) => use.name === 'eval')
    ? { refused: 'This mapping evaluates texts with $eval, which may read the name. Change it in the text' }
    : undefined;
}

/** A place that means something else after the renaming. */
function clashOf(before: Bindings, after: Bindings, { slot, name }: { slot: Slot; name: string }): Refusal | undefined {
  const [idsBefore, idsAfter] = [idsOf(before), idsOf(after)];
  for (const [index, use] of before.uses.entries()) {
    const now = after.uses[index];
    const isSame =
      now !== undefined &&
      now.isFree === use.isFree &&
      now.slots.length === use.slots.length &&
      now.slots.every((one, at) => idsAfter.get(one) === idsBefore.get(use.slots[at] as Slot));
    if (isSame) continue;
    const isOwn = use.slots.includes(slot);
    return {
      refused: isOwn
        ? `Where $${slot.name} is read, another $${name} is bound and would be meant instead`
        : `$${name} is read where $${slot.name} is known, and would mean this one instead`,
    };
  }
  const sites = (all: Bindings): number => all.slots.length;
  return sites(before) === sites(after)
    ? undefined
    : { refused: `$${name} is bound in the same place already, and the two would be one` };
}

/** A slot's number: which of all bindings in the text is its first. */
function idsOf({ slots }: Bindings): ReadonlyMap<Slot, string> {
  const starts = slots.flatMap((slot) => slot.sites.map((site) => site.at.start)).sort((a, b) => a - b);
  const place = new Map(starts.map((start, index) => [start, index]));
  return new Map(slots.map((slot) => [slot, slot.sites.map((site) => place.get(site.at.start)).join()]));
}
