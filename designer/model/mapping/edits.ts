// Edits of a mapping program as splices: each takes a text and gives a text in which only what it names is changed.
// Every one has a name, which undo shows. Pure; may import its neighbours.
import { isExpression, writtenName } from '../../../runtime/engine/outline/expression.ts';
import { fieldPath, loopOf, type Program, readProgram, type Target } from '../../../runtime/engine/outline/program.ts';
import { rereadProgram } from '../../../runtime/engine/outline/reread.ts';
import { MESSAGE_SCOPE, type Scope } from '../../../runtime/engine/outline/scope.ts';

export interface Edit {
  /** What was done, for undo and for screen readers: `Connect sku to sku`. */
  readonly name: string;
  readonly text: string;
}

const INDENT = '  ';

const splice = (text: string, start: number, end: number, put: string): string =>
  text.slice(0, start) + put + text.slice(end);

const stepsOf = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/'));
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const nameOf = (path: string): string => stepsOf(path).at(-1) ?? '';

/** Blanks at the beginning of the line that an offset is on. */
function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** A program with the object that a new mapping begins with. */
export const emptyProgram = (documentType: string | undefined): string =>
  documentType === undefined ? '{\n}\n' : `{\n  "type": ${JSON.stringify(documentType)}\n}\n`;

function insertMember(program: Program, owner: string, member: string): string | undefined {
  const object = program.objects.get(owner);
  if (object === undefined) return undefined;
  const { text } = program;
  const last = object.entries.at(-1);
  const close = object.span.end - 1;
  if (last === undefined) {
    const inner = `${indentAt(text, object.span.start)}${INDENT}`;
    const outer = indentAt(text, object.span.start);
    // A comment in an empty object stays where it is.
    const kept = text.slice(object.span.start + 1, close).trimEnd();
    return splice(text, object.span.start + 1, close, `${kept}\n${inner}${reindent(member, inner)}\n${outer}`);
  }
  const isOneLine = !text.slice(object.span.start, object.span.end).includes('\n');
  if (isOneLine) return splice(text, last.end, last.end, `, ${member}`);
  const inner = indentAt(text, (object.entries[0] as { start: number }).start);
  const rest = text.slice(last.end, close);
  // A trailing comment behind the last member belongs to it.
  const comment = /^[ \t]*\/\*(?:(?!\*\/)[^\n])*\*\/(?=[ \t]*\n)/.exec(rest)?.[0] ?? '';
  return splice(text, last.end, last.end + comment.length, `,${comment}\n${inner}${reindent(member, inner)}`);
}

const reindent = (text: string, indent: string): string => text.replaceAll('\n', `\n${indent}`);

/** The nearest object above a target that is there, and the steps that are missing between. */
function missingSteps(program: Program, path: string): { owner: string; steps: readonly string[] } | undefined {
  const steps = stepsOf(path);
  for (let count = steps.length - 1; count >= 0; count -= 1) {
    const owner =
      count === 0
        ? ''
        : `/${path
            .split('/')
            .slice(1, count + 1)
            .join('/')}`;
    if (program.objects.has(owner)) return { owner, steps: steps.slice(count) };
    // An object of a list that is not there cannot be made by its place.
    if (fieldPath(owner) !== owner) return undefined;
    // Something that is no object stands there: nothing can be put into it.
    if (program.byPath.has(owner) && count > 0) return undefined;
  }
  return undefined;
}

/**
 * Gives a target a value: in the place of what it had, or as a new member with the groups that are missing above it.
 *
 * @param expression  JSONata text, relative to the loop that the target is in
 * @param options.lists  paths of targets that are lists: a group that is missing there is made as one
 * @returns undefined when the text of the mapping has no place for it
 */
export function setTarget(
  program: Program,
  path: string,
  expression: string,
  options: { name?: string; isList?: (path: string) => boolean } = {},
): Edit | undefined {
  const name = options.name ?? `Change ${nameOf(path)}`;
  if (!isExpression(expression)) return undefined;
  const target = program.byPath.get(path);
  if (target !== undefined)
    return { name, text: splice(program.text, target.value.start, target.value.end, expression) };
  const base =
    program.objects.size === 0 && program.text.trim() === '' ? readProgram(emptyProgram(undefined)) : program;
  const missing = missingSteps(base, path);
  if (missing === undefined) return undefined;
  const [first = '', ...inner] = missing.steps;
  let value = expression;
  for (let index = inner.length - 1; index >= 0; index -= 1) {
    const above = `/${[...stepsOf(missing.owner), first, ...inner.slice(0, index)].join('/')}`;
    const object = `{\n${INDENT}${JSON.stringify(inner[index])}: ${reindent(value, INDENT)}\n}`;
    value = options.isList?.(above) === true ? `[${object}]` : object;
  }
  const text = insertMember(base, missing.owner, `${JSON.stringify(first)}: ${value}`);
  return text === undefined ? undefined : { name, text };
}

