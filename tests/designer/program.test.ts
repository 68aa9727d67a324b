// The mapping model: what each target gets, and edits that change nothing else. On the workspace's own mappings and on small ones.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  connect,
  copyTargets,
  pasteMembers,
  relativePath,
  removeTarget,
  setNote,
  setTarget,
} from '../../designer/model/mapping/edits.ts';
import { lookupOf, readProgram } from '../../runtime/engine/outline/program.ts';
import { ROOT } from '../support/sidecar.ts';

const programs = readdirSync(join(ROOT, 'mappings'))
  .filter((name) => name !== 'tables')
  .map((name) => [name, readFileSync(join(ROOT, 'mappings', name, 'mapping.jsonata'), 'utf8')] as const);

/** `path kind source,source` of each target. */
const told = (text: string): string[] =>
  readProgram(text).targets.map(({ path, kind, sources }) => `${path} ${kind} ${sources.join(',')}`.trim());

describe('what targets get', () => {
  it('is told with its kind and the fields it reads', () => {
    expect(
      told(`{
        "id": order_id, "type": "order", "n": -1,
        "name": $join([first, last], " "),
        "status": $translate($tables, "status", state).status,
        "kind": company ? "b2b" : "b2c",
        "total": price * qty,
        "ship": { "city": address.city },
        "lines": [items[qty > 0].{ "sku": sku, "order": $$.order_id }],
        "tags": tags[0]
      }`),
    ).toEqual([
      '/id path /order_id',
      '/type constant',
      '/n constant',
      '/name call /first,/last',
      '/status lookup /state',
      '/kind condition /company',
      '/total operation /price,/qty',
      '/ship group',
      '/ship/city path /address/city',
      '/lines loop /items',
      '/lines/sku path /items/sku',
      '/lines/order path /order_id',
      '/tags expression /tags',
    ]);
  });

  it('is found behind blocks, variables, loops over messages and wrapping functions', () => {
    expect(
      told(`(
        $orders := orders ? orders : order;
        $id := function($x) { $x ? $string($x) };
        $orders.( $first := lines[0]; $compact({ "id": $id(number), "sku": $first.sku, "l": lines.( $q := qty; { "q": $q }) }) )
      )`),
    ).toEqual([
      '/id call /orders/number,/order/number',
      '/sku expression /orders/lines/sku,/order/lines/sku',
      '/l loop /order/lines',
      '/l/q expression /orders/lines/qty,/order/lines/qty',
    ]);
  });

  it('is found in every envelope that a message may come in, also where parts are put together', () => {
    expect(
      told(`(
        $body := payload ? payload : $;
        $entries := $body.( $rest := $without($, ["order"]); $exists(order) ? $merge([order, $rest]) : $ );
        $entries.{ "id": id, "total": $sum(lines.price) }
      )`),
    ).toEqual([
      '/id expression /payload/order/id,/order/id,/payload/id,/id',
      '/total call /payload/order/lines/price,/order/lines/price,/payload/lines/price,/lines/price',
    ]);
  });

  it.each(programs)('is found in %s', (_name, program) => {
    const { targets, fault } = readProgram(program);
    expect(fault).toBeUndefined();
    expect(targets.length).toBeGreaterThan(3);
    for (const target of targets) {
      expect(program.slice(target.value.start, target.value.end)).toBe(target.text);
      if (target.kind === 'lookup') expect(lookupOf(target.expression)).toBeDefined();
    }
  });

  it('says where a text cannot be read, and holds notes', () => {
    expect(readProgram('{ "a": }').fault).toMatchObject({ start: 7 });
    expect(readProgram('{\n  /* why */\n  "a": 1\n}').targets[0]?.note).toBe('why');
    expect(readProgram('  /* nothing yet */ ')).toMatchObject({ targets: [] });
  });
});

const apply = (edit: { text: string } | undefined): string => edit?.text ?? 'no edit';

