// Reading X12: the tree, delimiters of real senders, recovery, limits, and the way back to the bytes.
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../runtime/engine/formats/edi/message.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../runtime/engine/formats/format.ts';
import { x12 } from '../../../runtime/engine/formats/x12.ts';
import {
  bytesOf,
  codesOf,
  GS,
  ISA,
  ISA_5010,
  ORDER,
  onlyMessage,
  setOf,
  treeOf,
  wordsOf,
  x12Text,
} from './edi-samples.ts';

const decode = (text: string) => x12.decode(bytesOf(text));

describe('the tree of a transaction set', () => {
  it('gives every segment as an array of objects and a loop as its first segment with the others inside', () => {
    const body = [
      'BEG*00*SA*PO-77**20260901',
      'REF*DP*038',
      'REF*PS*R',
      'N1*ST*North Dock',
      'N3*Quay 1',
      'N4*Kiel',
      'PO1*1*12*EA',
      'PID*F****Lamp',
      'SCH*12*EA***106*20261001',
      'CTT*1',
    ];
    expect(treeOf(decode(x12Text({ sets: [setOf('850', body)] })))).toEqual({
      ISA: {
        ISA01: '00',
        ISA03: '00',
        ISA05: 'ZZ',
        ISA06: 'NORTHWIND',
        ISA07: '01',
        ISA08: 'HARBOUR',
        ISA09: '260901',
        ISA10: '1200',
        ISA11: 'U',
        ISA12: '00401',
        ISA13: '000000017',
        ISA14: '0',
        ISA15: 'P',
        ISA16: '>',
      },
      GS: {
        GS01: 'PO',
        GS02: 'NWAPP',
        GS03: 'HBAPP',
        GS04: '20260901',
        GS05: '1200',
        GS06: '4',
        GS07: 'X',
        GS08: '004010',
      },
      ST: [{ ST01: '850', ST02: '0001' }],
      BEG: [{ BEG01: '00', BEG02: 'SA', BEG03: 'PO-77', BEG05: '20260901' }],
      REF: [
        { REF01: 'DP', REF02: '038' },
        { REF01: 'PS', REF02: 'R' },
      ],
      N1: [{ N101: 'ST', N102: 'North Dock', N3: [{ N301: 'Quay 1' }], N4: [{ N401: 'Kiel' }] }],
      PO1: [
        {
          PO101: '1',
          PO102: '12',
          PO103: 'EA',
          PID: [{ PID01: 'F', PID05: 'Lamp' }],
          SCH: [{ SCH01: '12', SCH02: 'EA', SCH05: '106', SCH06: '20261001' }],
        },
      ],
      CTT: [{ CTT01: '1' }],
      SE: [{ SE01: '12', SE02: '0001' }],
    });
  });

  it('nests hierarchical levels by the parent they name, not by their order', () => {
    const body = [
      'BSN*00*SHIP-1*20260901*1200*0001',
      'HL*1**S',
      'TD5**2*UPSN',
      'HL*2*1*O',
      'PRF*PO-1',
      'HL*4*2*P',
      'MAN*CP*1Z1',
      'HL*3*1*O',
      'PRF*PO-2',
      'HL*5*4*I',
      'LIN**VN*A',
      'SN1**2*EA',
      'CTT*5',
    ];
    const value = treeOf(decode(x12Text({ gs: GS.replace('PO*', 'SH*'), sets: [setOf('856', body)] })));
    expect(value['HL']).toEqual([
      {
        HL01: '1',
        HL03: 'S',
        TD5: [{ TD502: '2', TD503: 'UPSN' }],
        HL: [
          {
            HL01: '2',
            HL02: '1',
            HL03: 'O',
            PRF: [{ PRF01: 'PO-1' }],
            HL: [
              {
                HL01: '4',
                HL02: '2',
                HL03: 'P',
                MAN: [{ MAN01: 'CP', MAN02: '1Z1' }],
                HL: [
                  {
                    HL01: '5',
                    HL02: '4',
                    HL03: 'I',
                    LIN: [{ LIN02: 'VN', LIN03: 'A' }],
                    SN1: [{ SN102: '2', SN103: 'EA' }],
                  },
                ],
              },
            ],
          },
          { HL01: '3', HL02: '1', HL03: 'O', PRF: [{ PRF01: 'PO-2' }] },
        ],
      },
    ]);
    expect(value['CTT']).toEqual([{ CTT01: '5' }]);
  });

  it('keeps a level whose parent is not there at the top and says so', () => {
    const body = ['BSN*00*S*20260901*1200', 'HL*1**S', 'HL*7*6*I', 'LIN**VN*A'];
    const decoded = decode(x12Text({ gs: GS.replace('PO*', 'SH*'), sets: [setOf('856', body)] }));
    expect(treeOf(decoded)['HL']).toHaveLength(2);
    expect(codesOf(decoded)).toEqual(['x12.hl-parent']);
  });

  it('splits composites into numbered components and repeated elements into arrays', () => {
    const body = [
      'BEG*00*SA*PO-77**20260901',
      'PO1*1',
      'REF*ZZ***a>1^b^c>2',
      'YNQ*x>1^y>2',
      'SLN*1**I*3*SV>A>>C',
      'CTT*1',
    ];
    const value = treeOf(decode(x12Text({ isa: ISA_5010, sets: [setOf('850', body)] })));
    expect(value['PO1']).toEqual([
      {
        PO101: '1',
        REF: [{ REF01: 'ZZ', REF04: ['a', 'b', 'c'], REF04_2: ['1', '', '2'] }],
        YNQ: [{ YNQ01: ['x', 'y'], YNQ01_2: ['1', '2'] }],
        SLN: [{ SLN01: '1', SLN03: 'I', SLN04: '3', SLN05: 'SV', SLN05_2: 'A', SLN05_4: 'C' }],
      },
    ]);
  });

  it('keeps a separator as text in elements that the standard defines as simple', () => {
    const body = [
      'BEG*00*SA*PO-77**20260901',
      'REF*ZZ*a:b^c*SEE: NOTE',
      'NTE*GEN*DELIVER BY: 10 AM ^ DOCK 3',
      'N1*ST*ACME: EAST',
      'PO1*1*2*EA*3**VN*AB:1',
      'PID*F****KETTLE: BLUE',
    ];
    const value = treeOf(decode(x12Text({ isa: ISA_5010.replace('*P*>', '*P*:'), sets: [setOf('850', body)] })));
    expect(value['REF']).toEqual([{ REF01: 'ZZ', REF02: 'a:b^c', REF03: 'SEE: NOTE' }]);
    expect(value['NTE']).toEqual([{ NTE01: 'GEN', NTE02: 'DELIVER BY: 10 AM ^ DOCK 3' }]);
    expect(value['N1']).toEqual([{ N101: 'ST', N102: 'ACME: EAST' }]);
    expect(value['PO1']).toMatchObject([{ PO107: 'AB:1', PID: [{ PID05: 'KETTLE: BLUE' }] }]);
  });

  it('reads ISA11 as a repetition separator from version 00402 on only', () => {
    const body = [...ORDER, 'REF*ZZ*a^b'];
    const value = treeOf(decode(x12Text({ isa: ISA.replace('*U*', '*^*'), sets: [setOf('850', body)] })));
    expect(value['REF']).toEqual([{ REF01: 'ZZ', REF02: 'a^b' }]);
  });

  it.each(['-', '.', '/', '_'])(
    'takes no %s in ISA11 for a repetition separator, because ids and amounts hold it',
    (byte) => {
      const isa = ISA.replace('*U*', `*${byte}*`).replace('*00401*', '*00406*');
      const value = treeOf(decode(x12Text({ isa, sets: [setOf('850', [...ORDER, `REF*ZZ*31${byte}00${byte}20`])] })));
      expect(value['REF']).toEqual([{ REF01: 'ZZ', REF02: `31${byte}00${byte}20` }]);
    },
  );

  it('puts the segments of warehouse sets where they belong, with LX and without', () => {
    const gs = GS.replace('PO*', 'SW*');
    const items = ['W12*CC*2*2*0*EA**VN*A', 'N9*LI*1', 'W12*CC*1*1*0*EA**VN*B'];
    const head = ['W06*F*O-1*20260901', 'N1*SF*West Hall', 'N4*Bergen', 'N9*PO*77', 'G62*10*20260901', 'W27*M*UPSN'];
    const withLx = treeOf(decode(x12Text({ gs, sets: [setOf('945', [...head, 'LX*1', ...items, 'W03*3'])] })));
    const without = treeOf(decode(x12Text({ gs, sets: [setOf('945', [...head, ...items, 'W03*3'])] })));
    const lines = [
      {
        W1201: 'CC',
        W1202: '2',
        W1203: '2',
        W1204: '0',
        W1205: 'EA',
        W1207: 'VN',
        W1208: 'A',
        N9: [{ N901: 'LI', N902: '1' }],
      },
      { W1201: 'CC', W1202: '1', W1203: '1', W1204: '0', W1205: 'EA', W1207: 'VN', W1208: 'B' },
    ];
    expect(withLx['LX']).toEqual([{ LX01: '1', W12: lines }]);
    expect(without['W12']).toEqual(lines);
    for (const value of [withLx, without]) {
      expect(value['N9']).toEqual([{ N901: 'PO', N902: '77' }]);
      expect(value['W03']).toEqual([{ W0301: '3' }]);
    }
  });

  it('keeps the levels of an acknowledgement', () => {
    const body = [
      'AK1*IN*4',
      'AK2*810*0001',
      'AK3*TXI*7**8',
      'AK4*1*963*7*C1',
      'AK5*R*5',
      'AK2*810*0002',
      'AK5*A',
      'AK9*P*2*2*1',
    ];
    const value = treeOf(decode(x12Text({ gs: GS.replace('PO*', 'FA*'), sets: [setOf('997', body)] })));
    expect(value['AK2']).toEqual([
      {
        AK201: '810',
        AK202: '0001',
        AK3: [
          {
            AK301: 'TXI',
            AK302: '7',
            AK304: '8',
            AK4: [{ AK401: '1', AK402: '963', AK403: '7', AK404: 'C1' }],
          },
        ],
        AK5: [{ AK501: 'R', AK502: '5' }],
      },
      { AK201: '810', AK202: '0002', AK5: [{ AK501: 'A' }] },
    ]);
  });

  it('leaves a segment that no guide knows on the innermost open loop', () => {
    const value = treeOf(
      decode(x12Text({ sets: [setOf('850', ['BEG*00*SA*1**20260901', 'PO1*1*1*EA', 'ZZ9*own', 'CTT*1'])] })),
    );
    expect(value['PO1']).toEqual([{ PO101: '1', PO102: '1', PO103: 'EA', ZZ9: [{ ZZ901: 'own' }] }]);
  });

  it('reads a set that has no guide flat, with its parties as loops', () => {
    const gs = GS.replace('PO*', 'XX*');
    const value = treeOf(
      decode(x12Text({ gs, sets: [setOf('321', ['AA1*x', 'N1*ST*Hall', 'N3*Quay', 'BB1*y', 'N4*late'])] })),
    );
    expect(value).toMatchObject({
      AA1: [{ AA101: 'x' }],
      N1: [{ N102: 'Hall', N3: [{ N301: 'Quay' }] }],
      BB1: [{ BB101: 'y' }],
    });
  });

  it('fills the envelope, with what the group says where the interchange says nothing', () => {
    const sets = [['ST*850*0001', ...ORDER, 'SE*6*0001']];
    expect(onlyMessage(decode(x12Text({ sets }))).envelope).toEqual({
      syntax: 'x12',
      kind: '850',
      version: '004010',
      sender: 'NORTHWIND',
      receiver: 'HARBOUR',
      interchangeControl: '000000017',
      groupControl: '4',
      messageControl: '0001',
      test: false,
    });
    expect(onlyMessage(decode(x12Text({ isa: ISA.replace('*P*>', '*T*>') }))).envelope?.test).toBe(true);
    expect(onlyMessage(decode(x12Text({ isa: '', iea: '' }))).envelope).toMatchObject({
      sender: 'NWAPP',
      receiver: 'HBAPP',
      interchangeControl: '',
    });
  });
});