/** Takes a target away, with its comma and the comment above it. */
export function removeTarget(program: Program, path: string): Edit | undefined {
  const target = program.byPath.get(path);
  const object = target === undefined ? undefined : program.objects.get(target.owner);
  if (target === undefined || object === undefined) return undefined;
  const { text } = program;
  const index = object.entries.findIndex((entry) => entry.key.start === target.key.start);
  const [before, after] = [object.entries[index - 1], object.entries[index + 1]];
  const name = `Remove ${nameOf(path)}`;
  if (after !== undefined) {
    // To the next key, or to the comment that belongs to it.
    const gap = text.slice(target.value.end, after.start);
    const comma = gap.indexOf(',');
    const comment = /\n[ \t]*\/\*/.exec(gap.slice(comma));
    const lineOfNext =
      comment === null ? target.value.end + comma + 1 + /^\s*/.exec(gap.slice(comma + 1))![0].length : undefined;
    const end =
      lineOfNext ??
      target.value.end +
        comma +
        (comment as RegExpExecArray).index +
        /^\n[ \t]*/.exec(gap.slice(comma).slice((comment as RegExpExecArray).index))![0].length;
    return { name, text: splice(text, startWithNote(text, target), end, '') };
  }
  const start = before === undefined ? object.span.start + 1 : before.end;
  // Comments between the member before and this one stay with the one before, but for the one right above.
  const kept =
    before === undefined ? '' : text.slice(before.end, startWithNote(text, target)).replace(',', '').trimEnd();
  const tail = text.slice(target.value.end, object.span.end - 1);
  return { name, text: splice(text, start, target.value.end, before === undefined && tail.trim() === '' ? '' : kept) };
}

/** Where a target's member begins: at its key, or at the comment right above it. */
function startWithNote(text: string, target: Target): number {
  if (target.note === undefined) return target.key.start;
  return text.lastIndexOf('/*', target.key.start);
}

/** Writes, changes or takes away the comment above a target. */
export function setNote(program: Program, path: string, note: string): Edit | undefined {
  const target = program.byPath.get(path);
  if (target === undefined) return undefined;
  const { text } = program;
  const clean = note.replaceAll('*/', '* /').trim();
  const indent = indentAt(text, target.key.start);
  const written = clean === '' ? '' : `/* ${reindent(clean, `${indent}   `)} */\n${indent}`;
  const name = clean === '' ? `Remove the note of ${nameOf(path)}` : `Note on ${nameOf(path)}`;
  return { name, text: splice(text, startWithNote(text, target), target.key.start, written) };
}

/** A source path as an expression that stands in some scope writes it. */
export function relativePath(path: string, context: string | undefined): string {
  const write = (steps: readonly string[]): string => steps.map(writtenName).join('.');
  if (context !== undefined && context !== '' && path.startsWith(`${context}/`))
    return write(stepsOf(path.slice(context.length)));
  if (context === path) return '$';
  if (context === '' || context === undefined) return path === '' ? '$' : write(stepsOf(path));
  return `$$.${write(stepsOf(path))}`;
}

/** A source path as an expression in this scope writes it: from its context, or from a parameter that stands for a member. */
export function pathIn(path: string, scope: Scope): string {
  const [member] = (scope.members ?? [])
    .filter((one) => !scope.hidden.has(one.name) && `${path}/`.startsWith(`${one.path}/`))
    .sort((a, b) => b.path.length - a.path.length);
  if (member === undefined || member.path.length <= (scope.context ?? '').length)
    return relativePath(path, scope.context);
  const rest = path.slice(member.path.length);
  return rest === '' ? `$${member.name}` : `$${member.name}.${stepsOf(rest).map(writtenName).join('.')}`;
}

export interface Connection {
  readonly from: string;
  readonly to: string;
}

