// A value gets a name, and a name's value is put in its place again: the program gives what it gave, for every message.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeName, nameableAt, nameValue, putInPlace } from '../../../../designer/model/mapping/named-values.ts';
import { isRefused, type Outcome } from '../../../../designer/model/mapping/node-edits.ts';
import { readBindings } from '../../../../designer/model/mapping/rename.ts';
import { parse } from '../../../../runtime/engine/syntax/parse.ts';
import { placesOf } from '../../../../runtime/engine/syntax/places.ts';
import { fcNamedInput, fcNamedProgram, lawRuns, outcomeOf } from '../../../support/named-programs.ts';

const told = (outcome: Outcome): string => (isRefused(outcome) ? `refused: ${outcome.refused}` : outcome.text);

/** Names what stands between `‹` and `›`. */
function named(marked: string, name: string, all = false): string {
  const start = marked.indexOf('‹');
  const text = marked.replace('‹', '').replace('›', '');
  return told(nameValue({ text }, { start, end: marked.indexOf('›') - 1 }, { name, all }));
}

/** Puts back what is named at `^`. */
function putBack(marked: string): string {
  return told(putInPlace({ text: marked.replace('^', '') }, marked.indexOf('^')));
}

describe('naming a value', () => {
  it('binds it in the parentheses of what it stands in', () => {
    expect(named('{ "a": ‹n + 1› & "!" }', 'next')).toBe('{ "a": ( $next := n + 1; $next & "!" ) }');
    expect(named('{\n  "a": l.{\n    "k": ‹$trim(k)› & "x"\n  }\n}', 'key')).toBe(
      '{\n  "a": l.{\n    "k": ( $key := $trim(k); $key & "x" )\n  }\n}',
    );
  });

  it('binds several that are equal at the nearest place around all of them', () => {
    expect(named('{\n  "a": l.{\n    "k": ‹$trim(k)› & "x",\n    "z": $trim( k )\n  }\n}', 'key', true)).toBe(
      '{\n  "a": l.(\n    $key := $trim(k);\n    {\n    "k": $key & "x",\n    "z": $key\n  }\n  )\n}',
    );
    expect(named('(\n  $x := 1;\n  { "a": ‹n + $x›, "b": n+$x }\n)', 'sum2', true)).toBe(
      '(\n  $x := 1;\n  $sum2 := n + $x;\n  { "a": $sum2, "b": $sum2 }\n)',
    );
    expect(nameableAt({ text: '{ "a": n + 1, "b": l.(n + 1), "c": n + 1 }' }, { start: 7, end: 12 })).toEqual({
      equal: 2,
    });
  });

  it('does not take for equal what reads other rows or other names', () => {
    expect(named('( $x := 1; { "a": ‹$x + n›, "b": ( $x := 2; $x + n ) } )', 'v', true)).toBe(
      '( $x := 1; { "a": ( $v := $x + n; $v ), "b": ( $x := 2; $x + n ) } )',
    );
  });

  it('refuses what would be evaluated where it means something else, or where it may fail for nothing', () => {
    expect(named('{ "a": l[‹q > 1›].k }', 'v')).toContain('refused: It reads fields of the rows around it');
    expect(named('{ "a": s or ‹$number(s) > 1› }', 'v')).toContain('refused: It may fail');
    expect(named('{ "a": s or ‹s = "x"› }', 'v')).toBe('{ "a": ( $v := s = "x"; s or $v ) }');
    expect(named('{ "a": ‹l›.k & $v }', 'v')).toContain('is a name of this mapping');
    expect(named('{ "a": $map(l, function($m) { ‹$m.q + 1› }) }', 'v')).toBe(
      '{ "a": $map(l, function($m) { ( $v := $m.q + 1; $v ) }) }',
    );
    expect(named('{ "a": [‹[1, 2]›] }', 'v')).toContain('refused: A list in a list');
    expect(named('{ "a": ‹$random()› }', 'v')).toContain('another value each time');
    expect(named('{ ‹"a"›: 1 }', 'v')).toContain('refused');
  });

  it('offers a name that nothing has', () => {
    expect(freeName('( $total := 1; $total )', 'total')).toBe('total2');
    expect(freeName('1', 'ship-to name')).toBe('shipToName');
    expect(freeName('1', 'sum')).toBe('sum2');
  });
});

