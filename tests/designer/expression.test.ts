// The tree of an expression: every program that jsonata reads is read, none that it refuses, and spans hold what they say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { type Expression, parseExpression, partsOf } from '../../designer/model/mapping/expression.ts';
import { ROOT } from '../support/sidecar.ts';

const programs = readdirSync(join(ROOT, 'mappings'))
  .filter((name) => name !== 'tables')
  .map((name) => [name, readFileSync(join(ROOT, 'mappings', name, 'mapping.jsonata'), 'utf8')] as const);

function check(program: string, node: Expression, outer = { start: 0, end: program.length }): number {
  expect(node.start).toBeGreaterThanOrEqual(outer.start);
  expect(node.end).toBeLessThanOrEqual(outer.end);
  let end = node.start;
  let count = 1;
  for (const part of partsOf(node)) {
    expect(part.start).toBeGreaterThanOrEqual(end);
    count += check(program, part, node);
    end = part.end;
  }
  return count;
}

describe('expressions', () => {
  it.each(programs)(
    'of %s are read whole, inner ones inside of outer ones and one behind another',
    (_name, program) => {
      expect(check(program, parseExpression(program))).toBeGreaterThan(20);
    },
  );

  it.each(programs)('of %s stand alone: each is an expression by itself', (_name, program) => {
    const visit = (node: Expression): void => {
      // A range, a parameter of a partial application, and steps with a parent mean something only where they stand.
      if (node.kind !== 'wild' && !(node.kind === 'binary' && node.operator === '..'))
        expect(() => jsonata(program.slice(node.start, node.end).replaceAll('%', '*'))).not.toThrow();
      for (const part of partsOf(node)) visit(part);
    };
    const whole = parseExpression(program);
    for (const part of partsOf(whole)) visit(part);
  });

  it.each([
    'a.b[c = 1].d',
    'a ? b : c ? d : e',
    '$x := 1',
    '($a := 1; $b := 2; $a + $b)',
    'function($x, $y) { $x + $y }',
    'function($x)<n:n>{ $x }(3)',
    'Account.Order.Product{`Product Name`: Price}',
    'a^(>b, <c)',
    '|a|{"b": 1}, ["c"]|',
    'a@$x.b#$i',
    '$map(a, function($v) { $v.* })',
    '$substring(?, 1)',
    '-a.b * 2 ** 3',
    '[1..5]',
    '*.**.a',
    'a ~> $f ~> $g(1)',
    'a in ["b"] and c or d',
    '/ab+/i',
    'a ?? b ?: c',
    '"\\u00e9" & \'x\'',
    '{}',
    '()',
    '[]',
    'a[]',
    'and.or.in',
  ])('are read as jsonata reads %s', (program) => {
    const accepted = () => jsonata(program);
    let isValid = true;
    try {
      accepted();
    } catch {
      isValid = false;
    }
    if (isValid) expect(() => check(program, parseExpression(program))).not.toThrow();
    else expect(() => parseExpression(program)).toThrow();
  });

  it.each(['a +', '{ "a": }', '(a', 'a b', '[1, 2', '{ "a" 1 }', ')', 'a ? : b', 'function(x) { 1 }'])(
    'are not %s',
    (program) => {
      expect(() => jsonata(program)).toThrow();
      expect(() => parseExpression(program)).toThrow(/expected/);
    },
  );

  it('say where they cannot be read', () => {
    expect(() => parseExpression('{ "a": 1, "b" 2 }')).toThrow(
      expect.objectContaining({ start: 14, end: 15 }) as Error,
    );
  });
});
