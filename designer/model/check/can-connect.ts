// Whether a field may be drawn to another, asked while a line is dragged. Pure; may import ../../schema/ and ../language/.
import type { Field } from '../../schema/field.ts';
import type { FieldIndex } from '../analysis/fields.ts';
import { ANY, BOOLEAN, kindsInWords, kindsOfType, NUMBER, TEXT } from '../language/kinds.ts';

export type Connectable =
  /** `loop` makes or changes one; `converted` needs a function in between, which `call` names. */
  | { readonly allowed: true; readonly how: 'value' | 'whole' | 'loop' }
  | { readonly allowed: true; readonly how: 'converted'; readonly call: '$string' | '$number' }
  | { readonly allowed: false; readonly reason: string };

const refuse = (reason: string): Connectable => ({ allowed: false, reason });

/** Lists above a path, the innermost last. */
function listsAbove(path: string, index: FieldIndex): readonly string[] {
  const lists: string[] = [];
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) {
    if (index.at(path.slice(0, end))?.isList === true) lists.push(path.slice(0, end));
  }
  return lists;
}

const isGroup = (field: Field): boolean => field.children.length > 0 || field.type === 'object';

/**
 * Whether a source field may be connected to a target field.
 *
 * A list meets a list as a loop. A value of a list's member goes only where the target is in a list as well: anywhere else
 * several values would meet one place. Texts and numbers are converted; what has members goes only where members are taken.
 */
export function canConnect(
  source: Field,
  target: Field,
  trees: { readonly sources: FieldIndex; readonly targets: FieldIndex },
): Connectable {
  const sourceLists = listsAbove(source.path, trees.sources).length;
  const targetLists = listsAbove(target.path, trees.targets).length;
  if (target.type === 'any' && target.children.length === 0) return { allowed: true, how: 'value' };
  if (isGroup(target)) {
    if (!isGroup(source)) return refuse(`${target.name} is a group: draw to one of its fields`);
    if (target.isList === true) return { allowed: true, how: 'loop' };
    if (source.isList === true) return refuse(`${target.name} takes one object, ${source.name} is a list`);
    return { allowed: true, how: 'whole' };
  }
  if (isGroup(source) && target.type !== 'any')
    return refuse(`${target.name} takes a value, ${source.name} is a group`);
  const takesMany = target.isList === true;
  if (source.isList === true && !takesMany) return refuse(`${target.name} takes one value, ${source.name} is a list`);
  if (sourceLists > targetLists && !takesMany) {
    return refuse(`${target.name} takes one value, ${source.name} is there for each of a list`);
  }
  return convertible(source, target);
}

function convertible(source: Field, target: Field): Connectable {
  const given = kindsOfType(source.type);
  const wanted = kindsOfType(target.type);
  if (given === ANY || wanted === ANY || (given & wanted) !== 0) return { allowed: true, how: 'value' };
  if (wanted === TEXT && (given & (NUMBER | BOOLEAN)) !== 0)
    return { allowed: true, how: 'converted', call: '$string' };
  if (wanted === NUMBER && given === TEXT) return { allowed: true, how: 'converted', call: '$number' };
  return refuse(`${target.name} takes ${kindsInWords(wanted)}, ${source.name} is ${kindsInWords(given)}`);
}