export interface ConnectOptions {
  readonly isSourceList: (path: string) => boolean;
  readonly isTargetList: (path: string) => boolean;
  readonly isTargetGroup: (path: string) => boolean;
}

/** The outermost step of a path at which `isList` holds and nothing of it is in the context yet. */
function listAbove(path: string, isList: (path: string) => boolean, behind: string): string | undefined {
  const steps = path.split('/');
  for (let count = 2; count < steps.length; count += 1) {
    const above = steps.slice(0, count).join('/');
    if (above.length > behind.length && isList(above)) return above;
  }
  return undefined;
}

/**
 * Draws a line: the target gets the source field. Where a list meets a list a loop is made, and where fields of two
 * lists are connected whose loop is not there yet, the loop is made first.
 *
 * @returns undefined when the text has no place for it
 */
export function connect(program: Program, { from, to }: Connection, options: ConnectOptions): Edit | undefined {
  const name = `Connect ${nameOf(from)} to ${nameOf(to)}`;
  let now = program;
  const isLoop = options.isSourceList(from) && options.isTargetList(to) && options.isTargetGroup(to);
  if (isLoop) {
    const written = pathIn(from, scopeOf(now, to));
    const known = now.byPath.get(to);
    const loop = known === undefined ? undefined : loopOf(known.expression);
    if (known !== undefined && loop !== undefined)
      return {
        name: `Loop ${nameOf(to)} over ${nameOf(from)}`,
        text: splice(now.text, loop.over.start, loop.over.end, written),
      };
    return setTarget(now, to, `[${written}.{\n}]`, {
      name: `Loop ${nameOf(to)} over ${nameOf(from)}`,
      isList: options.isTargetList,
    });
  }
  const list = listAbove(to, options.isTargetList, '');
  if (list !== undefined && !now.byPath.has(list)) {
    const source = listAbove(from, options.isSourceList, contextOf(now, to) ?? '');
    if (source !== undefined) {
      const made = setTarget(now, list, `[${pathIn(source, scopeOf(now, list))}.{\n}]`, {
        isList: options.isTargetList,
      });
      if (made === undefined) return undefined;
      now = rereadProgram(now, made.text);
    }
  }
  return setTarget(now, to, pathIn(from, scopeOf(now, to)), { name, isList: options.isTargetList });
}

/** What names mean in an expression of this target. */
export function scopeOf(program: Program, target: string): Scope {
  for (let owner = parentOf(target); ; owner = parentOf(owner)) {
    const object = program.objects.get(owner);
    if (object !== undefined) return object.scope;
    if (owner === '') return MESSAGE_SCOPE;
  }
}

/** Path of the value that an expression of this target is seen from. */
export const contextOf = (program: Program, target: string): string | undefined => scopeOf(program, target).context;

/** Replaces a part of a target's expression: an input of its node. */
export function setPart(
  program: Program,
  span: { start: number; end: number },
  options: { text: string; name: string },
): Edit | undefined {
  if (!isExpression(options.text)) return undefined;
  const text = splice(program.text, span.start, span.end, options.text);
  return rereadProgram(program, text).fault === undefined ? { name: options.name, text } : undefined;
}

/** Members as JSONata text that can be pasted into another mapping: `"sku": sku,\n"qty": quantity`. */
export function copyTargets(program: Program, paths: readonly string[]): string {
  return paths
    .map((path) => program.byPath.get(path))
    .filter((target) => target !== undefined)
    .map((target) => `${JSON.stringify(nameOf(target.path))}: ${target.text}`)
    .join(',\n');
}

/** Pastes members into an object of the program: those that are there get the pasted value. */
export function pasteMembers(program: Program, owner: string, text: string): Edit | undefined {
  const pasted = readProgram(
    `{${text
      .trim()
      .replace(/^\{([\s\S]*)\}$/, '$1')
      .replace(/,\s*$/, '')}}`,
  );
  const members = pasted.targets.filter((target) => target.owner === '');
  if (pasted.fault !== undefined || members.length === 0) return undefined;
  let now = program;
  for (const member of members) {
    const edit = setTarget(now, `${owner}${member.path}`, member.text);
    if (edit === undefined) return undefined;
    now = rereadProgram(now, edit.text);
  }
  return {
    name: `Paste ${members.length === 1 ? nameOf((members[0] as Target).path) : `${members.length} fields`}`,
    text: now.text,
  };
}
