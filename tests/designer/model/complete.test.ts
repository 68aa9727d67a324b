// Completion and diagnostics of the expression editor. A caret is written as | in the cases.
import { describe, expect, it } from 'vitest';
import { indexFields } from '../../../designer/model/analysis/fields.ts';
import { complete } from '../../../designer/model/complete/complete.ts';
import { diagnose, typeInWords } from '../../../designer/model/complete/diagnose.ts';
import { BUILTINS } from '../../../designer/model/language/builtins.ts';
import { KNOWN_FUNCTIONS } from '../../../designer/model/language/functions.ts';
import { fieldsOfSchema } from '../../../designer/schema/from-schema.ts';
import { referenceFunctions } from '../../../runtime/engine/compile/jsonata-reference.ts';
import { parseTable } from '../../../runtime/engine/workspace/table.ts';

const sources = indexFields(
  fieldsOfSchema({
    type: 'object',
    properties: {
      order: {
        type: 'object',
        properties: {
          id: { type: 'string', description: 'The key.' },
          'odd name': { type: 'string' },
          state: { type: 'string', enum: ['new', 'done'] },
          items: {
            type: 'array',
            items: { type: 'object', properties: { sku: { type: 'string' }, qty: { type: 'integer' } } },
          },
        },
      },
    },
  }),
);
const tables = new Map([['status', parseTable('status', '', 'word,status,meaning\nnew,received,it is new\n').table]]);
const place = { sources, tables };

/** Labels of one kind that are offered at the caret. */
function offered(text: string, kind?: string): string[] {
  const offset = text.indexOf('|');
  const { options } = complete(text.replace('|', ''), offset, place) ?? { options: [] };
  return options.filter((one) => kind === undefined || one.kind === kind).map(({ label }) => label);
}

describe('completion', () => {
  it.each([
    ['|', ['order']],
    ['order.|', ['id', 'odd name', 'state', 'items']],
    ['order.items.|', ['sku', 'qty']],
    ['order.it|', ['id', 'odd name', 'state', 'items']],
    ['order.items[|].sku', ['sku', 'qty']],
    ['order.items^(|)', ['sku', 'qty']],
    ['{ "a": order.items.( $q := qty; { "b": | }) }', ['sku', 'qty']],
    ['( $first := order.items[0]; { "a": $first.| } )', ['sku', 'qty']],
    ['$map(order.items, function($item) { $item.| })', ['sku', 'qty']],
    ['( $x := { "made": 1, "up": 2 }; $x.| )', ['made', 'up']],
    ['{ "a": order. | , "b": 1 }', ['id', 'odd name', 'state', 'items']],
    ['order.id.|', []],
  ])('of %s offers the fields that are there', (text, expected) => {
    expect(offered(text, 'field')).toEqual(expected);
  });

  it('offers variables with what they hold, functions of the program with their parameters, and never a field', () => {
    const text = '( $all := order.items; $twice := function($a, $b) { $a }; $| )';
    const options = complete(text.replace('|', ''), text.indexOf('|'), place)?.options ?? [];
    const detail = (label: string) => options.find((one) => one.label === label)?.detail;
    expect(detail('$all')).toBe('order/items');
    expect(detail('$twice')).toBe('$twice($a, $b)');
    expect(detail('$translate')).toBe('$translate(tables, table, code)');
    expect(detail('$substring')).toBe('$substring(text?, start, length?)');
    expect(offered(text, 'field')).toEqual([]);
  });

  it('replaces the word that was begun, and writes odd names in backquotes', () => {
    const done = complete('order.od', 8, place);
    expect(done).toMatchObject({ from: 6, to: 8 });
    expect(done?.options.find(({ label }) => label === 'odd name')?.insert).toBe('`odd name`');
    expect(done?.options.find(({ label }) => label === 'id')?.info).toBe('The key.');
  });

  it('offers tables, their columns and their keys', () => {
    expect(offered('$tables.|', 'table')).toEqual(['status']);
    expect(offered('$translate($tables, "|")')).toEqual(['status']);
    expect(offered('$translate($tables, "status", "|")')).toEqual(['new']);
    expect(offered('$translate($tables, "status", order.state).|', 'column')).toEqual(['word', 'status', 'meaning']);
  });

  it('offers the words that a field may hold where it is compared', () => {
    expect(offered('order.state = "|"')).toEqual(['new', 'done']);
    expect(offered('order.state in ["new", "|"]')).toEqual(['new', 'done']);
  });

  it('offers nothing inside comments and texts', () => {
    expect(offered('/* order.| */')).toEqual([]);
    expect(offered('"order.|"')).toEqual([]);
  });
});

describe('diagnostics', () => {
  const shown = (text: string, target?: string) => {
    const field =
      target === undefined ? undefined : ({ path: `/${target}`, name: target, type: 'number', children: [] } as const);
    return diagnose(text, { ...place, ...(field === undefined ? {} : { target: field }) }).map(
      ({ code, span }) => `${code} ${text.slice(span.start, span.end)}`,
    );
  };

  it.each([
    ['$sum("x")', ['call.argument "x"']],
    ['$substring(order.id)', []],
    ['$substring()', ['call.arguments $substring()']],
    ['$length(order.items.qty)', ['call.argument order.items.qty']],
    ['order.idd', ['source.dead idd']],
    ['$nope(1)', ['name.unknown $nope']],
    ['$nope', ['name.unknown $nope']],
    ['$translate($tables, "status", "old").state', ['lookup.row "old"', 'lookup.column state']],
    ['order.', ['program.syntax ']],
    ['order.id ~> $uppercase()', []],
    ['order.items.qty ~> $sum', []],
  ])('of %s', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  it('say what a target takes', () => {
    expect(shown('order.id & 1', 'quantity')).toEqual(['target.type order.id & 1']);
    expect(shown('order.items[0].qty', 'quantity')).toEqual([]);
  });

  it('know the type of an expression', () => {
    expect(typeInWords('order.items.sku', place)).toBe('a text, several');
    expect(typeInWords('$count(order.items)', place)).toBe('a number');
    expect(typeInWords('order.state = "new"', place)).toBe('true or false');
    expect(typeInWords('$$.nobody', place)).toBeUndefined();
  });
});

describe('the functions that are known', () => {
  it('are those of jsonata, with its signatures', () => {
    const given = referenceFunctions(BUILTINS.map(({ name }) => name)) as ReadonlyMap<
      string,
      { readonly signature?: { readonly definition?: string } }
    >;
    expect(BUILTINS.map(({ name, signature }) => [name, signature])).toEqual(
      BUILTINS.map(({ name }) => [name, given.get(name)?.signature?.definition]),
    );
    for (const { name, parameters } of BUILTINS) {
      expect(parameters.length, name).toBe(KNOWN_FUNCTIONS.get(name)?.signature.parameters.length);
    }
  });
});