describe('putting a value in its place again', () => {
  it('is the way back from naming it', () => {
    for (const text of [
      '{ "a": n + 1 & "!" }',
      '(\n  $x := 1;\n  { "a": n + 1, "b": $x }\n)',
      '{\n  "a": [l[q > 1].{\n    "k": n + 1\n  }]\n}',
    ]) {
      const start = text.indexOf('n + 1');
      const outcome = nameValue({ text }, { start, end: start + 5 }, { name: 'v' });
      if (isRefused(outcome)) expect.fail(outcome.refused);
      expect(putBack(outcome.text.replace('$v', '$^v'))).toBe(text);
    }
  });

  it('puts it in parentheses where the operators around it would take it apart', () => {
    expect(putBack('( $^x := n + 1; { "a": $x * 2, "b": l.{ "k": 1 }, "c": [$x] } )')).toBe(
      '{ "a": (n + 1) * 2, "b": l.{ "k": 1 }, "c": [n + 1] }',
    );
    expect(putBack('( $^x := [1, 2]; [$x, 3] )')).toBe('[([1, 2]), 3]');
    expect(putBack('( $y := 1; /* why */ $^x := a.b; $x[0] + $y )')).toBe('( $y := 1; /* why */ (a.b)[0] + $y )');
  });

  it('refuses where it would mean something else', () => {
    expect(putBack('( $^x := n; l.{ "a": $x } )')).toContain('inside of rows');
    expect(putBack('( $y := 1; $^x := $y + 1; ( $y := 2; $x ) )')).toContain('$y means something else');
    expect(putBack('( $^f := function($n) { $f($n) }; $f(1) )')).toContain('calls itself');
    expect(putBack('( $^x := 1; $x := 2; $x )')).toContain('more than one value');
    expect(putBack('( $^x := $number(s); c ? $x : 0 )')).toContain('may fail');
    expect(putBack('$map(l, function($^m) { $m })')).toContain('no one expression');
    expect(putBack('( $^x := $filter(l, $f); $x.k )')).toContain('only a path of fields');
  });
});

describe('every such act that is not refused', () => {
  it('keeps the value of the program, and names give way to what they stand for', async () => {
    const done = { named: 0, put: 0 };
    await fc.assert(
      fc.asyncProperty(fcNamedProgram, fc.nat(), fc.boolean(), fcNamedInput, async (text, which, all, input) => {
        const places = placesOf(parse(text).root);
        const { node } = places[which % places.length] as (typeof places)[number];
        const slots = readBindings(text)?.slots ?? [];
        const site = slots[which % Math.max(1, slots.length)]?.sites[0];
        const one = nameValue({ text }, node, { name: 'fresh', all });
        const other = site === undefined ? undefined : putInPlace({ text }, site.at.start);
        const before =
          isRefused(one) && (other === undefined || isRefused(other)) ? undefined : await outcomeOf(text, input);
        if (before === undefined) return;
        // Names take a step more: a program that is at its limit may be beyond it then.
        const given = async (now: string) => (await outcomeOf(now, input)) ?? before;
        if (!isRefused(one)) {
          done.named += 1;
          expect([one.text, await given(one.text)]).toEqual([one.text, before]);
          const back = putInPlace(one, one.text.indexOf('$fresh'));
          if (!isRefused(back)) expect([back.text, await given(back.text)]).toEqual([back.text, before]);
        }
        if (other !== undefined && !isRefused(other)) {
          done.put += 1;
          expect([other.text, await given(other.text)]).toEqual([other.text, before]);
        }
      }),
      lawRuns(300),
    );
    expect(done.named).toBeGreaterThan(60);
    expect(done.put).toBeGreaterThan(10);
  });
});