describe('delimiters and layout', () => {
  const plain = () => segmentsOf(onlyMessage(decode(x12Text())));
  const sameContent = (text: string) => expect(segmentsOf(onlyMessage(decode(text)))).toEqual(plain());

  it.each([
    ['LF behind every terminator', '~\n'],
    ['CRLF behind every terminator', '~\r\n'],
    ['LF as terminator', '\n'],
    ['CRLF as terminator', '\r\n'],
    ['CR as terminator', '\r'],
    ['an apostrophe as terminator', "'"],
    ['a control character as terminator', '\u001c'],
  ])('takes %s', (_, end) => {
    sameContent(x12Text({ end }));
    expect(wordsOf(decode(x12Text({ end }))).length).toBe(end.startsWith('~') ? 0 : 1);
  });

  it('names unusual delimiters', () => {
    expect(wordsOf(decode(x12Text({ end: '\r\n' })))).toEqual(['DELIMS(*,newline)']);
    expect(wordsOf(decode(x12Text().replaceAll('*', '|')))).toEqual(['DELIMS(|,~)']);
    expect(wordsOf(decode(x12Text({ end: '\u001c' }).replaceAll('*', '\u001d')))).toEqual(['DELIMS(0x1D,0x1C)']);
  });

  it('takes blanks and line ends before, between and behind the segments, and a byte order mark', () => {
    sameContent(`\r\n  ${x12Text({ end: '~ \r\n\r\n' })}\n\u001a`);
    sameContent(`\ufeff${x12Text()}`);
    expect(wordsOf(decode(`\ufeff\n${x12Text()}`))).toEqual(['BOM']);
  });

  it.each([
    ['too long', ISA.replace('NORTHWIND      ', 'NORTHWIND         '), 'ISA_LENGTH(108≠105)'],
    ['too short', ISA.replace('NORTHWIND      ', 'NORTHWIND'), 'ISA_LENGTH(99≠105)'],
  ])('finds the delimiters of an ISA that is %s', (_, isa, word) => {
    for (const end of ['~', '~\n', '\n']) {
      const decoded = decode(x12Text({ isa, end }));
      expect(segmentsOf(onlyMessage(decoded))).toEqual(plain());
      expect(wordsOf(decoded)).toContain(word);
      expect(onlyMessage(decoded).envelope?.sender).toBe('NORTHWIND');
    }
  });

  it('finds the delimiters when ISA16 is missing', () => {
    for (const isa of [ISA.slice(0, -1), ISA.slice(0, -2)]) {
      for (const end of ['~', '~\n', '\n', '\r\n']) sameContent(x12Text({ isa, end }));
    }
  });

  it('is not misled by a party that is called like a segment', () => {
    const isa = 'ISA*00**00**ZZ*GS*01*THE ST*260901*1200*U*00401*000000017*0*P*>';
    const decoded = decode(x12Text({ isa }));
    expect(segmentsOf(onlyMessage(decoded))).toEqual(plain());
    expect(onlyMessage(decoded).envelope).toMatchObject({ sender: 'GS', receiver: 'THE ST' });
  });

  it('reads an ISA that lost separators by its fixed widths', () => {
    const isa = 'ISA*00          00          ZZ*NORTHWIND      01*HARBOUR        260901*1200*U*00401*000000017*0*P*>';
    const decoded = decode(x12Text({ isa }));
    expect(wordsOf(decoded)).toEqual(['ISA_LENGTH(99≠105)', 'ISA_ELEMENTS(10≠16)', 'IEA02≠ISA13']);
    expect(onlyMessage(decoded).envelope).toMatchObject({ sender: 'NORTHWIND', interchangeControl: '000000017' });
  });

  it('leaves out line ends that a sender put into its data every eighty bytes', () => {
    const wrapped = x12Text().replace(/.{80}/g, '$&\r\n');
    expect(codesOf(decode(wrapped))).toEqual(['x12.wrapped']);
    sameContent(wrapped);
  });

  it('takes the delimiters of every interchange from its own ISA', () => {
    const other = x12Text({
      isa: ISA.replace('000000017', '000000018'),
      sets: [setOf('850', ORDER, '0002')],
      gs: GS.replace('*4*', '*5*'),
      ge: 'GE*1*5',
      iea: 'IEA*1*000000018',
      end: '\n',
    });
    const decoded = decode(`${x12Text()}\r\n${other.replaceAll('*', '|')}`);
    expect(decoded.messages.map((message) => message.envelope?.interchangeControl)).toEqual(['000000017', '000000018']);
    expect(decoded.messages.map((message) => segmentsOf(message))).toEqual([plain(), plain()]);
  });

  it('reads UTF-8, and Latin-1 where it is not UTF-8', () => {
    const text = x12Text({ sets: [setOf('850', ['BEG*00*SA*Größe 5', 'PO1*1*1*EA'])] });
    const latin1 = Uint8Array.from(text, (char) => char.charCodeAt(0));
    for (const decoded of [decode(text), x12.decode(latin1)]) {
      expect(treeOf(decoded)['BEG']).toEqual([{ BEG01: '00', BEG02: 'SA', BEG03: 'Größe 5' }]);
    }
    expect(codesOf(decode(text))).toEqual(['x12.non-ascii']);
    expect(codesOf(x12.decode(latin1))).toEqual(['x12.non-ascii', 'x12.encoding']);
  });
});

