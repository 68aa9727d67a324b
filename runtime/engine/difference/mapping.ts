// What changed in meaning between two mapping programs: targets added, changed, removed, with the variables through which they changed.
// Layout, comments and the order of variables are no change. Pure; may import ../outline/ and its neighbour.
import { type Program, readProgram, type Target } from '../outline/program.ts';
import { type Meanings, meaningsOf } from './meaning.ts';

export interface TargetChange {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly target: string;
  /** Exact texts of the value. */
  readonly before?: string;
  readonly after?: string;
  /** Variables whose value changed, where the target's own text means the same. */
  readonly through?: readonly string[];
}

export interface ProgramDifference {
  readonly changes: readonly TargetChange[];
  /** The programs differ outside of every target: in what is looped over, in a condition around the document. */
  readonly frame: boolean;
}

/** Targets by path; of a path that is there several times every one, in order. */
function byPath({ targets }: Program): ReadonlyMap<string, readonly Target[]> {
  const found = new Map<string, Target[]>();
  for (const target of targets) found.set(target.path, [...(found.get(target.path) ?? []), target]);
  return found;
}

const isWhole = ({ kind }: Target): boolean => kind === 'group' || kind === 'loop';

interface Side {
  readonly program: Program;
  readonly meanings: Meanings;
  readonly targets: ReadonlyMap<string, readonly Target[]>;
}

function sideOf(text: string): Side {
  const program = readProgram(text);
  return { program, meanings: meaningsOf(text), targets: byPath(program) };
}

/** What a target says by itself: of a group nothing, of a loop what it goes over. */
function ownMeaning({ meanings, program }: Side, target: Target): string {
  if (!isWhole(target)) return meanings.of(target.value);
  const object = program.objects.get(target.path);
  if (object === undefined) return meanings.of(target.value);
  const { start, end } = target.value;
  return `${meanings.of({ start, end: object.span.start })} … ${meanings.of({ start: object.span.end, end })}`;
}

/** Compares two programs, target by target, in the order of the newer one. */
export function compareMappings(before: string, after: string): ProgramDifference {
  const [old, now] = [sideOf(before), sideOf(after)];
  const changes: TargetChange[] = [];
  for (const [path, targets] of now.targets) {
    const others = old.targets.get(path) ?? [];
    for (const [index, target] of targets.entries()) {
      const other = others[index];
      if (other === undefined) changes.push({ kind: 'added', target: path, after: target.text });
      else {
        const change = changeOf({ old, other }, { now, target });
        if (change !== undefined) changes.push(change);
      }
    }
  }
  for (const [path, targets] of old.targets) {
    for (const target of targets.slice(now.targets.get(path)?.length ?? 0)) {
      changes.push({ kind: 'removed', target: path, before: target.text });
    }
  }
  const kept = changes.filter(({ kind, target }) => kind === 'changed' || !isInside(target, kind, changes));
  return { changes: kept, frame: frameOf(old) !== frameOf(now) };
}

/** Whether the group around it was added or removed with it. */
const isInside = (path: string, kind: TargetChange['kind'], changes: readonly TargetChange[]): boolean =>
  changes.some((one) => one.kind === kind && path.startsWith(`${one.target}/`));

function changeOf(
  { old, other }: { readonly old: Side; readonly other: Target },
  { now, target }: { readonly now: Side; readonly target: Target },
): TargetChange | undefined {
  const base = { kind: 'changed', target: target.path, before: other.text, after: target.text } as const;
  if (ownMeaning(old, other) !== ownMeaning(now, target)) return base;
  if (isWhole(target)) return undefined;
  const [was, is] = [old.meanings.variablesOf(other.value), now.meanings.variablesOf(target.value)];
  const through = [...is.keys()].filter((name) => was.get(name) !== is.get(name));
  return through.length === 0 ? undefined : { ...base, through };
}

/** What stands outside of the targets' values: the loops and conditions around the document, without the variables. */
function frameOf({ program, meanings }: Side): string {
  const object = program.objects.get('');
  if (object === undefined) return meanings.of({ start: 0, end: program.text.length });
  const bindings = new Set(meanings.variablesOf({ start: 0, end: program.text.length }).keys());
  const outside = `${meanings.of({ start: 0, end: object.span.start })} … ${meanings.of({ start: object.span.end, end: program.text.length })}`;
  // Bindings are told by the targets that use them.
  return outside.replace(/(\$\w+) :=[^;]*;/g, (binding, name: string) => (bindings.has(name) ? '' : binding));
}

/** The difference as Markdown for a review; empty when nothing changed in meaning. */
export function differenceAsMarkdown({ changes, frame }: ProgramDifference): string {
  const lines = changes.map(({ kind, target, before, after, through }) => {
    const name = `\`${target.slice(1)}\``;
    const short = (text: string | undefined) =>
      `\`${(text ?? '').replace(/\s+/g, ' ').replaceAll('`', "'").slice(0, 80)}\``;
    if (kind === 'added') return `- ${name} added: ${short(after)}`;
    if (kind === 'removed') return `- ${name} removed, was ${short(before)}`;
    if (through !== undefined) return `- ${name} changed through ${through.map((one) => `\`${one}\``).join(', ')}`;
    return `- ${name} changed from ${short(before)} to ${short(after)}`;
  });
  return [...lines, ...(frame ? ['- what is around the document changed'] : [])].map((line) => `${line}\n`).join('');
}
