// A message that came, as an example may keep it: by what the mapping makes of its fields. What is read for public or internal fields of
// the document stays; what is read for personal or payment fields, or for nothing, keeps its form and loses its letters and digits.
// Pure; may import the engine's outline and syntax, and the model.
import type { Program } from '../../../runtime/engine/outline/program.ts';
import { applySplices, type Splice } from '../../../runtime/engine/syntax/json-splice.ts';
import { type JsonNode, readJson } from '../../../runtime/engine/syntax/json-tree.ts';
import { schemaAt } from '../../../runtime/model/fields.ts';
import { isShown, privacyOf } from '../../../runtime/model/masking.ts';
import type { DocumentType } from '../../../runtime/model/types.ts';

/** Letters and digits alike: `Main St. 12` reads `xxxx xx. 00`, so that dates, addresses and codes keep their shape. */
const blank = (text: string): string => text.replace(/\p{L}|\p{M}/gu, 'x').replace(/\p{N}/gu, '0');

/** The path of a target, lists without an index, as a pointer into its document. */
function pointerOf(type: DocumentType, path: string): string {
  let pointer = '';
  for (const step of path.slice(1).split('/')) {
    if (schemaAt(type, pointer)?.items !== undefined) pointer += '/0';
    pointer += `/${step}`;
  }
  return pointer;
}

/** Paths of the source by what is made of them. The whole message says nothing of a field in it. */
function readPaths(program: Program, type: DocumentType): { open: ReadonlySet<string>; personal: ReadonlySet<string> } {
  const open = new Set<string>();
  const personal = new Set<string>();
  for (const { path, sources, kind } of program.targets) {
    // A loop goes over its source: what is read of an element is said by its members.
    if (kind === 'loop' || kind === 'group') continue;
    // Extensions take what is left of an object: they say nothing of a field that another target reads, and keep none.
    if (/\/extensions(?:\/|$)/.test(path)) continue;
    const privacy = privacyOf(type, pointerOf(type, path));
    const into = isShown(privacy, new Set()) ? open : privacy === 'personal' ? personal : undefined;
    for (const source of sources) if (source !== '') into?.add(source);
  }
  return { open, personal };
}

const isAtOrBelow = (path: string, paths: ReadonlySet<string>): boolean => {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (paths.has(at)) return true;
  return false;
};

/** Every value of a JSON text that is no object or list, with its path: lists without an index. */
function* leavesOf(node: JsonNode, path = ''): Generator<{ readonly node: JsonNode; readonly path: string }> {
  if (node.type === 'object')
    for (const { children: [key, value] = [] } of node.children ?? []) {
      if (key !== undefined && value !== undefined) yield* leavesOf(value, `${path}/${String(key.value)}`);
    }
  else if (node.type === 'array') for (const element of node.children ?? []) yield* leavesOf(element, path);
  else yield { node, path };
}

function maskedLeaf({ type, offset, length, value }: JsonNode): Splice[] {
  if (type === 'string') return [{ offset, length, text: JSON.stringify(blank(String(value))) }];
  return type === 'number' ? [{ offset, length, text: '0' }] : [];
}

/**
 * Masks a message by the privacy classes of the fields that are made of it. The layout of JSON stays, and all that is kept keeps its bytes.
 * Of other formats the letters and digits go: their fields cannot be found in the bytes again.
 *
 * @param type the document that the mapping makes
 */
export function maskedExample(raw: string, program: Program, type: DocumentType): string {
  const read = readJson(raw);
  if ('fault' in read) return blank(raw);
  const { open, personal } = readPaths(program, type);
  // One word often says both how an order is and how its payment is: read for the one it is seen by everybody. What is read for a person
  // as well, or stands in an object that is, is never kept.
  const isKept = (path: string): boolean => open.has(path) && !isAtOrBelow(path, personal);
  return applySplices(
    raw,
    [...leavesOf(read.root)].flatMap(({ node, path }) => (isKept(path) ? [] : maskedLeaf(node))),
  );
}
