// The laws of the lossless tree: it is the text again, it means what jsonata reads, and its faults are jsonata's.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programMeaning } from '../../../runtime/engine/compile/jsonata-reference.ts';
import { parse } from '../../../runtime/engine/syntax/parse.ts';
import { faultsOf, referenceAst } from '../../../runtime/engine/syntax/reference-ast.ts';
import { childrenOf, type Node, print } from '../../../runtime/engine/syntax/tree.ts';
import { hasSuite, suitePrograms, writtenProgram } from '../../support/jsonata-programs.ts';
import { ROOT } from '../../support/sidecar.ts';

type Outcome =
  | { readonly tree: unknown }
  | { readonly code: string | undefined; readonly position: number | undefined };

function reference(text: string): Outcome {
  try {
    return { tree: programMeaning(text) };
  } catch (thrown) {
    const { code, position } = thrown as { code?: string; position?: number };
    return { code, position };
  }
}

/** Every part lies within the part that holds it, and parts stand in the order of the text. */
function expectNested(node: Node, within: { start: number; end: number }, text: string): void {
  expect(node.start <= node.end && node.start >= within.start && node.end <= within.end, text).toBe(true);
  let at = node.start;
  for (const child of childrenOf(node)) {
    expect(child.start >= at, text).toBe(true);
    expectNested(child, node, text);
    at = child.start;
  }
}

/** Every law at once. @returns whether jsonata takes the program */
function expectLaws(text: string): boolean {
  const program = parse(text);
  expect(print(program)).toBe(text);
  expectNested(program.root, { start: 0, end: text.length }, text);
  const faults = faultsOf(program);
  const expected = reference(text);
  if ('tree' in expected) {
    expect(faults, text).toEqual([]);
    expect(JSON.parse(JSON.stringify(referenceAst(program))), text).toEqual(expected.tree);
    return true;
  }
  expect(faults.length, text).toBeGreaterThan(0);
  // A regular expression that the platform refuses has no code of jsonata's.
  expect(faults[0]?.code, text).toBe(expected.code ?? 'S0302');
  return false;
}

const workspacePrograms = readdirSync(join(ROOT, 'mappings'))
  .filter((name) => name !== 'tables')
  .map((name) => ({ name, text: readFileSync(join(ROOT, 'mappings', name, 'mapping.jsonata'), 'utf8') }));

/** Hand-written: comments in odd places, lambdas, blocks, odd layout. */
const WRITTEN = [
  '/* before */ a /* in */ . /* between */ b /* behind */',
  '(\n  $f := function($x, $y)<n-n:n> { $x + $y }; /* sum */\n  a.{ "t": $f(1, b[c > 2][0].d) }\n)',
  'function($x, $y)<n-+n:n> { $x }',
  'function($x, $y)<-+n(z-a)?:n> { $x }',
  'λ($x){ $x ~> $trim ~> $uppercase }',
  'a@$o.b#$i[$i > 1]^(<c, >$o.d){ e: $sum(f), "g": [h..i] }',
  '|a.b|{ "c": d ?: e }, ["f", "g"]|',
  '$map(a, function($v, $i) { $i = 0 ? $v : $v.%.b })',
  '$f(?, 2) ?? -1 & `odd name`.and[or in in]',
  'a[][b = "c"][].d[]',
  '{ "a": *.**.b, /x|y/i.c: null }',
  'a ~> $replace(/[/]\\//m, "")',
];

describe('the tree of a program', () => {
  it.each(workspacePrograms.map(({ name, text }) => [name, text]))(
    'is the mapping %s again, and means the same',
    (_name, text) => {
      expect(expectLaws(text)).toBe(true);
    },
  );

  it.each(WRITTEN)('holds for %s', (text) => {
    expectLaws(text);
  });

  it('holds for generated programs', () => {
    let valid = 0;
    fc.assert(
      fc.property(writtenProgram, (text) => {
        if (expectLaws(text)) valid += 1;
      }),
      { numRuns: 400 },
    );
    // Nearly all generated programs are valid; when that is no longer so, this test says nothing.
    expect(valid).toBeGreaterThan(150);
  });

  it('holds for programs with tokens left out, repeated, or characters put in: the same fault or the same tree', () => {
    const sources = [...WRITTEN, ...workspacePrograms.map(({ text }) => text.slice(0, 1_200))];
    const place = fc.nat({ max: 10_000 });
    const change = fc.record({
      at: place,
      from: place,
      how: fc.constantFrom('drop', 'copy', 'insert'),
      what: fc.constantFrom(...'(){}[]/\\"\'`|<>.,;:?*%@#^!~=-& $a1'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.array(change, { minLength: 1, maxLength: 3 }), (source, changes) => {
        const texts = parse(source).tokens.map((token) => token.text);
        for (const { at, from, how, what } of changes) {
          const index = at % texts.length;
          if (how === 'drop') texts.splice(index, 1, '');
          else if (how === 'copy') texts.splice(index, 0, texts[from % texts.length] ?? '');
          else texts[index] = `${texts[index]?.slice(0, from % 5)}${what}${texts[index]?.slice(from % 5)}`;
        }
        expectLaws(texts.join(''));
      }),
      { numRuns: 1_500 },
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(print(parse(text))).toBe(text);
      }),
      { numRuns: 1_000 },
    );
    const deep = `${'('.repeat(20_000)}1`;
    expect(parse(deep).faults[0]).toMatchObject({ code: 'too-deep' });
    expect(print(parse(deep))).toBe(deep);
  });
});

describe('a fault', () => {
  it.each([
    ['a +', 'S0207', 3, 3],
    ['a.b[', 'S0203', 4, 4],
    ['a + )', 'S0211', 4, 5],
    ['{ "a": 1 "b": 2 }', 'S0202', 9, 12],
    ['$f(1', 'S0203', 4, 4],
    ['"open', 'S0101', 0, 5],
    ['/* open', 'S0106', 0, 7],
    ['a.1', 'S0213', 0, 3],
    ['function($x, 2) { $x }', 'S0208', 13, 14],
    ['1 := 2', 'S0212', 0, 1],
    ['a b', 'S0201', 2, 3],
    ['function($x)<n<n>> { $x }', 'S0401', 12, 18],
  ])('of %s is %s at its characters', (text, code, start, end) => {
    expect(faultsOf(parse(text))[0]).toMatchObject({ code, start, end });
  });

  it('leaves the parts around it readable', () => {
    const { root, faults } = parse('{ "a": b.c, "broken": d + ), "e": $f(g) }');
    expect(faults).toHaveLength(1);
    expect(root).toMatchObject({
      kind: 'object',
      pairs: [{ value: { kind: 'map' } }, { value: { kind: 'broken' } }, { value: { kind: 'call' } }],
    });
  });

  it('of one pair leaves the others, whatever is missing', () => {
    const { root } = parse('{ "a": 1, "b" 2, "c": 3 }');
    expect(root).toMatchObject({ kind: 'object', pairs: [{}, { value: { kind: 'broken' } }, { value: { value: 3 } }] });
  });
});

describe.skipIf(!hasSuite('the tree is not tried on them'))('the conformance cases of JSONata', () => {
  it('give the tree of the reference, or its error', () => {
    const programs = suitePrograms();
    expect(programs.length).toBeGreaterThan(1_600);
    for (const { program } of programs) expectLaws(program);
  });
});