describe('recovery', () => {
  it('goes on behind a damaged ISA and still knows the parties', () => {
    const decoded = decode(x12Text({ isa: ISA.slice(1) }));
    expect(wordsOf(decoded)).toEqual(['NO_ISA']);
    expect(onlyMessage(decoded).envelope).toMatchObject({ sender: 'NORTHWIND', receiver: 'HARBOUR', kind: '850' });
    expect(treeOf(decoded)['ISA']).toMatchObject({ ISA06: 'NORTHWIND' });
  });

  it.each([
    ['a group', { isa: '', iea: '' }],
    ['a transaction set', { isa: '', gs: '', ge: '', iea: '' }],
  ])('reads data that begin with %s', (_, parts) => {
    for (const end of ['~', '~\n', '\n', "'"]) {
      const decoded = decode(x12Text({ ...parts, end }));
      expect(wordsOf(decoded).slice(0, 1)).toEqual(['NO_ISA']);
      expect(segmentsOf(onlyMessage(decoded))).toEqual(segmentsOf(onlyMessage(decode(x12Text()))));
    }
  });

  it('passes over what stands before the interchange', () => {
    const decoded = decode(`Subject: order\nContent-Type: text/plain\n\n${x12Text()}`);
    expect(codesOf(decoded)).toEqual(['x12.leading-bytes']);
    expect(onlyMessage(decoded).error).toBeUndefined();
  });

  it.each([
    ['text', 'hello, this is no EDI', 'format.x12.not-x12', ['NO_ISA', 'NOT_X12']],
    ['nothing', '', 'format.empty', ['EMPTY']],
    ['blanks', ' \r\n ', 'format.empty', ['EMPTY']],
    ['an interchange without sets', `${ISA}~IEA*0*000000017~`, 'format.x12.envelope', []],
  ])('answers %s with one message that holds the error', (_, text, code, words) => {
    const decoded = decode(text);
    expect(onlyMessage(decoded).error?.code).toBe(code);
    expect(wordsOf(decoded)).toEqual(words);
  });

  it('points to the other format when the bytes look like EDIFACT', () => {
    expect(onlyMessage(decode("UNB+UNOA:1+A+B+260901:1200+1'")).error?.help).toContain('edifact');
  });

  it('gives an interchange of TA1 alone as a message of that kind', () => {
    const decoded = decode(`${ISA}~TA1*000000009*260901*1200*A*000~IEA*0*000000017~`);
    expect(onlyMessage(decoded).envelope).toMatchObject({
      kind: 'TA1',
      sender: 'NORTHWIND',
      messageControl: '000000009',
    });
    expect(treeOf(decoded)['TA1']).toMatchObject([{ TA101: '000000009', TA104: 'A' }]);
  });
});

