// Laws of the designer's edits: one touches nothing but its own lines, values of others never change, undo and redo give the same bytes.
// On the sample workspace, on JSONata's conformance cases where they are at hand, and on hand-written programs with odd layout.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { act, type History, redo, startHistory, undo } from '../../../designer/model/history.ts';
import { setNote, setTarget } from '../../../designer/model/mapping/edits.ts';
import { compileProgram } from '../../../runtime/engine/compile/program.ts';
import { fieldPath, readProgram } from '../../../runtime/engine/outline/program.ts';
import { spliceBetween } from '../../../runtime/engine/syntax/json-splice.ts';
import { parse } from '../../../runtime/engine/syntax/parse.ts';
import { print } from '../../../runtime/engine/syntax/tree.ts';
import { hasSuite, suitePrograms } from '../../support/jsonata-programs.ts';
import {
  type Act,
  type ActKind,
  fcAct,
  isLeaf,
  LIST_ACTS,
  NAME_ACTS,
  NODE_ACTS,
  perform,
  TARGET_ACTS,
  textAfter,
} from '../../support/mapping-acts.ts';
import { lawRuns } from '../../support/named-programs.ts';
import { ROOT } from '../../support/sidecar.ts';

/** Comments everywhere, lambdas, blocks, groupings, tabs, carriage returns, several members on a line. */
const ODD: readonly string[] = [
  '/* first */ ( /* a */ $f := function($x /* p */) { $x & "!" }; /* b */\n{ "a": $f(s), /* beside */ "b": n + 1,\n\n\n  "c"  :  { "d": s ,"e":[ l.( $q := q; { "k" : k, "q":$q } ) ] } /* end */ } /* last */ )\n',
  '{\r\n\t"a": s,\r\n\t/* why\r\n\t   so */\r\n\t"b": n,\r\n\t"c": {\r\n\t\t"d": $uppercase(s),\r\n\t\t"e": [l{ k: $sum(q) }]\r\n\t}\r\n}',
  '(\n  $all := l^(>q);\n  $one := $all[0];\n  $compact({\n    "a": $one.k,\n    "b": l[q > 1][0].k,\n    /* the sum */\n    "c": $reduce(l.q, function($i, $j) { $i + $j }),\n    "d": l ~> |$|{ "z": 1 }| ~> $count(),\n    "e": n > 1 ? "many" : n = 1 ? "one"\n  })\n)',
  '{"a":s,"b":n,"c":{"d":l.k,"e":{"f":"x","g":[{"h":1},{"h":2}]}}}',
  '{\n  "a": s\n    ? s\n    : "none", "b": n,\n  "c": [\n    l.{\n      "k": k, /* key */\n      "q": q\n    }\n  ]\n}\n',
  '$map(l, function($m) {{ "a": $m.k, "b": $m.q }})',
];
const INPUT = {
  s: 'text',
  n: 3,
  l: [
    { k: 'one', q: 1 },
    { k: 'two', q: 2 },
    { k: 'two', q: 5 },
  ],
  o: { p: { r: 'deep' } },
};

const folder = join(ROOT, 'mappings');
const WORKSPACE = readdirSync(folder)
  .filter((name) => name !== 'tables')
  .map((name) => [name, readFileSync(join(folder, name, 'mapping.jsonata'), 'utf8')] as const);

describe('opening and saving', () => {
  it.each(WORKSPACE)('%s gives the same bytes', (_name, text) => {
    expect(readProgram(text).text).toBe(text);
    expect(print(parse(text))).toBe(text);
  });

  it('gives the same bytes for odd programs', () => {
    for (const text of ODD) {
      expect(print(parse(text))).toBe(text);
      expect(readProgram(text).text).toBe(text);
    }
  });

  it.skipIf(!hasSuite('the designer does not open them'))('gives the same bytes for every conformance case', () => {
    for (const { program: text } of suitePrograms()) {
      expect(print(parse(text))).toBe(text);
      expect(readProgram(text).text).toBe(text);
    }
  });
});

/** Lines of a text that a change touches, counted from 0. */
function touchedLines(before: string, after: string): { readonly from: number; readonly to: number } | undefined {
  const [splice] = spliceBetween(before, after);
  if (splice === undefined) return undefined;
  const line = (offset: number) => before.slice(0, offset).split('\n').length - 1;
  return { from: line(splice.offset), to: line(splice.offset + splice.length) };
}

const linesOf = (text: string, from: number, to: number) => ({
  from: text.slice(0, from).split('\n').length - 1,
  to: text.slice(0, to).split('\n').length - 1,
});

describe('one edit', () => {
  it.each([...WORKSPACE, ...ODD.map((text, index) => [`odd program ${index}`, text] as const)])(
    'of %s touches the lines of its target alone',
    (_name, text) => {
      const program = readProgram(text);
      for (const target of program.targets.filter(isLeaf)) {
        if (program.byPath.get(target.path) !== target) continue;
        const own = linesOf(text, target.key.start, target.value.end);
        const changed = setTarget(program, target.path, '"changed"');
        const lines = touchedLines(text, changed?.text ?? '');
        if (target.text !== '"changed"') expect(lines?.from).toBeGreaterThanOrEqual(own.from);
        expect(lines?.to).toBeLessThanOrEqual(own.to);
        const noted = setNote(program, target.path, 'A note.');
        // A note is put above the target, or takes the place of the one that is there.
        const comment = target.note === undefined ? target.key.start : text.lastIndexOf('/*', target.key.start);
        const noteLines = touchedLines(text, noted?.text ?? '');
        expect(noteLines?.from ?? own.from).toBeGreaterThanOrEqual(linesOf(text, comment, comment).from - 1);
        expect(noteLines?.to ?? own.to).toBeLessThanOrEqual(own.from);
      }
    },
  );
});

