// What changed in meaning between two mapping programs: targets added, changed, removed, with the variables through which they changed.
// Layout, comments and the order of variables are no change. Pure; may import ../outline/ and its neighbour.
import { loopOf, type Program, readProgram, type Target } from '../outline/program.ts';
import { type Change, compareMaps } from './change.ts';
import { type Meanings, meaningsOf } from './meaning.ts';

export interface TargetChange {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly target: string;
  /** Exact texts of the value. */
  readonly before?: string;
  readonly after?: string;
  /** Of a loop: what it goes over, where that is what changed. */
  readonly over?: { readonly before: string; readonly after: string };
  /** Variables whose value changed, where the target's own text means the same. */
  readonly through?: readonly string[];
}

/** A variable whose own text came, went or changed. */
export interface VariableChange {
  readonly kind: 'added' | 'changed' | 'removed';
  /** With its `$`. */
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
  /** Targets that mean something else because of it. */
  readonly targets: readonly string[];
}

export interface ProgramDifference {
  readonly changes: readonly TargetChange[];
  readonly variables: readonly VariableChange[];
  /** The programs differ outside of every target and variable: in what is looped over, in a condition around the document. */
  readonly frame: boolean;
}

/** Whether anything changed in meaning. */
export const isDifferent = ({ changes, variables, frame }: ProgramDifference): boolean =>
  frame || changes.length > 0 || variables.length > 0;

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

/** What a target says by itself: of a group nothing but members without a fixed name, of a loop what it goes over. */
function ownMeaning(side: Side, target: Target): string {
  const { meanings, program } = side;
  if (!isWhole(target)) return meanings.of(target.value);
  const object = program.objects.get(target.path);
  if (object === undefined) return meanings.of(target.value);
  return `${meanings.around(target.value, object.span)} ${unnamedMembers(side, target.path)}`;
}

/** Members whose names are computed: they are no targets. */
function unnamedMembers({ meanings, program }: Side, path: string): string {
  const entries = program.objects.get(path)?.entries ?? [];
  return entries
    .filter(({ key }) => key.kind !== 'string')
    .map(({ key, value }) => meanings.of({ start: key.start, end: value.end }))
    .join(' , ');
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
  return { changes: kept, variables: variableChanges(old, now, changes), frame: frameOf(old) !== frameOf(now) };
}

/** Whether the group around it was added or removed with it. */
const isInside = (path: string, kind: TargetChange['kind'], changes: readonly TargetChange[]): boolean =>
  changes.some((one) => one.kind === kind && path.startsWith(`${one.target}/`));

/** The text of what a loop goes over. */
function overOf({ text, value, expression }: Target): string | undefined {
  const over = loopOf(expression)?.over;
  return over === undefined ? undefined : text.slice(over.start - value.start, over.end - value.start);
}

function changeOf(
  { old, other }: { readonly old: Side; readonly other: Target },
  { now, target }: { readonly now: Side; readonly target: Target },
): TargetChange | undefined {
  const base = { kind: 'changed', target: target.path, before: other.text, after: target.text } as const;
  if (ownMeaning(old, other) !== ownMeaning(now, target)) {
    const [before, after] = [overOf(other), overOf(target)];
    return before === undefined || after === undefined || before === after
      ? base
      : { ...base, over: { before, after } };
  }
  if (isWhole(target)) return undefined;
  const [was, is] = [old.meanings.variablesOf(other.value), now.meanings.variablesOf(target.value)];
  const through = [...is.keys()].filter((name) => was.get(name) !== is.get(name));
  return through.length === 0 ? undefined : { ...base, through };
}

/** What stands outside of the targets' values: the loops and conditions around the document, without the variables. */
function frameOf(side: Side): string {
  const { program, meanings } = side;
  const hole = program.objects.get('')?.span;
  return `${meanings.around({ start: 0, end: program.text.length }, hole)} ${unnamedMembers(side, '')}`;
}

function variableChanges(old: Side, now: Side, changes: readonly TargetChange[]): VariableChange[] {
  const meant = ({ meanings }: Side) =>
    new Map([...meanings.variables].map(([name, spans]) => [name, spans.map(meanings.of).join(' ; ')]));
  const written = ({ meanings, program }: Side, name: string) =>
    (meanings.variables.get(name) ?? []).map(({ start, end }) => program.text.slice(start, end)).join(' ; ');
  return compareMaps(meant(old), meant(now)).map(({ name, kind }) => ({
    kind,
    name: `$${name}`,
    ...(kind === 'added' ? {} : { before: written(old, name) }),
    ...(kind === 'removed' ? {} : { after: written(now, name) }),
    targets: changes.filter(({ through }) => through?.includes(`$${name}`)).map(({ target }) => target),
  }));
}

/** Two versions of a mapping's program as changes in meaning; fields that change through a variable are told with it. */
export function programChanges(before: string, after: string, subject: string): Change[] {
  const { changes, variables, frame } = compareMappings(before, after);
  return [
    ...variables.map(
      ({ name, targets, ...sides }): Change => ({
        ...sides,
        subject,
        what: `variable ${name}`,
        ...(targets.length === 0 ? {} : { fields: targets }),
      }),
    ),
    ...changes
      .filter(({ through }) => through === undefined)
      .map(({ target, kind, before, after, over }): Change => {
        const sides = over ?? {
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        };
        return { kind, subject, what: `${over === undefined ? 'field' : 'loop of'} ${target}`, ...sides };
      }),
    ...(frame ? [{ kind: 'changed', subject, what: 'what is around the document' } as const] : []),
  ];
}

/** The difference as Markdown for a review; empty when nothing changed in meaning. */
export function differenceAsMarkdown({ changes, variables, frame }: ProgramDifference): string {
  const lines = changes.map(({ kind, target, before, after, through }) => {
    const name = `\`${target.slice(1)}\``;
    const short = (text: string | undefined) =>
      `\`${(text ?? '').replace(/\s+/g, ' ').replaceAll('`', "'").slice(0, 80)}\``;
    if (kind === 'added') return `- ${name} added: ${short(after)}`;
    if (kind === 'removed') return `- ${name} removed, was ${short(before)}`;
    if (through !== undefined) return `- ${name} changed through ${through.map((one) => `\`${one}\``).join(', ')}`;
    return `- ${name} changed from ${short(before)} to ${short(after)}`;
  });
  const held = variables.map(({ kind, name }) => `- variable \`${name}\` ${kind}`);
  return [...held, ...lines, ...(frame ? ['- what is around the document changed'] : [])]
    .map((line) => `${line}\n`)
    .join('');
}
