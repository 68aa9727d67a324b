// Tables as the grid edits them: every byte that was not edited stays, and what is edited means what was typed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addColumn,
  addRows,
  columnsOf,
  deleteRows,
  paste,
  readPasted,
  renameColumn,
  setCells,
  sortRows,
  valueAt,
} from '../../../../designer/model/tables/commands.ts';
import { readCsv, writeCsv } from '../../../../designer/model/tables/csv-text.ts';
import { faultsInOrder, markTable, remark, tableFaults } from '../../../../designer/model/tables/faults.ts';
import { parseTable } from '../../../../runtime/engine/workspace/table.ts';
import { ROOT } from '../../../support/sidecar.ts';

const TABLES = join(ROOT, 'mappings/tables');
const tables = readdirSync(TABLES).map((name) => ({ name, text: readFileSync(join(TABLES, name), 'utf8') }));

const value = fc.string({
  unit: fc.constantFrom('a', 'B', '7', ' ', ',', '"', '\n', '\r', 'ü', '📦', ';'),
  maxLength: 6,
});
const lineEnd = fc.constantFrom('\n', '\r\n');
/** A file as people and programs write it: quotes where they must be, and at times where they need not. */
const csv = fc
  .record({
    rows: fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
    lineEnd,
    bom: fc.boolean(),
    last: fc.boolean(),
    quoteAll: fc.boolean(),
  })
  .map(({ rows, lineEnd: end, bom, last, quoteAll }) => {
    const cell = (text: string) => (quoteAll || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return (
      (bom ? '\uFEFF' : '') +
      [['key', 'one', 'two'], ...rows].map((row) => row.map(cell).join(',')).join(end) +
      (last ? end : '')
    );
  });

describe('tables', () => {
  it.each(tables)('$name is written as it was read, and has no faults', ({ name, text }) => {
    const table = readCsv(text);
    expect(writeCsv(table)).toBe(text);
    expect(tableFaults(table)).toEqual([]);
    const { rows, columns } = parseTable(name, name, text).table;
    expect(columnsOf(table)).toEqual(columns);
    for (const row of table.rows) {
      const known = rows[valueAt(row, 0)];
      columns.forEach((column, index) => {
        expect(known?.[column] ?? '').toBe(valueAt(row, index));
      });
    }
  });

  it('writes any table as it was read, quotes, line ends and byte order mark included', () => {
    fc.assert(
      fc.property(fc.oneof(csv, fc.string()), (text) => {
        expect(writeCsv(readCsv(text))).toBe(text);
      }),
    );
  });

  it('touches the edited lines alone, and the runtime reads what was typed', () => {
    const edit = fc.record({ row: fc.nat(7), column: fc.nat(2), typed: value });
    fc.assert(
      fc.property(csv, edit, (text, { row, column, typed }) => {
        const before = readCsv(text);
        if (row >= before.rows.length) return;
        const after = setCells(before, [{ row, column, value: typed }]).table;
        expect(valueAt(after.rows[row]!, column)).toBe(typed);
        after.rows.forEach((one, index) => {
          if (index !== row) expect(one).toBe(before.rows[index]);
        });
        const again = readCsv(writeCsv(after));
        expect(again.rows.map((one) => [0, 1, 2].map((index) => valueAt(one, index)))).toEqual(
          after.rows.map((one) => [0, 1, 2].map((index) => valueAt(one, index))),
        );
      }),
    );
  });

  it('adds a row with the line end of the file, behind a last line without one', () => {
    expect(writeCsv(addRows(readCsv('k,v\r\na,1'), [['b', 'x,y']]).table)).toBe('k,v\r\na,1\r\nb,"x,y"\r\n');
    expect(writeCsv(addRows(readCsv('k,v\na,1\nc,3\n'), [['b']], 1).table)).toBe('k,v\na,1\nb,\nc,3\n');
    expect(writeCsv(addRows(readCsv('k,v'), [['a', '1']]).table)).toBe('k,v\na,1\n');
  });

  it('deletes, sorts and pastes whole lines', () => {
    const table = readCsv('k,v\n"b",2\na10,1\na9,\n');
    expect(writeCsv(deleteRows(table, new Set([0, 2])).table)).toBe('k,v\na10,1\n');
    expect(writeCsv(sortRows(table, 0, 'up').table)).toBe('k,v\na9,\na10,1\n"b",2\n');
    expect(writeCsv(sortRows(table, 1, 'down').table)).toBe('k,v\n"b",2\na10,1\na9,\n');
    const pasted = paste(table, { row: 2, column: 0 }, readPasted('x\t"two\nlines"\ny\t2\tbeyond\r\n'));
    expect(writeCsv(pasted.table)).toBe('k,v\n"b",2\na10,1\nx,"two\nlines"\ny,2\n');
  });

  it('adds and renames columns', () => {
    const table = readCsv('k,v\na,1\n\nb\n');
    expect(writeCsv(addColumn(table, 'note').table)).toBe('k,v,note\na,1,\n\nb,,\n');
    expect(writeCsv(renameColumn(table, 1, 'value, new').table)).toBe('k,"value, new"\na,1\n\nb\n');
  });

  it('finds missing and repeated keys and ragged rows where the check of the workspace finds them', () => {
    const text = 'k,v\na,1\na,2\n,3\nb\nc,1,2\n';
    const faults = tableFaults(readCsv(text));
    expect(faults.map(({ row, kind }) => [row, kind])).toEqual([
      [1, 'duplicate-key'],
      [2, 'missing-key'],
      [3, 'ragged'],
      [4, 'ragged'],
    ]);
    const found = parseTable('t', 't.csv', text).findings.map(({ at }) => at?.line);
    expect(found).toEqual(faults.map(({ row }) => row + 2));
  });

  it('follows edits with the very marks that reading the whole table gives', () => {
    const cell = fc.constantFrom('a', 'b', 'c', '');
    const line = fc.array(cell, { minLength: 1, maxLength: 3 }).map((cells) => cells.join(','));
    const edit = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), row: fc.nat(6), column: fc.nat(2), value: cell }),
      fc.record({ kind: fc.constant('add' as const), row: fc.nat(6), value: cell }),
      fc.record({ kind: fc.constant('delete' as const), row: fc.nat(6) }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.array(edit, { maxLength: 8 }), (lines, edits) => {
        let table = readCsv(['k,v', ...lines].join('\n'));
        let marks = markTable(table);
        for (const one of edits) {
          if (one.kind === 'set') table = setCells(table, [one]).table;
          else if (one.kind === 'add')
            table = addRows(table, [[one.value]], Math.min(one.row, table.rows.length)).table;
          else table = deleteRows(table, new Set([one.row])).table;
          marks = remark(marks, table);
          expect(faultsInOrder(marks)).toEqual(tableFaults(table));
          expect([...marks.rowsOfKey].sort()).toEqual([...markTable(table).rowsOfKey].sort());
        }
      }),
    );
  });

  it('reads a spreadsheet’s clipboard: tabs, quoted line breaks, doubled quotes', () => {
    expect(readPasted('a\tb\r\n"c ""d"""\t"e\r\nf"\r\n')).toEqual([
      ['a', 'b'],
      ['c "d"', 'e\nf'],
    ]);
    expect(readPasted('a,b\n"c,d",e')).toEqual([
      ['a', 'b'],
      ['c,d', 'e'],
    ]);
    expect(readPasted('one')).toEqual([['one']]);
  });
});
