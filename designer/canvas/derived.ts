// What the canvas shows of a program, made anew only where the program has changed: fields of its targets, and lines.
// Everything that stays the same stays the same object, so that nothing of it is drawn again. May import model/ and schema/.
import { type Program, placePath, type TargetFacts } from '../../runtime/engine/outline/program.ts';
import type { Field } from '../schema/field.ts';
import type { Line } from './line-geometry.ts';
import { fieldsOfTargets } from './manifest.ts';

/** The last list where it holds the same things in the same order. */
export function sameList<Item>(last: readonly Item[] | undefined, now: readonly Item[]): readonly Item[] {
  const isSame = last?.length === now.length && now.every((item, index) => item === last[index]);
  return isSame ? (last as readonly Item[]) : now;
}

const NONE: readonly Field[] = [];

interface ObjectFields {
  readonly members: readonly TargetFacts[];
  readonly fields: readonly Field[];
}

/**
 * Gives the fields that a program makes, one program after another.
 *
 * @returns a function that gives what `fieldsOfTargets(program.targets)` gives
 */
export function createTargetFields(): (program: Program) => readonly Field[] {
  let known: ReadonlyMap<string, ObjectFields> = new Map();
  return (program) => {
    if (program.byPath.size !== program.targets.length) return fieldsOfTargets(program.targets);
    const now = new Map<string, ObjectFields>();
    const below = (path: string): readonly Field[] => {
      const members = program.objects.get(path)?.facts.members;
      if (members === undefined) return NONE;
      const last = known.get(path);
      if (last?.members === members) {
        keep(path, last);
        return last.fields;
      }
      const before = new Map(last?.fields.map((field) => [field.path, field]));
      const fields = members.flatMap((facts) => [
        sameField(before.get(facts.path), facts, below(facts.path)),
        ...placesOf(program, facts.path).map((place) =>
          sameField(before.get(place), { path: place, kind: 'group' }, below(place)),
        ),
      ]);
      const kept = sameList(last?.fields, fields);
      now.set(path, { members, fields: kept });
      return kept;
    };
    /** What is known of an object that has not changed holds for all that is in it. */
    const keep = (path: string, last: ObjectFields): void => {
      now.set(path, last);
      for (const { path: at } of last.fields) {
        const inner = known.get(at);
        if (inner !== undefined) keep(at, inner);
      }
    };
    const fields = below('');
    known = now;
    return fields;
  };
}

/** Paths of the objects behind the first of a list that is written out, but for those with nothing in them. */
function placesOf({ objects }: Program, path: string): readonly string[] {
  const found: string[] = [];
  for (let place = 2; objects.has(placePath(path, place)); place += 1) {
    const at = placePath(path, place);
    if ((objects.get(at)?.facts.members.length ?? 0) > 0) found.push(at);
  }
  return found;
}

function sameField(
  last: Field | undefined,
  { path, kind }: Pick<TargetFacts, 'path' | 'kind'>,
  children: readonly Field[],
): Field {
  const isList = kind === 'loop';
  const type = isList ? 'array' : children.length > 0 ? 'object' : 'any';
  if (last?.type === type && last.children === children && (last.isList === true) === isList) return last;
  const name = path.slice(path.lastIndexOf('/') + 1).replaceAll('~1', '/');
  return { path, name, type, ...(isList ? { isList } : {}), children };
}

const LINES = new WeakMap<TargetFacts, Line | null>();

/** The line of a target that is nothing but a field. */
function lineOf(facts: TargetFacts): Line | null {
  const known = LINES.get(facts);
  if (known !== undefined) return known;
  const [from] = facts.sources;
  const line: Line | null =
    facts.kind !== 'path' || from === undefined
      ? null
      : { id: [from, facts.path].join('\n'), from, to: facts.path, kind: 'value' };
  LINES.set(facts, line);
  return line;
}

/** Lines of all targets that are a field each, in the order of the targets. */
export function linesOf({ targets }: Program): readonly Line[] {
  const lines: Line[] = [];
  for (const { facts } of targets) {
    const line = lineOf(facts);
    if (line !== null) lines.push(line);
  }
  return lines;
}