describe('edits', () => {
  it.each(programs)('of %s change the text of one target alone', (_name, program) => {
    const read = readProgram(program);
    for (const target of read.targets.filter((one) => one.kind !== 'group' && one.kind !== 'loop').slice(0, 5)) {
      const next = readProgram(apply(setTarget(read, target.path, '"changed"')));
      const others = (list: readonly { path: string; text: string; kind: string }[]) =>
        list.filter((one) => !target.path.startsWith(one.path)).map((one) => `${one.path} ${one.text}`);
      expect(others(next.targets)).toEqual(others(read.targets));
      const last = read.byPath.get(target.path);
      expect(next.text).toBe(`${program.slice(0, last?.value.start)}"changed"${program.slice(last?.value.end)}`);
    }
  });

  it.each(programs)('of %s take one target away and leave all others', (_name, program) => {
    const read = readProgram(program);
    for (const target of read.targets
      .filter((one) => one.kind !== 'group' && one.kind !== 'loop' && !one.isRepeated)
      .slice(0, 5)) {
      if (read.targets.filter((one) => one.path === target.path).length > 1) continue;
      const next = readProgram(apply(removeTarget(read, target.path)));
      expect(next.fault).toBeUndefined();
      expect(next.targets.map((one) => one.path)).toEqual(
        read.targets.map((one) => one.path).filter((path) => path !== target.path),
      );
    }
  });

  it('put a new member behind the last one, in the layout of the others', () => {
    const text = '{\n  "a": 1, /* one */\n  "b": 2 /* two */\n}\n';
    expect(apply(setTarget(readProgram(text), '/c', 'd.e'))).toBe(
      '{\n  "a": 1, /* one */\n  "b": 2, /* two */\n  "c": d.e\n}\n',
    );
    expect(apply(setTarget(readProgram('{ "a": 1 }'), '/b', '2'))).toBe('{ "a": 1, "b": 2 }');
    expect(apply(setTarget(readProgram('{\n}\n'), '/a/b', 'c'))).toBe('{\n  "a": {\n    "b": c\n  }\n}\n');
    expect(apply(setTarget(readProgram(''), '/a', 'b'))).toBe('{\n  "a": b\n}\n');
    expect(setTarget(readProgram('{ "a": $f(x) }'), '/a/b', '1')).toBeUndefined();
    expect(setTarget(readProgram('{ "a": 1 }'), '/a', '1 +')).toBeUndefined();
  });

  const lists = {
    isSourceList: (path: string) => path === '/items' || path === '/items/taxes',
    isTargetList: (path: string) => path === '/lines' || path === '/lines/taxes',
    isTargetGroup: (path: string) => path === '/lines' || path === '/lines/taxes',
  };

  it('make loops where lists meet, and read members from inside of them', () => {
    let text = '{\n  "type": "order"\n}\n';
    text = apply(connect(readProgram(text), { from: '/items/sku', to: '/lines/sku' }, lists));
    expect(text).toBe('{\n  "type": "order",\n  "lines": [items.{\n    "sku": sku\n  }]\n}\n');
    text = apply(connect(readProgram(text), { from: '/number', to: '/lines/order' }, lists));
    text = apply(connect(readProgram(text), { from: '/items/taxes', to: '/lines/taxes' }, lists));
    text = apply(connect(readProgram(text), { from: '/items/taxes/rate', to: '/lines/taxes/rate' }, lists));
    expect(text).toContain('"order": $$.number');
    expect(text).toContain('"taxes": [taxes.{\n      "rate": rate\n    }]');
    expect(told(text).filter((line) => line.includes('loop'))).toEqual([
      '/lines loop /items',
      '/lines/taxes loop /items/taxes',
    ]);
  });

  it('write paths as they are seen from a loop, in backquotes where needed', () => {
    expect(relativePath('/a/b c', '')).toBe('a.`b c`');
    expect(relativePath('/items/sku', '/items')).toBe('sku');
    expect(relativePath('/items', '/items')).toBe('$');
    expect(relativePath('/other', '/items')).toBe('$$.other');
  });

  it('write, change and take away notes, and copy and paste members', () => {
    const text = '{\n  "a": 1,\n  "b": 2\n}';
    const noted = apply(setNote(readProgram(text), '/b', 'why'));
    expect(noted).toBe('{\n  "a": 1,\n  /* why */\n  "b": 2\n}');
    expect(apply(setNote(readProgram(noted), '/b', ''))).toBe(text);
    const copied = copyTargets(readProgram(text), ['/a', '/b']);
    expect(copied).toBe('"a": 1,\n"b": 2');
    expect(apply(pasteMembers(readProgram('{ "b": 3 }'), '', copied))).toBe('{ "b": 2, "a": 1 }');
  });

  it('leave every other target as it was, whatever the order of a thousand of them', () => {
    const [, program] = programs.find(([name]) => name === 'shopify-order') as readonly [string, string];
    const leaves = readProgram(program).targets.filter((one) => one.kind !== 'group' && one.kind !== 'loop');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(leaves.length - 1), fc.boolean()), { minLength: 1, maxLength: 20 }),
        (acts) => {
          let now = readProgram(program);
          const touched = new Set<string>();
          for (const [index, removes] of acts) {
            const { path } = leaves[index] as { path: string };
            const edit = removes ? removeTarget(now, path) : setTarget(now, path, '"x"');
            if (edit === undefined) continue;
            touched.add(path);
            now = readProgram(edit.text);
            expect(now.fault).toBeUndefined();
          }
          for (const leaf of leaves)
            if (![...touched].some((path) => path === leaf.path))
              expect(now.byPath.get(leaf.path)?.text).toBe(leaf.text);
        },
      ),
      { numRuns: 50, seed: 3 },
    );
  });
});
