// Reading EDIFACT: the tree, service characters, recovery, limits, and the way back to the bytes.
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../runtime/engine/formats/edi/message.ts';
import { edifact } from '../../../runtime/engine/formats/edifact.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../runtime/engine/formats/format.ts';
import { bytesOf, codesOf, edifactText, messageOf, ORDERS, onlyMessage, treeOf, UNB, wordsOf } from './edi-samples.ts';

const decode = (text: string) => edifact.decode(bytesOf(text));
const message = (kind: string, ...body: string[]) => treeOf(decode(edifactText({ messages: [messageOf(kind, body)] })));

describe('the tree of a message', () => {
  it('names components and nests the groups of an order', () => {
    const value = message(
      'ORDERS',
      'BGM+220+PO-77+9',
      'DTM+137:20260901:102',
      'RFF+CT:C-1',
      'DTM+171:20260801:102',
      'NAD+BY+5412345000013::9',
      'RFF+VA:87765432',
      'CTA+OC+:P FORGET',
      'COM+004471:TE',
      'NAD+SU+4012345000009::9',
      'LIN+1++4000862141404:SRV',
      'PIA+1+ABC:IN',
      'QTY+21:48',
      'PRI+AAA:14.58',
      'LOC+7+D1',
      'QTY+11:24',
      'LOC+7+D2',
      'QTY+11:24',
      'LIN+2',
      'UNS+S',
      'MOA+86:699.84',
      'CNT+2:2',
    );
    expect(value).toEqual({
      UNB: {
        UNB01: 'UNOC',
        UNB01_2: '3',
        UNB02: '4012345000009',
        UNB02_2: '14',
        UNB03: '5412345000013',
        UNB03_2: '14',
        UNB04: '260901',
        UNB04_2: '1200',
        UNB05: 'REF17',
      },
      UNH: [{ UNH01: 'M1', UNH02: 'ORDERS', UNH02_2: 'D', UNH02_3: '96A', UNH02_4: 'UN' }],
      BGM: [{ BGM01: '220', BGM02: 'PO-77', BGM03: '9' }],
      DTM: [{ DTM01: '137', DTM01_2: '20260901', DTM01_3: '102' }],
      RFF: [{ RFF01: 'CT', RFF01_2: 'C-1', DTM: [{ DTM01: '171', DTM01_2: '20260801', DTM01_3: '102' }] }],
      NAD: [
        {
          NAD01: 'BY',
          NAD02: '5412345000013',
          NAD02_3: '9',
          RFF: [{ RFF01: 'VA', RFF01_2: '87765432' }],
          CTA: [{ CTA01: 'OC', CTA02_2: 'P FORGET', COM: [{ COM01: '004471', COM01_2: 'TE' }] }],
        },
        { NAD01: 'SU', NAD02: '4012345000009', NAD02_3: '9' },
      ],
      LIN: [
        {
          LIN01: '1',
          LIN03: '4000862141404',
          LIN03_2: 'SRV',
          PIA: [{ PIA01: '1', PIA02: 'ABC', PIA02_2: 'IN' }],
          QTY: [{ QTY01: '21', QTY01_2: '48' }],
          PRI: [{ PRI01: 'AAA', PRI01_2: '14.58' }],
          LOC: [
            { LOC01: '7', LOC02: 'D1', QTY: [{ QTY01: '11', QTY01_2: '24' }] },
            { LOC01: '7', LOC02: 'D2', QTY: [{ QTY01: '11', QTY01_2: '24' }] },
          ],
        },
        { LIN01: '2' },
      ],
      UNS: [{ UNS01: 'S' }],
      MOA: [{ MOA01: '86', MOA01_2: '699.84' }],
      CNT: [{ CNT01: '2', CNT01_2: '2' }],
      UNT: [{ UNT01: '23', UNT02: 'M1' }],
    });
  });

  it('keeps packages and lines of a despatch advice inside their consignment', () => {
    const value = message(
      'DESADV',
      'BGM+351+D1+9',
      'CPS+1',
      'PAC+2',
      'CPS+2+1',
      'PAC+1++201::9',
      'PCI+33E',
      'GIN+BJ+340123450000000017',
      'LIN+1++4000862141404:SRV',
      'QTY+12:20',
      'CNT+2:1',
    );
    expect(value['CPS']).toEqual([
      { CPS01: '1', PAC: [{ PAC01: '2' }] },
      {
        CPS01: '2',
        CPS02: '1',
        PAC: [
          {
            PAC01: '1',
            PAC03: '201',
            PAC03_3: '9',
            PCI: [{ PCI01: '33E', GIN: [{ GIN01: 'BJ', GIN02: '340123450000000017' }] }],
          },
        ],
        LIN: [{ LIN01: '1', LIN03: '4000862141404', LIN03_2: 'SRV', QTY: [{ QTY01: '12', QTY01_2: '20' }] }],
      },
    ]);
    expect(value['CNT']).toEqual([{ CNT01: '2', CNT01_2: '1' }]);
  });

  it('keeps place and movement of an inventory report with their quantity, and quantities with their place', () => {
    const byQuantity = message(
      'INVRPT',
      'BGM+35+I1+9',
      'LIN+1++4000862141404:SRV',
      'QTY+145:50',
      'INV+2',
      'LOC+14+D1',
      'QTY+198:7',
      'LOC+14+D2',
    );
    expect(byQuantity['LIN']).toMatchObject([
      {
        QTY: [
          { QTY01: '145', INV: [{ INV01: '2' }], LOC: [{ LOC02: 'D1' }] },
          { QTY01: '198', LOC: [{ LOC02: 'D2' }] },
        ],
      },
    ]);
    const byPlace = message(
      'INVRPT',
      'BGM+35+I1+9',
      'LIN+1++4000862141404:SRV',
      'LOC+14+D1',
      'QTY+145:50',
      'QTY+198:7',
      'LOC+14+D2',
      'QTY+145:1',
    );
    expect(byPlace['LIN']).toMatchObject([
      {
        LOC: [
          { LOC02: 'D1', QTY: [{ QTY01: '145' }, { QTY01: '198' }] },
          { LOC02: 'D2', QTY: [{ QTY01: '145' }] },
        ],
      },
    ]);
  });

  it('nests taxes and allowances of an invoice and keeps its summary at the top', () => {
    const value = message(
      'INVOIC',
      'BGM+380+I1',
      'LIN+1',
      'MOA+203:10',
      'TAX+7+VAT+++:::19',
      'MOA+124:1.9',
      'ALC+A',
      'PCD+1:10',
      'UNS+S',
      'MOA+86:11.9',
      'TAX+7+VAT+++:::19',
      'MOA+124:1.9',
    );
    expect(value['LIN']).toMatchObject([
      {
        MOA: [{ MOA01: '203' }],
        TAX: [{ TAX05_4: '19', MOA: [{ MOA01: '124' }] }],
        ALC: [{ PCD: [{ PCD01_2: '10' }] }],
      },
    ]);
    expect(value['MOA']).toEqual([{ MOA01: '86', MOA01_2: '11.9' }]);
    expect(value['TAX']).toMatchObject([{ MOA: [{ MOA01: '124' }] }]);
  });

  it('keeps the levels of a CONTRL', () => {
    expect(
      message(
        'CONTRL',
        'UCI+1+A+B+7',
        'UCM+M1+ORDERS:D:96A:UN+4',
        'UCS+5+15',
        'UCD+12+2:1',
        'UCM+M2+ORDERS:D:96A:UN+7',
      ),
    ).toMatchObject({
      UCI: [{ UCI04: '7' }],
      UCM: [{ UCM01: 'M1', UCS: [{ UCS01: '5', UCD: [{ UCD01: '12' }] }] }, { UCM01: 'M2' }],
    });
  });

  it('reads a message that has no guide flat, with parties and lines as groups', () => {
    const value = message('ABCDEF', 'BGM+1', 'NAD+BY+1', 'CTA+OC', 'XYZ+1', 'LIN+1', 'QTY+1:2', 'UNS+S');
    expect(value).toMatchObject({
      NAD: [{ CTA: [{ CTA01: 'OC' }] }],
      XYZ: [{ XYZ01: '1' }],
      LIN: [{ QTY: [{ QTY01_2: '2' }] }],
      UNS: [{ UNS01: 'S' }],
    });
  });

  it('writes the decimal comma of numbers as a point, and leaves other commas alone', () => {
    const value = message(
      'ORDERS',
      'BGM+220+1,5+9',
      'LIN+1',
      'QTY+21:1,25',
      'PRI+AAA:14,58:CT',
      'FTX+AAI+++1,5',
      'MOA+203:1,000.5',
    );
    expect(value['LIN']).toMatchObject([
      {
        QTY: [{ QTY01_2: '1.25' }],
        PRI: [{ PRI01_2: '14.58' }],
        MOA: [{ MOA01_2: '1,000.5' }],
        FTX: [{ FTX04: '1,5' }],
      },
    ]);
    expect(value['BGM']).toMatchObject([{ BGM02: '1,5' }]);
  });

  it('fills the envelope, with group and test indicator where there are', () => {
    const grouped = edifactText({
      unb: `${UNB}++ORDERS++++1`,
      ung: 'UNG+ORDERS+A+B+260901:1200+G5+UN+D:96A',
      une: 'UNE+1+G5',
      unz: 'UNZ+1+REF17',
    });
    expect(onlyMessage(decode(grouped)).envelope).toEqual({
      syntax: 'edifact',
      kind: 'ORDERS',
      version: 'D:96A:UN',
      sender: '4012345000009',
      receiver: '5412345000013',
      interchangeControl: 'REF17',
      groupControl: 'G5',
      messageControl: 'M1',
      test: true,
    });
    expect(codesOf(decode(grouped))).toEqual([]);
  });

  it('has the code of the association behind the version', () => {
    const eancom = edifactText().replace('96A:UN', '96A:UN:EAN008');
    expect(onlyMessage(decode(eancom)).envelope?.version).toBe('D:96A:UN:EAN008');
  });
});

