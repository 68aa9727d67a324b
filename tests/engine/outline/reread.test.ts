// A program that is read anew after an edit is the one that reading all of its text gives: over random edits of every kind,
// on the sample workspace, on odd hand-written programs, and with characters put in and taken out anywhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connect, removeTarget, setNote, setTarget } from '../../../designer/model/mapping/edits.ts';
import { type Program, readProgram } from '../../../runtime/engine/outline/program.ts';
import { changeBetween, rereadProgram } from '../../../runtime/engine/outline/reread.ts';
import { ROOT } from '../../support/sidecar.ts';

const folder = join(ROOT, 'mappings');
const WORKSPACE = readdirSync(folder)
  .filter((name) => name !== 'tables')
  .map((name) => readFileSync(join(folder, name, 'mapping.jsonata'), 'utf8'));
const ODD: readonly string[] = [
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

/** All that a program says, without how it was come by. */
const told = ({ text, targets, byPath, objects, fault }: Program) => ({
  text,
  fault,
  targets: targets.map(
    ({ path, kind, text: own, key, value, sources, note, owner, isRepeated, expression, scope }) => ({
      path,
      kind,
      own,
      key,
      value,
      sources,
      note,
      owner,
      isRepeated,
      expression,
      context: scope.context,
    }),
  ),
  byPath: [...byPath].map(([path, target]) => [path, targets.indexOf(target)]),
  objects: [...objects.values()]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, span, entries, scope, facts }) => ({
      path,
      span: { ...span },
      entries: entries.map(({ start, end, key, value }) => ({ start, end, key, value })),
      context: scope.context,
      members: facts.members.map((one) => one.path),
      isDirect: facts.isDirect,
    })),
});

const fcText = fc.constantFrom(...WORKSPACE, ...ODD);

type Edit =
  | { readonly kind: 'splice'; readonly at: number; readonly length: number; readonly put: string }
  | { readonly kind: 'set' | 'remove' | 'note' | 'connect' | 'add'; readonly target: number; readonly put: string };

const fcEdit: fc.Arbitrary<Edit> = fc.oneof(
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

function edited(program: Program, edit: Edit): string {
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

describe('a program that is read anew', () => {
  it('is the same as one that is read from the beginning, over random edits', () => {
    let shared = 0;
    fc.assert(
      fc.property(fcText, fc.array(fcEdit, { minLength: 1, maxLength: 12 }), (start, edits) => {
        let program = readProgram(start);
        for (const edit of edits) {
          const text = edited(program, edit);
          const next = rereadProgram(program, text);
          expect(told(next)).toEqual(told(readProgram(text)));
          const kept = new Set(program.targets.map(({ facts }) => facts));
          if (text !== program.text) shared += next.targets.filter(({ facts }) => kept.has(facts)).length;
          // A text that cannot be read is edited no further: the canvas is shut then.
          program = next.fault === undefined ? next : program;
        }
      }),
      { numRuns: Number(process.env['REREAD_RUNS'] ?? 80) },
    );
    expect(shared).toBeGreaterThan(300);
  });

  it('is the same when one character is put in or taken out anywhere', () => {
    for (const start of ODD) {
      const program = readProgram(start);
      for (let at = 0; at <= start.length; at += 1) {
        for (const text of [
          start.slice(0, at) + start.slice(at + 1),
          ...[',', '"', '/', '}'].map((put) => start.slice(0, at) + put + start.slice(at)),
        ])
          expect(told(rereadProgram(program, text)), JSON.stringify([start, text])).toEqual(told(readProgram(text)));
      }
    }
  });

  it('keeps what is known of targets that an edit leaves alone', () => {
    const text = '{\n  "a": s,\n  "b": { "c": n, "d": s },\n  "e": l.{ "k": k }\n}\n';
    const before = readProgram(text);
    const after = rereadProgram(before, setTarget(before, '/b/c', 'l.k')?.text ?? '');
    const facts = (program: Program, path: string) => program.byPath.get(path)?.facts;
    for (const path of ['/a', '/b/d', '/e', '/e/k']) expect(facts(after, path)).toBe(facts(before, path));
    for (const path of ['/b', '/b/c']) expect(facts(after, path)).not.toBe(facts(before, path));
    expect(after.objects.get('/e')?.facts).toBe(before.objects.get('/e')?.facts);
    expect(after.objects.get('/b')?.facts).not.toBe(before.objects.get('/b')?.facts);
  });
});

describe('the change between two texts', () => {
  it('is the smallest one, also of long texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.nat(9000), (head, old, put, length) => {
        const pad = 'ab'.repeat(length);
        const [before, after] = [head + pad + old + pad, head + pad + put + pad];
        const { from, to, by } = changeBetween(before, after);
        expect(before.slice(0, from) + after.slice(from, to + by) + before.slice(to)).toBe(after);
        expect(by).toBe(after.length - before.length);
        if (from < to) expect(before[from]).not.toBe(after[from]);
      }),
      { numRuns: 200 },
    );
  });
});
