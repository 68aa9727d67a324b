// CSV: delimiters, quoting, headers, ragged rows, encodings, groups, places, writing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrossdockError } from '../../../runtime/engine/errors.ts';
import { csv } from '../../../runtime/engine/formats/csv.ts';
import { formatContract } from '../../contracts/format.contract.ts';
import { codesOf, findingsOf, latin1, read, readOne, utf8, utf16, valuesOf } from './reading.ts';

formatContract(csv, [
  {
    name: 'a stock file',
    content: 'sku,location,on_hand\r\nA-1,WH1,10\r\nA-2,,007\r\n',
    messages: 2,
    roundTrip: 'all',
  },
  {
    name: 'quoted cells with line ends, quotes and delimiters',
    content: 'sku;note\n"A;1";"two\nlines, ""quoted"""\nB;"=1+1 é📦 "\n',
    messages: 2,
    roundTrip: 'all',
  },
  {
    name: 'orders of several rows',
    content: 'Name,Line\n#1,a\n,b\n#2,c\n',
    options: { groupBy: 'Name' },
    messages: 2,
    roundTrip: { except: 'a group is written as its rows, which the mapping takes out of it' },
  },
  {
    name: 'UTF-16 with tabs, as spreadsheets save Unicode text',
    content: utf16('\ufeffsku\tnév\r\nA\tő\r\n'),
    messages: 1,
    roundTrip: 'all',
  },
]);

describe('delimiters', () => {
  it.each([
    ['comma', 'sku,on hand,price\nA,1,"1;2|3"\n'],
    ['semicolon, with decimal commas', 'sku;on hand;price\nA;1;1,50\nB;2;2,75\n'],
    ['tab', 'sku\ton hand\tprice\nA\t1\t1,50\n'],
    ['bar', 'sku|on hand|price\nA|1|x;y;z\n'],
    ['semicolon, announced', 'sep=;\r\nsku;on hand;price\r\nA;1;2\r\n'],
    ['semicolon, with more commas than semicolons in the cells', 'sku;on hand;price\nA, b, c;1;a, b, c, d, e\n'],
    ['comma, with semicolons in quotes', '"sku","on hand","price"\n"a;b;c;d","e;f","g;h;i"\n'],
    ['tab, with ragged rows', 'sku\ton hand\tprice\nA\t1,5\nB\t2,5\t3\n'],
  ])('are found: %s', (_, text) => {
    const decoded = read(csv, text);
    expect(Object.keys(decoded.messages.at(-1)?.value as object)).toEqual(['sku', 'on hand', 'price']);
  });

  it('are not looked for when the option names one', () => {
    expect(valuesOf(read(csv, 'a,b;c\n1,2;3\n', { delimiter: ';' }))).toEqual([{ 'a,b': '1,2', c: '3' }]);
    expect(valuesOf(read(csv, 'a^b\n1^2\n', { delimiter: '^' }))).toEqual([{ a: '1', b: '2' }]);
  });

  it('are a comma for a single column', () => {
    expect(valuesOf(read(csv, 'sku\nA\nB\n'))).toEqual([{ sku: 'A' }, { sku: 'B' }]);
  });
});

