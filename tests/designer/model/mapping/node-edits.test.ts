// The graph of an expression, and laws of the edits of its nodes: each changes its own characters, all other targets keep theirs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MapNode, nodeAt, nodesOf, nodesOfTarget } from '../../../../designer/model/mapping/graph.ts';
import {
  disconnectInput,
  duplicateNode,
  isRefused,
  type Outcome,
  removeInput,
  removeNode,
  setInput,
  wrapPart,
} from '../../../../designer/model/mapping/node-edits.ts';
import { isExpression } from '../../../../runtime/engine/outline/expression.ts';
import { readProgram } from '../../../../runtime/engine/outline/program.ts';
import { ROOT } from '../../../support/sidecar.ts';

const folder = join(ROOT, 'mappings');
const WORKSPACE = readdirSync(folder)
  .filter((name) => name !== 'tables')
  .map((name) => [name, readFileSync(join(folder, name, 'mapping.jsonata'), 'utf8')] as const);

/** `id kind title: label=text<-source|node …` of each node of the target `a`. */
const told = (expression: string): string[] =>
  nodesOf(readProgram(`{ "a": ${expression} }`)).map(
    ({ id, kind, title, inputs }) =>
      `${id} ${kind} ${title}: ${inputs
        .map(({ label, text, sources, node }) =>
          node === undefined
            ? `${label}=${text}${sources.length > 0 ? `<${sources.join()}` : ''}`
            : `${label}<-${node}`,
        )
        .join(', ')}`,
  );

describe('the graph of an expression', () => {
  it('has a node for each call, loop and chain, with the names of parameters', () => {
    expect(told('$round($sum(lines.(price * quantity)), 2)')).toEqual([
      '/a call $round: number<-/a#0, precision=2',
      '/a#0 call $sum: numbers<-/a#0.0',
      '/a#0.0 loop for each: over=lines</lines, each<-/a#0.0.1',
      '/a#0.0.1 operation *: 1=price</lines/price, 2=quantity</lines/quantity',
    ]);
  });

  it('has a node for each condition, lookup, filter, sort, grouping, list and function', () => {
    expect(told('x ? $translate($tables, "t", y).c : $uppercase(z)')).toEqual([
      '/a condition a: if=x</x, then<-/a#1, else<-/a#2',
      '/a#1 lookup t · c: key=y</y',
      '/a#2 call $uppercase: text=z</z',
    ]);
    expect(told('$join(lines[qty > 1]^(>sku).sku, ", ")')).toEqual([
      '/a call $join: texts<-/a#0, separator=", "',
      '/a#0 sort in order · .sku: list<-/a#0.0, by, down=sku</lines/sku',
      '/a#0.0 filter only where: list=lines</lines, where<-/a#0.0.1',
      '/a#0.0.1 operation >: left=qty</lines/qty, right=1',
    ]);
    expect(told('lines{sku: $sum(qty)}')).toEqual([
      '/a group by key: list=lines</lines, by=sku</lines/sku, each<-/a#2',
      '/a#2 call $sum: numbers=qty</lines/qty',
    ]);
    expect(told('$map(lines, function($l) { $l.qty * 2 })')).toEqual([
      '/a call $map: list=lines</lines, function<-/a#1',
      '/a#1 function function($l): gives<-/a#1.0',
      '/a#1.0 operation *: 1=$l.qty</lines/qty, 2=2',
    ]);
    expect(told('( $x := a & b; $x & c )')).toEqual([
      '/a block named values: $x<-/a#0, result<-/a#1',
      '/a#0 operation &: 1=a</a, 2=b</b',
      '/a#1 operation &: 1=$x</a,/b, 2=c</c',
    ]);
  });

  it('leaves what cannot be drawn one node with its exact text', () => {
    expect(told('l ~> |$|{ "z": 1 }|')).toEqual(['/a operation ~>: value=l</l, through=|$|{ "z": 1 }|']);
    expect(told('**.x')).toEqual(['/a expression a: =**.x']);
  });

  it('folds what is nested deepest in a large mapping, and unfolds it on demand', () => {
    const text = `{ ${Array.from({ length: 60 }, (_one, at) => `"f${at}": $round($sum(l.(p * q)), 2)`).join(', ')} }`;
    const program = readProgram(text);
    const nodes = nodesOf(program);
    expect(Math.max(...nodes.map((node) => node.depth))).toBe(1);
    expect(nodes[1]?.inputs[0]).toMatchObject({
      text: 'l.(p * q)',
      folded: '/f0#0.0',
      sources: ['/l', '/l/p', '/l/q'],
    });
    const unfolded = nodesOf(program, new Map([['/f0#0.0', true]]));
    expect(unfolded.map((node) => node.id).slice(0, 3)).toEqual(['/f0', '/f0#0', '/f0#0.0']);
    const folded = nodesOf(program, new Map([['/f0#0', false]]));
    expect(folded[0]?.inputs[0]).toMatchObject({ folded: '/f0#0' });
  });
});

const apply = (outcome: Outcome): string => ('refused' in outcome ? `refused: ${outcome.refused}` : outcome.text);
const value = (outcome: Outcome): string =>
  'refused' in outcome ? `refused: ${outcome.refused}` : (readProgram(outcome.text).byPath.get('/a')?.text ?? '');

/** A program with one target, and the node of an id in it. */
function given(expression: string, id = '/a'): [ReturnType<typeof readProgram>, MapNode] {
  const program = readProgram(`{ "a": ${expression}, "b": c }`);
  return [program, nodeAt(program, id) as MapNode];
}