describe('service characters and layout', () => {
  const plain = () => segmentsOf(onlyMessage(decode(edifactText())));
  const sameContent = (text: string) => expect(segmentsOf(onlyMessage(decode(text)))).toEqual(plain());

  it.each([
    ['LF behind every terminator', "'\n"],
    ['CRLF behind every terminator', "'\r\n"],
  ])('takes %s, with UNA and without', (_, end) => {
    sameContent(edifactText({ end }));
    sameContent(edifactText({ end, una: '' }));
    sameContent(edifactText({ end, una: "UNA:+.? '\r\n" }));
  });

  it('takes the characters that a UNA declares', () => {
    const swapped = edifactText({ una: '' }).replaceAll('+', '|').replaceAll(':', '^').replaceAll("'", '~');
    sameContent(`UNA^|,# ~${swapped}`);
    const escaped = edifactText({
      una: '',
      messages: [messageOf('ORDERS', [...ORDERS.slice(0, 1), 'FTX|AAI|||50# #| #^ ##', ...ORDERS.slice(3)])],
    });
    const value = treeOf(decode(`UNA^|,# ~${escaped.replaceAll('+', '|').replaceAll(':', '^').replaceAll("'", '~')}`));
    expect(value['FTX']).toEqual([{ FTX01: 'AAI', FTX04: '50 | ^ #' }]);
  });

  it('takes the characters that a UNB without UNA shows', () => {
    sameContent(edifactText({ una: '' }).replaceAll('+', '\u001d').replaceAll(':', '\u001f').replaceAll("'", '\u001c'));
    sameContent(edifactText({ una: '', end: '\n' }));
    sameContent(edifactText({ una: '', end: '\r\n' }));
  });

  it('takes released service characters as data', () => {
    const body = ["BGM+220+PO?+77?:A?'B??", "NAD+BY+1++Smith ?+ Sons:It?'s", 'LIN+1'];
    const value = message('ORDERS', ...body);
    expect(value).toMatchObject({ BGM: [{ BGM02: "PO+77:A'B?" }], NAD: [{ NAD04: 'Smith + Sons', NAD04_2: "It's" }] });
  });

  it('reads the repetition separator of syntax version 4 only', () => {
    const body = [...ORDERS, 'FTX+AAI+++a*b:x'];
    const unb = UNB.replace('UNOC:3', 'UNOC:4');
    const tree = (una: string, unbOf: string) =>
      treeOf(decode(edifactText({ una, unb: unbOf, messages: [messageOf('ORDERS', body)] })))['FTX'];
    expect(tree('', unb)).toEqual([{ FTX01: 'AAI', FTX04: ['a', 'b'], FTX04_2: ['', 'x'] }]);
    expect(tree("UNA:+.?*'", unb)).toEqual([{ FTX01: 'AAI', FTX04: ['a', 'b'], FTX04_2: ['', 'x'] }]);
    expect(tree("UNA:+.? '", unb)).toEqual([{ FTX01: 'AAI', FTX04: 'a*b', FTX04_2: 'x' }]);
    expect(tree("UNA:+.?*'", UNB)).toEqual([{ FTX01: 'AAI', FTX04: 'a*b', FTX04_2: 'x' }]);
  });

  it('reads the repertoire that the UNB names, and UTF-8 wherever it is UTF-8', () => {
    const text = edifactText({ messages: [messageOf('ORDERS', ['BGM+220+Größe+9', 'LIN+1'])] });
    const latin1 = Uint8Array.from(text, (char) => char.charCodeAt(0));
    const greek = Uint8Array.from(text.replace('UNOC', 'UNOF').replace('Größe', '\u00c1\u00c2'), (char) =>
      char.charCodeAt(0),
    );
    expect(treeOf(edifact.decode(latin1))['BGM']).toMatchObject([{ BGM02: 'Größe' }]);
    expect(treeOf(decode(text))['BGM']).toMatchObject([{ BGM02: 'Größe' }]);
    expect(treeOf(edifact.decode(greek))['BGM']).toMatchObject([{ BGM02: 'ΑΒ' }]);
    expect([codesOf(edifact.decode(latin1)), codesOf(decode(text)), codesOf(edifact.decode(greek))]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('tells characters that the repertoire does not have', () => {
    const text = edifactText({
      unb: UNB.replace('UNOC', 'UNOA'),
      messages: [messageOf('ORDERS', ['BGM+220+Größe+9', 'LIN+1'])],
    });
    expect(codesOf(decode(text))).toEqual(['edifact.non-ascii']);
    expect(codesOf(edifact.decode(Uint8Array.from(text, (char) => char.charCodeAt(0))))).toEqual([
      'edifact.non-ascii',
      'edifact.encoding',
    ]);
  });

  it('takes the characters of every interchange from its own UNA or UNB', () => {
    const other = edifactText({ una: '', unb: UNB.replace('REF17', 'REF18'), unz: 'UNZ+1+REF18' })
      .replaceAll('+', '|')
      .replaceAll("'", '~');
    const { messages } = decode(`${edifactText()}\nUNA:|.? ~${other}`);
    expect(messages.map((one) => segmentsOf(one))).toEqual([plain(), plain()]);
    expect(messages.map((one) => one.envelope?.interchangeControl)).toEqual(['REF17', 'REF18']);
  });
});

describe('recovery', () => {
  it.each([
    ['without UNA', ''],
    ['behind a UNA', "UNA:+.? '"],
  ])('goes on behind a damaged UNB %s and still knows the parties', (_, una) => {
    const decoded = decode(edifactText({ una, unb: UNB.slice(1) }));
    expect(codesOf(decoded)).toEqual(una === '' ? ['edifact.no-unb', 'edifact.no-una'] : ['edifact.no-unb']);
    expect(onlyMessage(decoded).envelope).toMatchObject({
      sender: '4012345000009',
      receiver: '5412345000013',
      interchangeControl: 'REF17',
    });
  });

  it('reads data that begin with a message', () => {
    for (const end of ["'", "'\n", '\n']) {
      const decoded = decode(edifactText({ una: '', unb: '', unz: '', end }));
      expect(codesOf(decoded)).toEqual(['edifact.no-unb', 'edifact.no-una']);
      expect(onlyMessage(decoded).value).toMatchObject({ BGM: [{ BGM02: 'PO-77' }] });
    }
  });

  it('passes over what stands before the interchange', () => {
    expect(codesOf(decode(`Subject: order\n\n${edifactText()}`))).toEqual(['edifact.leading-bytes']);
  });

  it.each([
    ['text', 'hello', 'format.edifact.not-edifact', ['NOT_EDIFACT']],
    ['nothing', '', 'format.empty', ['EMPTY']],
    ['blanks', '\r\n', 'format.empty', ['EMPTY']],
    ['an interchange without messages', `UNA:+.? '${UNB}'UNZ+0+REF17'`, 'format.edifact.envelope', []],
  ])('answers %s with one message that holds the error', (_, text, code, words) => {
    const decoded = decode(text);
    expect(onlyMessage(decoded).error?.code).toBe(code);
    expect(wordsOf(decoded)).toEqual(words);
  });

  it('points to the other format when the bytes look like X12', () => {
    expect(onlyMessage(decode('ISA*00*')).error?.help).toContain('x12');
  });
});

describe('limits', () => {
  it('refuses a receipt that is too large or holds too many messages', () => {
    const bytes = bytesOf(
      edifactText({ messages: [messageOf('ORDERS', ORDERS, '1'), messageOf('ORDERS', ORDERS, '2')] }),
    );
    const limited = (limits: object) => edifact.decode(bytes, { limits: { ...DEFAULT_DECODE_LIMITS, ...limits } });
    expect(onlyMessage(limited({ maxBytes: 50 })).error?.code).toBe('format.too-large');
    expect(onlyMessage(limited({ maxMessages: 1 })).error?.code).toBe('format.too-many');
    expect(limited({ maxMessages: 2 }).messages).toHaveLength(2);
  });
});

describe('places', () => {
  const body = ['BGM+220+A?+B:x+9', 'NAD+BY+541?:2::9', 'LIN+1', 'QTY+21:48:PCE'];
  const text = edifactText({ messages: [messageOf('ORDERS', body)] });
  const { locate } = onlyMessage(decode(text));

  it.each([
    ['/LIN/0/QTY/0/QTY01_2', { segment: 'QTY', segmentIndex: 5, element: 'QTY01_2', offset: text.indexOf('48:PCE') }],
    ['/BGM/0/BGM02_2', { segment: 'BGM', segmentIndex: 2, element: 'BGM02_2', offset: text.indexOf('x+9') }],
    ['/NAD/0/NAD02_3', { segment: 'NAD', segmentIndex: 3, element: 'NAD02_3', offset: text.indexOf("9'LIN") }],
    ['/UNB/UNB05', { segment: 'UNB', element: 'UNB05', offset: text.indexOf('REF17') }],
    ['/UNH', { segment: 'UNH', segmentIndex: 1, offset: text.indexOf('UNH') }],
  ])('finds %s', (pointer, place) => {
    expect(locate?.(pointer)).toEqual(place);
  });
});
