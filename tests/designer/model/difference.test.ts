// The difference of two mappings in meaning, and the merge of two people's changes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conflictId, mergeMappings, settleConflicts } from '../../../designer/model/difference/merge.ts';
import { setTarget } from '../../../designer/model/mapping/edits.ts';
import { compareMappings, differenceAsMarkdown, isDifferent } from '../../../runtime/engine/difference/mapping.ts';
import { readProgram } from '../../../runtime/engine/outline/program.ts';
import { layOut } from '../../../runtime/engine/syntax/layout.ts';
import { parse } from '../../../runtime/engine/syntax/parse.ts';
import { ROOT } from '../../support/sidecar.ts';

const BASE = `(
  $name := first & " " & last;
  $compact({
    "orderId": id, /* the key */
    "status": "received",
    "customer": {
      "name": $name,
      "email": mail
    },
    "lines": [items.{
      "sku": sku,
      "quantity": qty
    }]
  })
)
`;

const told = (before: string, after: string): string[] =>
  compareMappings(before, after).changes.map(({ kind, target, through }) =>
    `${kind} ${target} ${through ?? ''}`.trim(),
  );

const changed = (...edits: readonly (readonly [string, string])[]): string =>
  edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, BASE);

describe('the difference of two mappings', () => {
  it('lists exactly the targets that were added, changed and removed', () => {
    const after = changed(
      ['"received"', '"accepted"'],
      [',\n      "email": mail', ''],
      ['"quantity": qty', '"quantity": qty,\n      "unit": "EA"'],
      ['"orderId": id,', '"orderId": id,\n    "shipTo": { "city": city },'],
    );
    expect(told(BASE, after).sort()).toEqual(
      ['added /lines/unit', 'added /shipTo', 'changed /status', 'removed /customer/email'].sort(),
    );
  });

  it('is none for layout, comments, quotes and the order of members', () => {
    const after = changed(
      [' /* the key */', '\n    /* the order’s key,\n       as it comes */'],
      ['"received"', "'received'"],
      ['first & " " & last', 'first  &\n      " " & last'],
      ['"sku": sku,\n      "quantity": qty', '"quantity": qty, "sku": sku'],
    );
    expect(compareMappings(BASE, after)).toEqual({ changes: [], variables: [], frame: false });
    expect(differenceAsMarkdown(compareMappings(BASE, after))).toBe('');
  });

  it('tells targets that changed through a variable', () => {
    expect(told(BASE, changed(['first & " " & last', 'last & ", " & first']))).toEqual([
      'changed /customer/name $name',
    ]);
  });

  it('tells a variable that only the frame uses, and members whose names are computed', () => {
    const over = (list: string) => `($all := ${list}; $all.{ "a": b, (kind): $string(c) })`;
    expect(compareMappings(over('x'), over('y'))).toMatchObject({
      variables: [{ kind: 'changed', name: '$all', before: 'x', after: 'y', targets: [] }],
      frame: false,
    });
    expect(compareMappings(over('x'), over('x').replace('(c)', '(d)'))).toMatchObject({ frame: true, changes: [] });
  });

  it('tells what a loop goes over, and what is around the document', () => {
    expect(told(BASE, changed(['[items.{', '[items[qty > 0].{']))).toEqual(['changed /lines']);
    expect(compareMappings(BASE, changed(['$compact({', 'orders.$compact({']))).toMatchObject({ frame: true });
  });

  it('is written for a review', () => {
    const after = changed(['"received"', '"accepted"'], [',\n      "email": mail', '']);
    expect(differenceAsMarkdown(compareMappings(BASE, after))).toBe(
      '- `status` changed from `"received"` to `"accepted"`\n- `customer/email` removed, was `mail`\n',
    );
  });

  const folder = join(ROOT, 'mappings');
  it.each(readdirSync(folder).filter((name) => name !== 'tables'))('of %s and its canonical layout is none', (name) => {
    const text = readFileSync(join(folder, name, 'mapping.jsonata'), 'utf8');
    const squeezed = layOut(text.replaceAll('\n\n', '\n'));
    expect(compareMappings(text, squeezed)).toEqual({ changes: [], variables: [], frame: false });
    const program = readProgram(text);
    const leaf = program.targets.find((one) => one.kind === 'path' && program.byPath.get(one.path) === one);
    if (leaf !== undefined) {
      const after = setTarget(program, leaf.path, '"other"')?.text ?? '';
      expect(told(text, after)).toEqual([`changed ${leaf.path}`]);
    }
    // Whatever word of the program changes, wherever it stands: it is told.
    const words = parse(text).tokens.filter(({ kind }) => kind === 'string' || kind === 'number');
    for (const { start, text: word } of words.filter((_word, index) => index % 41 === 3)) {
      const other = word.startsWith('"') || word.startsWith("'") ? `"other ${start}"` : '47110815';
      const after = text.slice(0, start) + other + text.slice(start + word.length);
      expect(isDifferent(compareMappings(text, after)), `${word} at ${start}`).toBe(true);
    }
  });
});