describe('an edit of a node', () => {
  it('sets an input, in parentheses where operators would take it apart', () => {
    expect(value(setInput(...given('x * y'), { input: 0, put: 'p + q' }))).toBe('(p + q) * y');
    expect(value(setInput(...given('x + y'), { input: 0, put: 'p * q' }))).toBe('p * q + y');
    expect(value(setInput(...given('x ? y : z'), { input: 0, put: 'a ? b : c' }))).toBe('(a ? b : c) ? y : z');
    expect(value(setInput(...given('$f(x)'), { input: 0, put: 'a ? b : c' }))).toBe('$f(a ? b : c)');
    expect(value(setInput(...given('lines[q > 1]'), { input: 0, put: 'a & b' }))).toBe('(a & b)[q > 1]');
    expect(apply(setInput(...given('$f(x)'), { input: 0, put: 'a b' }))).toContain('refused');
  });

  it('fills an argument that is missing', () => {
    expect(value(setInput(...given('$round(x)'), { input: 1, put: '2' }))).toBe('$round(x, 2)');
    expect(value(setInput(...given('$uppercase()'), { input: 0, put: 'a' }))).toBe('$uppercase(a)');
    expect(value(setInput(...given('x ? y'), { input: 2, put: 'z' }))).toBe('x ? y : z');
    expect(value(setInput(...given('(x ? y)'), { input: 2, put: 'p ? q' }))).toBe('(x ? y : p ? q)');
  });

  it('takes a node away and leaves its main input', () => {
    expect(value(removeNode(given('$round($sum(l.p), 2)')[0], '/a'))).toBe('$sum(l.p)');
    expect(value(removeNode(given('$round($sum(l.p), 2)')[0], '/a#0'))).toBe('$round(l.p, 2)');
    expect(value(removeNode(given('x ? y & z : w')[0], '/a'))).toBe('y & z');
    expect(value(removeNode(given('l[q > 1].sku')[0], '/a'))).toBe('l.sku');
    expect(value(removeNode(given('l[q > 1]^(>p, q).sku')[0], '/a'))).toBe('l[q > 1].sku');
    expect(value(removeNode(given('$f(x).name')[0], '/a'))).toBe('x.name');
    expect(value(removeNode(given('$g($now(), 1)')[0], '/a#0'))).toBe('$g(null, 1)');
    expect(apply(removeNode(given('$now()')[0], '/a'))).toBe('{ "b": c }');
  });

  it('takes an input away where the node can do without it', () => {
    expect(value(removeInput(...given('a & b & c'), 1))).toBe('a & c');
    expect(value(removeInput(...given('a & b'), 0))).toBe('b');
    expect(value(removeInput(...given('$round(x, 2)'), 1))).toBe('$round(x)');
    expect(value(removeInput(...given('$round(x, 2)'), 0))).toMatch(/would take its place/);
    expect(value(removeInput(...given('$split(x, ",")'), 1))).toMatch(/needs separator/);
    expect(value(removeInput(...given('x ? y : z'), 2))).toBe('x ? y');
    expect(value(removeInput(...given('x ? y : z'), 0))).toMatch(/remove the node/);
    expect(value(removeInput(...given('l^(>p, <q)'), 1))).toBe('l^(<q)');
    expect(value(removeInput(...given('l^(p, >q)'), 2))).toBe('l^(p)');
    expect(value(removeInput(...given('l^(p)'), 1))).toBe('l');
    expect(value(removeInput(...given('l[$f(p)]'), 1))).toBe('l');
    expect(value(removeInput(...given('[$f(a), $g(b), c]'), 0))).toBe('[$g(b), c]');
    expect(value(disconnectInput(...given('$round(x, 2)'), 0))).toBe('$round(0, 2)');
    expect(value(disconnectInput(...given('x ? y : z'), 1))).toBe('x ? "" : z');
  });

  it('puts a function around a part, and duplicates a node as a new target', () => {
    const [program, node] = given('$round(price * qty, 2)');
    const input = node.inputs[0] as { start: number; end: number };
    expect(value(wrapPart(program, '/a', { part: input, functionName: 'abs' }))).toBe('$round($abs(price * qty), 2)');
    expect(value(wrapPart(program, '/a', { part: node, functionName: 'split' }))).toBe(
      '$split($round(price * qty, 2), "")',
    );
    expect(apply(duplicateNode(program, '/a#0'))).toBe('{ "a": $round(price * qty, 2), "b": c, "aCopy": price * qty }');
  });
});

describe('every node of the workspace', () => {
  it.each(WORKSPACE)('in %s can be edited, and the text around its target stays as it is', (_name, text) => {
    const program = readProgram(text);
    let seen = 0;
    let edited = 0;
    for (const { path, value: own } of program.byPath.values()) {
      const [before, after] = [text.slice(0, own.start), text.slice(own.end)];
      for (const node of nodesOfTarget(program, path)) {
        expect(text.slice(node.start, node.end)).toBe(node.text);
        seen += 1;
        // The large mappings have hundreds of nodes: every fifth is edited.
        if (seen % 5 !== 1) continue;
        const outcomes: Outcome[] = node.depth === 0 ? [] : [removeNode(program, node.id)];
        for (const [index, input] of node.inputs.entries()) {
          if (input.role !== 'open')
            expect(apply(setInput(program, node, { input: index, put: input.text }))).toBe(text);
          outcomes.push(setInput(program, node, { input: index, put: 'x ? y : z' }), removeInput(program, node, index));
        }
        for (const outcome of outcomes) {
          if (isRefused(outcome)) continue;
          edited += 1;
          expect(outcome.text.startsWith(before) && outcome.text.endsWith(after)).toBe(true);
          const changed = outcome.text.slice(own.start, outcome.text.length - after.length);
          expect([changed, isExpression(changed)]).toEqual([changed, true]);
        }
      }
    }
    expect(edited).toBeGreaterThan(0);
  });
});