describe('limits', () => {
  const limited = (limits: object, text: string) =>
    x12.decode(bytesOf(text), { limits: { ...DEFAULT_DECODE_LIMITS, ...limits } });

  it('refuses a receipt that is too large or holds too many sets', () => {
    const two = x12Text({ sets: [setOf('850', ORDER, '0001'), setOf('850', ORDER, '0002')] });
    expect(onlyMessage(limited({ maxBytes: 50 }, two)).error?.code).toBe('format.too-large');
    expect(onlyMessage(limited({ maxMessages: 1 }, two)).error?.code).toBe('format.too-many');
    expect(limited({ maxMessages: 2 }, two).messages).toHaveLength(2);
  });

  it('holds a set that is nested too deep and lets its neighbour pass', () => {
    const levels = Array.from({ length: 60 }, (_, i) => `HL*${i + 1}*${i === 0 ? '' : i}*I`);
    const deep = setOf('856', ['BSN*00*S*20260901*1200', ...levels, 'LIN**VN*A']);
    const { messages } = decode(x12Text({ sets: [deep, setOf('850', ORDER, '0002')] }));
    expect(messages.map((message) => message.error?.code)).toEqual(['format.too-deep', undefined]);
  });

  it('refuses options, because the format has none', () => {
    expect(onlyMessage(x12.decode(bytesOf(x12Text()), { options: { delimiter: '|' } })).error?.code).toBe(
      'workspace.file',
    );
  });
});