describe('a merge', () => {
  it('puts changes of different targets together without a conflict', () => {
    const ours = changed(['"received"', '"accepted"']);
    const theirs = changed(['"email": mail', '"email": buyer.mail'], ['"sku": sku,', '"sku": $trim(sku),']);
    const merged = mergeMappings(BASE, ours, theirs);
    expect(merged.conflicts).toEqual([]);
    expect([...merged.taken].sort()).toEqual(['/customer/email', '/lines/sku']);
    expect(merged.text).toBe(
      changed(
        ['"received"', '"accepted"'],
        ['"email": mail', '"email": buyer.mail'],
        ['"sku": sku,', '"sku": $trim(sku),'],
      ),
    );
  });

  it('takes additions and removals over', () => {
    const ours = changed(['"received"', '"accepted"']);
    const theirs = changed([',\n      "email": mail', ''], ['"quantity": qty', '"quantity": qty,\n      "unit": "EA"']);
    const { text, conflicts } = mergeMappings(BASE, ours, theirs);
    expect(conflicts).toEqual([]);
    expect(
      compareMappings(text, ours)
        .changes.map(({ kind, target }) => `${kind} ${target}`)
        .sort(),
    ).toEqual(['added /customer/email', 'removed /lines/unit']);
  });

  it('leaves what both changed to be decided, and keeps ours', () => {
    const ours = changed(['"received"', '"accepted"']);
    const theirs = changed(['"received"', '"shipped"'], ['"sku": sku,', '"sku": $trim(sku),']);
    expect(mergeMappings(BASE, ours, theirs)).toEqual({
      text: changed(['"received"', '"accepted"'], ['"sku": sku,', '"sku": $trim(sku),']),
      taken: ['/lines/sku'],
      conflicts: [{ target: '/status', base: '"received"', ours: '"accepted"', theirs: '"shipped"' }],
    });
  });

  it('puts our targets into their text when only they changed a variable', () => {
    const ours = changed(['"received"', '"accepted"']);
    const theirs = changed(['first & " " & last', 'last']);
    expect(mergeMappings(BASE, ours, theirs)).toMatchObject({
      text: changed(['"received"', '"accepted"'], ['first & " " & last', 'last']),
      conflicts: [],
    });
  });

  it('is a conflict when both changed one variable, and none when each changed another one', () => {
    const [ours, theirs] = [changed(['first & " " & last', 'first']), changed(['first & " " & last', 'last'])];
    const { text, conflicts } = mergeMappings(BASE, ours, theirs);
    expect(text).toBe(ours);
    expect(conflicts).toEqual([{ variable: '$name', base: 'first & " " & last', ours: 'first', theirs: 'last' }]);
    const two = `(\n  $a := x;\n  $b := y;\n  { "a": $a, "b": $b }\n)`;
    expect(mergeMappings(two, two.replace('x', 'x1'), two.replace('y', 'y1'))).toEqual({
      text: two.replace('x', 'x1').replace('y', 'y1'),
      taken: ['$b'],
      conflicts: [],
    });
  });

  it('is a conflict when both changed the frame, and where theirs needs a variable that ours has not', () => {
    const [ours, theirs] = [changed(['$compact({', 'a.$compact({']), changed(['$compact({', 'b.$compact({'])];
    expect(mergeMappings(BASE, ours, theirs)).toEqual({ text: ours, taken: [], conflicts: [{}] });
    const added = changed(['$name :=', '$mine := 1;\n  $name :='], ['"received"', '$mine']);
    const other = changed(['first & " " & last', 'first']);
    expect(mergeMappings(BASE, other, added).conflicts.map(conflictId)).toEqual(['$mine', '/status']);
  });

  it('is settled field by field, by whichever side is taken', () => {
    const ours = changed(['"received"', '"accepted"'], ['"sku": sku,', '"sku": code,']);
    const theirs = changed(
      ['"received"', '"shipped"'],
      ['"sku": sku,', '"sku": $trim(sku),'],
      [' mail', ' buyer.mail'],
    );
    const versions = { base: BASE, ours, theirs };
    expect(settleConflicts(versions, (id) => id === '/lines/sku')).toBe(
      changed(['"received"', '"accepted"'], ['"sku": sku,', '"sku": $trim(sku),'], [' mail', ' buyer.mail']),
    );
    expect(settleConflicts(versions, () => true)).toBe(theirs);
    expect(settleConflicts(versions, () => false)).toBe(
      changed(['"received"', '"accepted"'], ['"sku": sku,', '"sku": code,'], [' mail', ' buyer.mail']),
    );
    const frames = {
      base: BASE,
      ours: changed(['$compact({', 'a.$compact({'], ['"received"', '"accepted"']),
      theirs: changed(['$compact({', 'b.$compact({'], ['"received"', '"shipped"']),
    };
    expect(settleConflicts(frames, (id) => id === '')).toBe(frames.theirs.replace('"shipped"', '"accepted"'));
    expect(settleConflicts(frames, (id) => id !== '')).toBe(frames.ours.replace('"accepted"', '"shipped"'));
  });

  it('of the same change on both sides is that change', () => {
    const both = changed(['"received"', '"accepted"']);
    expect(mergeMappings(BASE, both, both)).toEqual({ text: both, taken: [], conflicts: [] });
  });
});
