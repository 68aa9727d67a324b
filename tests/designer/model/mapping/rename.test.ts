// Renaming: a program means the same before and after, all else of its text stays, and renaming back gives the original bytes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefused } from '../../../../designer/model/mapping/node-edits.ts';
import { namesIn, readBindings, renameVariable } from '../../../../designer/model/mapping/rename.ts';
import { fcNamedInput, fcNamedProgram, lawRuns, outcomeOf } from '../../../support/named-programs.ts';
import { ROOT } from '../../../support/sidecar.ts';

/** Renames what is named at `^`; the text, or the reason against it. */
function renamed(marked: string, to: string): string {
  const at = marked.indexOf('^');
  const outcome = renameVariable({ text: marked.replace('^', '') }, at, to);
  return isRefused(outcome) ? outcome.refused : outcome.text;
}

describe('renaming', () => {
  it('changes a binding and the places that read it, and nothing else', () => {
    expect(renamed('( /* $x */ $^x := 1; { "x": $x, "y": "$x", "z": l.($x + x) } )', 'total')).toBe(
      '( /* $x */ $total := 1; { "x": $total, "y": "$x", "z": l.($total + x) } )',
    );
  });

  it('is asked for where the name is read as well', () => {
    expect(renamed('( $x := 1; $^x )', '$n')).toBe('( $n := 1; $n )');
  });

  it('keeps apart what bears one name in several places', () => {
    expect(renamed('( $x := 1; $f := function($^x) { $x }; ( $x := 2; $x ) + $x + $f(0) )', 'n')).toBe(
      '( $x := 1; $f := function($n) { $n }; ( $x := 2; $x ) + $x + $f(0) )',
    );
    expect(renamed('( $x := 1; ( $y := $x; $x := 2; $y + $^x ) )', 'n')).toBe(
      '( $x := 1; ( $y := $x; $n := 2; $y + $n ) )',
    );
  });

  it('knows functions that call themselves, several values of one name, and marks of paths', () => {
    expect(renamed('( $^f := function($n) { $n > 0 ? $f($n - 1) : 0 }; $f(3) )', 'down')).toBe(
      '( $down := function($n) { $n > 0 ? $down($n - 1) : 0 }; $down(3) )',
    );
    expect(renamed('( $x := 1; $^x := $x + 1; $x )', 'n')).toBe('( $n := 1; $n := $n + 1; $n )');
    expect(renamed('l@$^r[$r.q > 1]#$i.{ "k": $r.k, "i": $i }', 'row')).toBe(
      'l@$row[$row.q > 1]#$i.{ "k": $row.k, "i": $i }',
    );
  });

  it('refuses a name that would be meant by something else, or would mean something else', () => {
    expect(renamed('( $^x := 1; ( $y := 2; $x + $y ) )', 'y')).toBe(
      'Where $x is read, another $y is bound and would be meant instead',
    );
    expect(renamed('( $y := 2; ( $^x := 1; $y ) )', 'y')).toBe(
      '$y is read where $x is known, and would mean this one instead',
    );
    expect(renamed('( $^x := $sum(l.q); $sum(l.q) + $x )', 'sum')).toContain('$sum is read where $x is known');
    expect(renamed('function($^x, $y) { 1 }', 'y')).toContain('bound in the same place already');
    expect(renamed('( $x := 1; ( $c ? $^x := 2; $x ) )', 'n')).toContain('may mean this $x or another one');
    expect(renamed('( $^x := 1; $eval("$x") )', 'n')).toContain('$eval');
    expect(renamed('( $^x := 1; $x )', '2nd')).toContain('letters, digits');
    expect(renamed('( $^x := 1; $x', 'n')).toContain('cannot be read');
    expect(renamed('$^tables.x', 'n')).toBe('There is no name of this mapping here');
  });

  it('tells the names of a part with how often they are read', () => {
    const text = '( $x := 1; { "a": $x + $x, "b": l.$map(k, function($m) { $m }) } )';
    expect(namesIn(text, { start: 0, end: text.length }).map(({ name, uses, kind }) => [name, uses, kind])).toEqual([
      ['x', 2, 'bind'],
      ['m', 1, 'parameter'],
    ]);
    expect(namesIn(text, { start: 17, end: 24 }).map((one) => one.name)).toEqual(['x']);
  });
});

describe('a renaming that is not refused', () => {
  it('keeps the value for every message, all other characters, and the way back', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(
        fcNamedProgram,
        fc.nat(),
        fc.constantFrom('x', 'y', 'z', 'f', 'fresh', 'map', 'sum'),
        fcNamedInput,
        async (text, which, to, input) => {
          const slots = readBindings(text)?.slots ?? [];
          const slot = which % Math.max(1, slots.length);
          const site = slots[slot]?.sites[0];
          if (site === undefined) return;
          const outcome = renameVariable({ text }, site.at.start, to);
          if (isRefused(outcome)) return;
          done += 1;
          const names = /\$(?:x|y|z|f|fresh|map|sum)\b/g;
          expect(outcome.text.replace(names, '$')).toBe(text.replace(names, '$'));
          const old = /Rename \$(\w+)/.exec(outcome.name)?.[1] ?? '';
          const [there] = readBindings(outcome.text)?.slots[slot]?.sites ?? [];
          const back = renameVariable({ text: outcome.text }, there?.at.start ?? -1, old);
          expect(back).toMatchObject({ text });
          const before = await outcomeOf(text, input);
          const after = await outcomeOf(outcome.text, input);
          if (before !== undefined && after !== undefined) expect(after).toBe(before);
        },
      ),
      lawRuns(200),
    );
    expect(done).toBeGreaterThan(60);
  });

  it('can be done to the names of the workspace, and back again', () => {
    const folder = join(ROOT, 'mappings');
    for (const mapping of readdirSync(folder).filter((name) => name !== 'tables')) {
      const text = readFileSync(join(folder, mapping, 'mapping.jsonata'), 'utf8');
      const all = namesIn(text, { start: 0, end: text.length });
      // The first, the last, and some between: each reads the whole text four times.
      for (const { at, name } of all.filter((_one, index) => index % Math.ceil(all.length / 3) === 0)) {
        const there = renameVariable({ text }, at, 'brandNew');
        if (isRefused(there)) expect.fail(`${mapping}: $${name}: ${there.refused}`);
        expect(renameVariable(there, at, name)).toMatchObject({ text });
      }
    }
  });
});