describe('places', () => {
  const text = x12Text({ sets: [setOf('850', ['BEG*00*SA*PO-77', 'PO1*1*12*EA*9.25**SV>AB>C', 'PID*F****Lamp'])] });
  const { locate } = onlyMessage(decode(text));

  it.each([
    ['/PO1/0/PO102', { segment: 'PO1', segmentIndex: 3, element: 'PO102', offset: text.indexOf('12*EA') }],
    ['/PO1/0/PO106_3', { segment: 'PO1', segmentIndex: 3, element: 'PO106_3', offset: text.indexOf('C~PID') }],
    ['/PO1/0/PID/0/PID05', { segment: 'PID', segmentIndex: 4, element: 'PID05', offset: text.indexOf('Lamp') }],
    ['/PO1/0/PO105', { segment: 'PO1', segmentIndex: 3, element: 'PO105', offset: text.indexOf('*SV') }],
    ['/PO1/0', { segment: 'PO1', segmentIndex: 3, offset: text.indexOf('PO1*') }],
    ['/PO1', { segment: 'PO1', segmentIndex: 3, offset: text.indexOf('PO1*') }],
    ['/ISA/ISA06', { segment: 'ISA', element: 'ISA06', offset: text.indexOf('NORTHWIND') }],
    ['/GS/GS06', { segment: 'GS', element: 'GS06', offset: text.indexOf('4*X*') }],
    ['', { segment: 'ST', segmentIndex: 1, offset: text.indexOf('ST*850') }],
  ])('finds %s', (pointer, place) => {
    expect(locate?.(pointer)).toEqual(place);
  });

  it('finds nothing for pointers that lead nowhere', () => {
    for (const pointer of ['/XYZ', '/PO1/7', '/PO1/0/nonsense', '/toString', '/PO1/0/PID/0/__proto__/x']) {
      expect(locate?.(pointer)).toBeUndefined();
    }
  });

  it('counts bytes, also behind characters of several bytes and a byte order mark', () => {
    const umlauts = `\ufeff${x12Text({ sets: [setOf('850', ['BEG*00*SA*Größe', 'PO1*1*12*EA'])] })}`;
    const bytes = bytesOf(umlauts);
    const place = onlyMessage(x12.decode(bytes)).locate?.('/PO1/0/PO103');
    expect(new TextDecoder().decode(bytes.subarray(place?.offset, (place?.offset ?? 0) + 2))).toBe('EA');
  });

  it('gives the byte range of every set', () => {
    const two = x12Text({ sets: [setOf('850', ORDER, '0001'), setOf('850', ORDER, '0002')], end: '~\n' });
    const parts = decode(two).messages.map(({ start, end }) => two.slice(start, end));
    expect(parts.map((part) => part.slice(0, 11))).toEqual(['ST*850*0001', 'ST*850*0002']);
    expect(parts.map((part) => part.slice(-8))).toEqual(['*6*0001~', '*6*0002~']);
  });
});
