// Programs and random edits of them, for the laws of what is read anew after an edit.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { connect, removeTarget, setNote, setTarget } from '../../designer/model/mapping/edits.ts';
import type { Program } from '../../runtime/engine/outline/program.ts';
import { ROOT } from './sidecar.ts';

const folder = join(ROOT, 'mappings');
const WORKSPACE = readdirSync(folder)
  .filter((name) => name !== 'tables')
  .map((name) => readFileSync(join(folder, name, 'mapping.jsonata'), 'utf8'));
/** Comments everywhere, odd layout, names that are read as variables, objects that are not what they seem. */
export const ODD_PROGRAMS: readonly string[] = [
  '/* first */ ( /* a */ $f := function($x /* p */) { $x & "!" }; /* b */\n{ "a": $f(s), /* beside */ "b": n + 1,\n\n\n  "c"  :  { "d": s ,"e":[ l.( $q := q; { "k" : k, "q":$q } ) ] } /* end */ } /* last */ )\n',
  '{\r\n\t"a": s,\r\n\t/* why\r\n\t   so */\r\n\t"b": n,\r\n\t"c": {\r\n\t\t"d": $uppercase(s),\r\n\t\t"e": [l{ k: $sum(q) }]\r\n\t}\r\n}',
  '{"a":s,"b":n,"c":{"d":l.k,"e":{"f":"x","g":[{"h":1},{"h":2}]}}}',
  '{"a": "/*", /* note */ "b": s, x: 1, "c/d": n, "a/b": { "c": 1 } }',
  '( $x := { "a": s, "b": n }; $y := { "c": $x.a }; $x )',
  '( $x := { "a": s, "b": $x.a } )',
  '{ "one": { "two": { "three": { "four": s } } }, "list": l.{ "k": k, "inner": m.{ "z": z } } }',
  '$map(l, function($m) {{ "a": $m.k, "b": $m.q }})',
  '{ "a": /x{/ ~> $f, "b": |$|{"z": 1}|, "c": s /* end */ }',
  '{ }',
  '{ /* nothing yet */ }\n',
];
/** What is put somewhere: whole expressions, members, and pieces that make a text unreadable or mean something else. */
const PIECES = [
  '"x"',
  's',
  '$trim(s)',
  '{ "in": s }',
  'l.{ "k": k }',
  '[l.{ "k": k }]',
  '"new": s,',
  ', "new": n',
  '"a": 1',
  ',',
  ':',
  '/* note */',
  '/*',
  '*/',
  '"',
  "'",
  '`',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '/',
  '/x/',
  ' ',
  '\n',
  '0',
  'e5',
  '.q',
  ' & "y"',
  '?',
  'function($x){$x}',
  '|',
  '..',
  '*',
  '"a":',
  '$x := {"q": s};',
] as const;

/** A program of the workspace, or an odd one. */
export const fcProgram = fc.constantFrom(...WORKSPACE, ...ODD_PROGRAMS);

export type RandomEdit =
  | { readonly kind: 'splice'; readonly at: number; readonly length: number; readonly put: string }
  | { readonly kind: 'set' | 'remove' | 'note' | 'connect' | 'add'; readonly target: number; readonly put: string };

/** Characters in place of others anywhere, and acts of the designer. */
export const fcEdit: fc.Arbitrary<RandomEdit> = fc.oneof(
  fc.record({
    kind: fc.constant('splice' as const),
    at: fc.nat(),
    length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    put: fc.oneof(fc.constantFrom(...PIECES), fc.constant('')),
  }),
  fc.record({
    kind: fc.constantFrom('set' as const, 'remove' as const, 'note' as const, 'connect' as const, 'add' as const),
    target: fc.nat(),
    put: fc.constantFrom(...PIECES),
  }),
);

const NO_LISTS = { isSourceList: () => false, isTargetList: () => false, isTargetGroup: () => false };

/** The text of a program after an edit; the same text where the edit cannot be done. */
export function editedText(program: Program, edit: RandomEdit): string {
  const { text, targets } = program;
  if (edit.kind === 'splice') {
    const at = edit.at % (text.length + 1);
    return text.slice(0, at) + edit.put + text.slice(at + edit.length);
  }
  const path = targets[edit.target % Math.max(1, targets.length)]?.path ?? '/a';
  switch (edit.kind) {
    case 'set':
      return setTarget(program, path, edit.put)?.text ?? text;
    case 'add':
      return setTarget(program, `${path}Added`, edit.put)?.text ?? text;
    case 'remove':
      return removeTarget(program, path)?.text ?? text;
    case 'note':
      return setNote(program, path, edit.put)?.text ?? text;
    case 'connect':
      return connect(program, { from: '/s', to: path }, NO_LISTS)?.text ?? text;
  }
}