describe('cells', () => {
  it('are texts, with empty ones left out and leading zeros, blanks and line ends kept', () => {
    expect(valuesOf(read(csv, 'a,b,c,d\n007,, x ,"1\r\n2"\n'))).toEqual([{ a: '007', c: ' x ', d: '1\r\n2' }]);
  });

  it('named __proto__ are members like any other', () => {
    const [value] = valuesOf(read(csv, '__proto__,constructor\nx,y\n'));
    expect(Object.entries(value as object)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('may have quotes behind blanks, stray quotes, and quotes that mean nothing between tabs', () => {
    const spaced = read(csv, 'a, b\n"1", "x, y"\n2, "z\nz"\n');
    expect(valuesOf(spaced)).toEqual([
      { a: '1', b: 'x, y' },
      { a: '2', b: 'z\nz' },
    ]);
    expect(findingsOf(spaced)).toEqual(['csv.quotes', 'csv.quotes']);
    const stray = read(csv, 'a,b,c\n1,5" pipe,3\n2,"big" box,3\n');
    expect(valuesOf(stray)).toEqual([
      { a: '1', b: '5" pipe', c: '3' },
      { a: '2', b: '"big" box', c: '3' },
    ]);
    expect(stray.messages.map((message) => message.findings[0]?.severity)).toEqual(['warning', 'warning']);
    const tabs = read(csv, 'a\tb\tc\n1\t"inch\t3\n2\tx\t3\n');
    expect(valuesOf(tabs)).toEqual([
      { a: '1', b: '"inch', c: '3' },
      { a: '2', b: 'x', c: '3' },
    ]);
  });

  it('that a stray quote joined over two rows of tabs are taken apart again', () => {
    const decoded = read(csv, 'a\tb\tc\n1\t"inch\t3\n2\tinch"\t4\n3\tx\t5\n');
    expect(valuesOf(decoded)).toEqual([
      { a: '1', b: '"inch', c: '3' },
      { a: '2', b: 'inch"', c: '4' },
      { a: '3', b: 'x', c: '5' },
    ]);
  });

  it('of several lines with tabs in them are held when they may be joined rows but do not look like whole ones', () => {
    expect(codesOf(read(csv, 'a\tb\n1\t"first\nsecond\tthird"\n2\tx\n'))).toEqual(['format.csv.syntax', undefined]);
    expect(valuesOf(read(csv, 'a\tb\tc\n1\t"first\nsecond\tthird"\t3\n'))).toEqual([
      { a: '1', b: 'first\nsecond\tthird', c: '3' },
    ]);
  });
});

describe('rows', () => {
  it('carry their line and byte range', () => {
    const text = 'a,b\r\n\r\n"é\n",1\r\n2,3';
    const bytes = utf8(text);
    const { messages } = read(csv, bytes);
    expect(messages.map(({ start, end }) => new TextDecoder().decode(bytes.subarray(start, end)))).toEqual([
      '"é\n",1',
      '2,3',
    ]);
    expect(messages.map((message) => message.locate?.('/a'))).toEqual([
      { line: 3, offset: 7, path: '/a' },
      { line: 5, offset: 16, path: '/a' },
    ]);
  });

  it('may end with LF, CRLF, CR, in one file, and without a line end', () => {
    expect(valuesOf(read(csv, 'a,b\r1,2\r\n3,4\n5,6'))).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
      { a: '5', b: '6' },
    ]);
  });

  it('without content are left out with a finding', () => {
    const decoded = read(csv, 'a,b\n1,2\n,\n  ,\n3,4\n\n');
    expect(valuesOf(decoded)).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
    expect(findingsOf(decoded)).toEqual(['csv.blank-rows']);
  });

  it('with too few cells are read with a finding that names the line', () => {
    const decoded = read(csv, 'a,b,c\n1\n4,5,6\n');
    expect(valuesOf(decoded)).toEqual([{ a: '1' }, { a: '4', b: '5', c: '6' }]);
    expect(decoded.messages[0]?.findings).toMatchObject([
      { code: 'csv.short-row', severity: 'warning', at: { line: 2, offset: 6 } },
    ]);
    expect(decoded.messages[1]?.findings).toEqual([]);
  });

  it('with too many cells are held alone; empty cells at the end do not count', () => {
    const decoded = read(csv, 'a,b\n1,2\n3,4,5\n6,7,,\n8,9\n');
    expect(codesOf(decoded)).toEqual([undefined, 'format.csv.syntax', undefined, undefined]);
    expect(decoded.messages[1]?.error).toMatchObject({
      expected: '2 cells',
      actual: '3 cells',
      at: { line: 3, offset: 8 },
    });
  });

  it('with a quote that is never closed are held alone when the rows below look right', () => {
    const decoded = read(csv, 'a,b,c\n1,2,3\n4,"open,6\n7,8,9\n10,11,12\n');
    expect(codesOf(decoded)).toEqual([undefined, 'format.csv.syntax', undefined, undefined]);
    expect(decoded.messages[1]?.error).toMatchObject({ expected: 'a closing quote', at: { line: 3, offset: 12 } });
    expect(decoded.messages[3]?.value).toEqual({ a: '10', b: '11', c: '12' });
  });

  it('are never made of the rest of a cell that was cut off', () => {
    const decoded = read(csv, 'a,b,c\n1,2,3\n4,5,"first line\nsecond line\nthird, line');
    expect(codesOf(decoded)).toEqual([undefined, 'format.csv.syntax', 'format.csv.syntax', 'format.csv.syntax']);
    expect(codesOf(read(csv, 'a\n1\n"first\nsecond'))).toEqual([undefined, 'format.csv.syntax', 'format.csv.syntax']);
  });

  it('that a stray quote joined into one cell are held together', () => {
    const decoded = read(csv, 'a,b,c,d\n1,"x,2,3\n4,5,6,7\n8,x",9,10\n11,12,13,14\n');
    expect(codesOf(decoded)).toEqual(['format.csv.syntax', undefined]);
    expect(decoded.messages[0]).toMatchObject({ start: 8, end: 34 });
  });
});

describe('headers', () => {
  it('are trimmed, and in snake style made of lower case words', () => {
    expect(valuesOf(read(csv, ' Sku , Qty (ea)\n1,2\n'))).toEqual([{ Sku: '1', 'Qty (ea)': '2' }]);
    expect(valuesOf(read(csv, '#,Paid at,Qty (ea),Größe\n1,2,3,4\n', { headers: 'snake' }))).toEqual([
      { _: '1', paid_at: '2', qty_ea: '3', größe: '4' },
    ]);
  });

  it('may be given for a file without one', () => {
    expect(valuesOf(read(csv, 'A,1\nB,2\n', { headers: ['sku', 'on_hand'] }))).toEqual([
      { sku: 'A', on_hand: '1' },
      { sku: 'B', on_hand: '2' },
    ]);
  });

  it('with a repeated name are an error finding; rows in which the columns differ are held', () => {
    const decoded = read(csv, 'sku,qty,qty\nA,1,1\nB,1,2\nC,,3\n');
    expect(decoded.findings).toMatchObject([{ code: 'csv.repeated-column', severity: 'error', at: { line: 1 } }]);
    expect(decoded.findings[0]?.message).toContain('"qty"');
    expect(codesOf(decoded)).toEqual([undefined, 'format.csv.header', 'format.csv.header']);
    expect(decoded.messages[0]?.value).toEqual({ sku: 'A', qty: '1' });
  });

  it('with a blank name are refused; blank ones at the end are left out with a finding', () => {
    expect(readOne(csv, 'sku,,qty\nA,1,2\n').error).toMatchObject({
      code: 'format.csv.header',
      actual: 'no name for column 2',
    });
    expect(readOne(csv, ',sku\nA,1\n').error).toMatchObject({
      code: 'format.csv.header',
      actual: 'no name for column 1',
    });
    const trailing = read(csv, 'sku|qty|\nA|1|\nB|2|x\n');
    expect(findingsOf(trailing)).toEqual(['csv.blank-columns']);
    expect(codesOf(trailing)).toEqual([undefined, 'format.csv.syntax']);
  });

  it('without rows make an empty receipt', () => {
    for (const text of ['sku,qty', 'sku,qty\n', 'sku,qty\n\n,\n'])
      expect(readOne(csv, text).error?.code).toBe('format.empty');
    expect(readOne(csv, ' \n').error?.code).toBe('format.empty');
  });
});

describe('encodings', () => {
  it('other than UTF-8 are read as windows-1252, with a warning', () => {
    const decoded = read(csv, latin1('sku,preis\nÄ1,10 \x80\nB,2\n'));
    expect(valuesOf(decoded)).toEqual([
      { sku: 'Ä1', preis: '10 €' },
      { sku: 'B', preis: '2' },
    ]);
    expect(decoded.findings).toMatchObject([{ code: 'text.windows-1252', severity: 'warning', at: { offset: 10 } }]);
    expect(decoded.messages.map(({ start, end }) => [start, end])).toEqual([
      [10, 17],
      [18, 21],
    ]);
  });

  it('with a byte order mark lose it from the first header', () => {
    const decoded = read(csv, '\ufeffsku,qty\nA,1\n');
    expect(valuesOf(decoded)).toEqual([{ sku: 'A', qty: '1' }]);
    expect(findingsOf(decoded)).toEqual(['text.bom']);
    expect(decoded.messages[0]?.start).toBe(11);
  });

  it('keep characters beyond the basic plane', () => {
    expect(valuesOf(read(csv, 'a,b\n"📦","𝒳y"\n'))).toEqual([{ a: '📦', b: '𝒳y' }]);
  });

  it('of binary files are refused', () => {
    expect(readOne(csv, latin1('PK\x03\x04\x14\0\x06\0,\n')).error).toMatchObject({
      code: 'format.encoding',
      at: { offset: 5 },
    });
  });
});

describe('groups', () => {
  const text = 'Name,Email,Sku\n#1,a@example.com,A\n#1,,B\n,,C\n#2,b@example.com,D\n#1,,E\n';

  it('are made of consecutive rows with the same text, blank ones going on', () => {
    const decoded = read(csv, text, { groupBy: 'Name', headers: 'snake' });
    expect(valuesOf(decoded)).toEqual([
      { rows: [{ name: '#1', email: 'a@example.com', sku: 'A' }, { name: '#1', sku: 'B' }, { sku: 'C' }] },
      { rows: [{ name: '#2', email: 'b@example.com', sku: 'D' }] },
      { rows: [{ name: '#1', sku: 'E' }] },
    ]);
    const [first] = decoded.messages;
    expect(text.slice(first?.start, first?.end)).toBe('#1,a@example.com,A\n#1,,B\n,,C');
    expect(first?.locate?.('/rows/2/sku')).toEqual({ line: 4, offset: 40, path: '/rows/2/sku' });
    expect(first?.locate?.('')).toMatchObject({ line: 2 });
    expect(first?.locate?.('/rows/9/sku')).toBeUndefined();
  });

  it('beside a row that cannot be read are held, because it may belong to either', () => {
    const decoded = read(csv, 'Name,Sku\n#1,A\n#2,B\n#2,C,too,many\n#3,D\n#4,E\n', { groupBy: 'Name' });
    expect(codesOf(decoded)).toEqual([undefined, 'format.csv.syntax', 'format.csv.syntax', undefined]);
    expect(decoded.messages[2]?.error?.actual).toContain('line 4');
  });

  it('need their column in the header and a value in the first row', () => {
    expect(readOne(csv, 'a,b\n1,2\n', { groupBy: 'order' }).error).toMatchObject({
      code: 'format.csv.header',
      at: { line: 1 },
    });
    expect(codesOf(read(csv, 'a,b\n,2\n1,3\n', { groupBy: 'a' }))).toEqual(['format.csv.syntax', undefined]);
  });
});

describe('options', () => {
  it.each([
    [{ delimiter: ';;' }],
    [{ delimiter: '"' }],
    [{ headers: 'camel' }],
    [{ headers: ['a', ''] }],
    [{ groupBy: 1 }],
    [{ header: true }],
  ])('that the format does not have or cannot use are an error: %j', (options) => {
    expect(readOne(csv, 'a\n1\n', options).error?.code).toBe('workspace.file');
  });
});

describe('any table', () => {
  it('comes back as it was written, whatever is in its cells', () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.stringMatching(/^[ ,;|\t"\r\na=-]{0,6}$/));
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((text) => text.trim() === text);
    const table = fc.uniqueArray(name, { minLength: 1, maxLength: 4 }).chain((names) =>
      fc.tuple(
        fc.constant(names),
        fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length }), {
          minLength: 1,
          maxLength: 5,
        }),
      ),
    );
    const property = fc.property(table, fc.constantFrom(',', ';', '\t', '|'), ([names, cells], delimiter) => {
      const rows = cells.map((row) => Object.fromEntries(names.map((column, i) => [column, row[i]])));
      const filled = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, text]) => text !== '')));
      fc.pre(filled.every((row) => Object.values(row).some((text) => text?.trim() !== '')));
      // Cells that look like whole rows between tabs or bars are held on purpose; see 'that a stray quote joined …'.
      fc.pre(!cells.flat().some((text) => text.includes('\n') && text.includes(delimiter)));
      const decoded = read(csv, csv.encode(rows, { options: { delimiter, columns: names } }), { delimiter });
      expect(codesOf(decoded)).toEqual(rows.map(() => undefined));
      expect(valuesOf(decoded)).toEqual(filled);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('of random text has each byte of content in one message, and never throws', () => {
    const text = fc.stringMatching(/^[ab",;\n\r\t ]{0,60}$/);
    const property = fc.property(text, fc.constantFrom(undefined, ',', '\t'), (content, delimiter) => {
      const { messages } = read(csv, content, { headers: ['a', 'b', 'c'], ...(delimiter && { delimiter }) });
      const outside = [...content].filter((_, at) => !messages.some(({ start, end }) => at >= start && at < end));
      expect(outside.join('')).not.toMatch(/[ab]/);
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

describe('a file of faults', () => {
  // No clock: what is not linear does not end within the runner's own limit.
  it('is read line by line when every line has one', () => {
    const decoded = read(csv, `a,b\n${'1,"x" y" z\n'.repeat(5000)}`);
    expect(decoded.messages).toHaveLength(5000);
  });
});

describe('writing', () => {
  const write = (value: unknown, options = {}): string => new TextDecoder().decode(csv.encode(value, { options }));

  it('gives a header of the keys in order of first appearance and quotes what needs it', () => {
    expect(
      write([
        { sku: 'A,1', n: 1 },
        { n: 2.5, 'a b': 'say "x"', yes: true },
      ]),
    ).toBe('sku,n,a b,yes\n"A,1",1,,\n,2.5,"say ""x""",true\n');
    expect(write({ a: null, b: 'é' })).toBe('a,b\n,é\n');
  });

  it('takes delimiter and columns from options', () => {
    expect(write([{ b: 1, a: 2 }], { delimiter: ';', columns: ['a', 'b', 'c'] })).toBe('a;b;c\n2;1;\n');
    expect(write([], { columns: ['a', 'b'] })).toBe('a,b\n');
  });

  it('guards formulas in texts on request, and leaves numbers alone', () => {
    const row = { a: '=1+1', b: '-5', c: '-5.00', d: -5, e: '@x', f: '+49 30', g: '-x', h: '\t=1' };
    expect(write(row)).toContain('=1+1,-5,-5.00,-5,@x,+49 30,-x');
    expect(write(row, { escapeFormulas: true })).toBe("a,b,c,d,e,f,g,h\n'=1+1,-5,-5.00,-5,'@x,'+49 30,'-x,\"'\t=1\"\n");
  });

  it('refuses what is no table, with the place', () => {
    for (const [value, path] of [
      [[{ a: { b: 1 } }], '/0/a'],
      [[{ a: 1 }, 2], '/1'],
      ['text', undefined],
      [[], undefined],
      [[{ a: Number.NaN }], '/0/a'],
    ] as const) {
      let thrown: unknown;
      try {
        csv.encode(value);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(CrossdockError);
      expect((thrown as CrossdockError).toJSON()).toMatchObject({
        code: 'format.encode',
        ...(path && { at: { path } }),
      });
    }
    expect(() => csv.encode([{ a: 1, b: 2 }], { options: { columns: ['a'] } })).toThrow(
      'a member that is none at /0/b',
    );
  });
});