/** Values by target path, of all documents and members in order, as JSON. */
function valuesOf(value: unknown, path = '', found = new Map<string, string[]>()): Map<string, string[]> {
  if (Array.isArray(value)) for (const member of value) valuesOf(member, path, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) valuesOf(member, `${path}/${name}`, found);
  } else if (value !== undefined && typeof value !== 'function') {
    const list = found.get(path) ?? [];
    list.push(JSON.stringify(value));
    found.set(path, list);
  }
  return found;
}

async function evaluated(text: string): Promise<Map<string, string[]>> {
  const program = compileProgram(text, { file: 'mapping.jsonata' });
  return valuesOf(await program.evaluate(INPUT, { tables: {} }));
}

const isTouched = (path: string, touched: ReadonlySet<string>): boolean =>
  [...touched].some((one) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`));

/**
 * Does acts one after the other.
 *
 * @param mayFail  acts that are left out where the program ends with an error behind them; undefined to look at the end only
 * @returns the values at the end, and undefined when the program ends with an error there
 */
async function walked(text: string, list: readonly Act[], mayFail?: (act: Act) => boolean) {
  let program = readProgram(text);
  const touched = new Set<string>();
  const done: ActKind[] = [];
  for (const one of list) {
    const made = perform(program, one);
    const after = textAfter(program, made);
    if (after === undefined) continue;
    if (mayFail?.(one) === true && (await evaluated(after.text).catch(() => undefined)) === undefined) continue;
    done.push(one.kind);
    if (made?.touched !== undefined) touched.add(fieldPath(made.touched));
    program = readProgram(after.text);
    expect([after.text, program.fault]).toEqual([after.text, undefined]);
  }
  if (mayFail !== undefined) return { after: await evaluated(program.text), touched, done };
  const after = await evaluated(program.text).catch(() => undefined);
  return after === undefined ? undefined : { after, touched, done };
}

const isName = (kind: ActKind): boolean => (NAME_ACTS as readonly ActKind[]).includes(kind);

describe('1,000 sequences of random edits', () => {
  const mappable = ODD.filter((text) => readProgram(text).targets.length > 0);

  it('keep the values of every target that they do not touch', async () => {
    const counts = new Map<string, number>();
    const before = new Map(await Promise.all(mappable.map(async (text) => [text, await evaluated(text)] as const)));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...mappable),
        fc.array(fcAct, { minLength: 1, maxLength: 6 }),
        async (text, list) => {
          // A text where a number belongs ends the whole program, which nobody can hold against its other targets: then such acts
          // are left out. Acts on names never end it.
          const walk = (await walked(text, list)) ?? (await walked(text, list, ({ kind }) => !isName(kind)));
          const { after, touched, done } = walk as NonNullable<typeof walk>;
          for (const kind of done) counts.set(kind, (counts.get(kind) ?? 0) + 1);
          for (const [path, values] of before.get(text) as Map<string, string[]>) {
            if (!isTouched(path, touched)) expect([path, after.get(path)]).toEqual([path, values]);
          }
        },
      ),
      lawRuns(1_000),
    );
    // Every kind was really done, not only refused.
    for (const kind of [...TARGET_ACTS, ...NODE_ACTS, ...LIST_ACTS, ...NAME_ACTS])
      expect([kind, counts.get(kind) ?? 0]).toEqual([kind, expect.toSatisfy((count: number) => count >= 5)]);
  });

  it('keep every comment that belongs to another target', () => {
    const comments = (text: string): string[] =>
      parse(text).tokens.flatMap(({ kind, text: comment }) => (kind === 'comment' ? [comment] : []));
    fc.assert(
      fc.property(fc.constantFrom(...mappable), fcAct, (text, one) => {
        const program = readProgram(text);
        const done =
          one.kind === 'note' || one.kind === 'remove' || one.kind === 'rows' ? undefined : perform(program, one);
        const after = textAfter(program, done);
        if (done === undefined || after === undefined) return;
        const value = program.byPath.get(done.touched ?? '')?.value;
        const inside = value === undefined ? [] : comments(text.slice(value.start, value.end));
        const left = comments(after.text);
        for (const comment of comments(text)) if (!inside.includes(comment)) expect(left).toContain(comment);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe('500 random acts', () => {
  it('undone give the original bytes, redone the final ones', () => {
    const long = fc.array(fcAct, { minLength: 500, maxLength: 500 });
    fc.assert(
      fc.property(fc.constantFrom(...ODD), long, (text, list) => {
        let history: History<string> = startHistory(text);
        let done = 0;
        for (const [index, one] of list.entries()) {
          const program = readProgram(history.now);
          const after = textAfter(program, perform(program, one));
          if (after === undefined) continue;
          history = act(history, `${after.name} ${index}`, { state: after.text });
          done += 1;
        }
        const last = history.now;
        for (let count = 0; count < done; count += 1) history = undo(history);
        expect(history.now).toBe(text);
        for (let count = 0; count < done; count += 1) history = redo(history);
        expect(history.now).toBe(last);
      }),
      { numRuns: 6, seed: 7 },
    );
  });
});
