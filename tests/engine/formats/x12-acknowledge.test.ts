// Functional acknowledgements: the answer to every kind of set and group, its counts and its envelope.
import { describe, expect, it } from 'vitest';
import { x12 } from '../../../runtime/engine/formats/x12.ts';
import { bytesOf, codesOf, GS, ISA, ISA_5010, ORDER, setOf, textOf, x12Text } from './edi-samples.ts';

const order = setOf('850', ORDER);
const second = setOf('850', ORDER, '0002');
const answerTo = (text: string, control = '7') => {
  const bytes = bytesOf(text);
  return x12.acknowledge?.(bytes, x12.decode(bytes), { preparedAt: '2026-09-01T15:45:00Z', control }) ?? [];
};
/** The AK segments of the only answer. */
const reportOn = (text: string): string[] => {
  const [answer, ...others] = answerTo(text);
  expect(others).toEqual([]);
  return textOf(answer?.body ?? new Uint8Array())
    .split('~')
    .filter((segment) => segment.startsWith('AK'));
};

describe('the acknowledgement of an interchange', () => {
  it('turns the envelope around and keeps versions, application codes and test indicator', () => {
    const [answer] = answerTo(x12Text({ isa: ISA.replace('*P*>', '*T*>') }));
    expect(textOf(answer!.body).split('~')).toEqual([
      'ISA*00*          *00*          *01*HARBOUR        *ZZ*NORTHWIND      *260901*1545*U*00401*000000007*0*T*>',
      'GS*FA*HBAPP*NWAPP*20260901*1545*7*X*004010',
      'ST*997*0001',
      'AK1*PO*4',
      'AK2*850*0001',
      'AK5*A',
      'AK9*A*1*1*1',
      'SE*6*0001',
      'GE*1*7',
      'IEA*1*000000007',
      '',
    ]);
    expect(answer).toMatchObject({ format: 'x12', kind: '997', sender: 'HARBOUR', receiver: 'NORTHWIND' });
  });

  it('reads back without a finding, whatever it answers', () => {
    const texts = [
      x12Text(),
      x12Text({ isa: ISA_5010 }),
      x12Text({ sets: [order.slice(0, -1)] }),
      x12Text({ end: '\n', ge: 'GE*9*1' }),
    ];
    for (const text of texts) for (const { body } of answerTo(text)) expect(codesOf(x12.decode(body))).toEqual([]);
  });

  it('names the version and the convention of the sets from 005010 on', () => {
    const sets = [['ST*850*0001*RETAIL1', ...ORDER, 'SE*6*0001']];
    expect(reportOn(x12Text({ isa: ISA_5010, gs: GS.replace('004010', '005010'), sets }))).toEqual([
      'AK1*PO*4*005010',
      'AK2*850*0001*RETAIL1',
      'AK5*A',
      'AK9*A*1*1*1',
    ]);
  });

  it('answers every group with a 997 of its own, and every interchange with one of its own', () => {
    const groups = x12Text({
      ge: `GE*1*4~GS*IN*NWAPP*HBAPP*20260901*1200*5*X*004010~${setOf('810', ['BIG*20260901*1', 'IT1*1*1*EA*2']).join('~')}~GE*1*5`,
      iea: 'IEA*2*000000017',
    });
    const other = x12Text({
      isa: ISA.replace('NORTHWIND', 'SOUTHWIND').replace('17*0', '18*0'),
      iea: 'IEA*1*000000018',
    });
    const answers = answerTo(groups + other, '0008');
    expect(answers.map(({ receiver }) => receiver)).toEqual(['NORTHWIND', 'SOUTHWIND']);
    const decoded = answers.map(({ body }) => x12.decode(body));
    expect(
      decoded.map(({ messages }) =>
        messages.map(({ envelope }) => [envelope?.interchangeControl, envelope?.groupControl]),
      ),
    ).toEqual([
      [
        ['000000008', '8'],
        ['000000008', '9'],
      ],
      [['000000009', '9']],
    ]);
    expect(decoded[0]?.messages.map(({ value }) => value)).toMatchObject([
      { AK1: [{ AK101: 'PO', AK102: '4' }] },
      { AK1: [{ AK101: 'IN', AK102: '5' }] },
    ]);
  });

  it.each([
    ['a 997', x12Text({ gs: GS.replace('PO*', 'FA*'), sets: [setOf('997', ['AK1*PO*1', 'AK9*A*1*1*1'])] })],
    ['a 997 in a group of another id', x12Text({ sets: [setOf('997', ['AK1*PO*1', 'AK9*A*1*1*1'])] })],
    ['sets without a group', x12Text({ isa: '', gs: '', ge: '', iea: '' })],
    ['a TA1', `${ISA}~TA1*000000009*260901*1200*A*000~IEA*0*000000017~`],
    ['what is not X12', 'hello'],
  ])('never answers %s', (_, text) => {
    expect(answerTo(text)).toEqual([]);
  });

  it('answers the application codes when there is no usable ISA', () => {
    expect(answerTo(x12Text({ isa: '', iea: '' }))).toMatchObject([{ receiver: 'NWAPP', sender: 'HBAPP' }]);
  });
});

describe('what is said of sets and groups', () => {
  const twoSets = (first: readonly string[], ge = 'GE*2*4') => x12Text({ sets: [first, second], ge });

  it.each([
    [
      'a wrong count is accepted with code 4',
      twoSets([...order.slice(0, -1), 'SE*9*0001']),
      ['AK5*E*4', 'AK5*A', 'AK9*E*2*2*2'],
    ],
    ['a missing trailer is rejected with code 2', twoSets(order.slice(0, -1)), ['AK5*R*2', 'AK5*A', 'AK9*P*2*2*1']],
    [
      'another control number is rejected with code 3',
      twoSets([...order.slice(0, -1), 'SE*6*0009']),
      ['AK5*R*3', 'AK5*A', 'AK9*P*2*2*1'],
    ],
    [
      'a repeated control number is accepted with code 7',
      x12Text({ sets: [order, order] }),
      ['AK5*A', 'AK5*E*7', 'AK9*E*2*2*2'],
    ],
    [
      'a repeated control number has code 23 from 005010 on',
      x12Text({ gs: GS.replace('004010', '005010'), sets: [order, order] }),
      ['AK5*A', 'AK5*E*23', 'AK9*E*2*2*2'],
    ],
    ['nothing that passed rejects the group', x12Text({ sets: [order.slice(0, -1)] }), ['AK5*R*2', 'AK9*R*1*1*0']],
    ['a wrong count of the group has code 5', x12Text({ ge: 'GE*3*4' }), ['AK5*A', 'AK9*E*3*1*1*5']],
    ['another number of the group has code 4', x12Text({ ge: 'GE*1*9' }), ['AK5*A', 'AK9*E*1*1*1*4']],
    ['a missing trailer of the group has code 3', x12Text({ ge: '' }), ['AK5*A', 'AK9*E*1*1*1*3']],
    [
      'a wrong check digit is no matter of syntax',
      x12Text({ sets: [setOf('850', [...ORDER, 'PO1*2*1*EA***UP*012345678901'])] }),
      ['AK5*A', 'AK9*A*1*1*1'],
    ],
  ])('%s', (_, text, report) => {
    expect(reportOn(text).filter((segment) => /^AK[59]/.test(segment))).toEqual(report);
  });

  it('tells segments and elements at fault with their positions and a copy', () => {
    const sets = [setOf('850', ['BEG*00*SA*PO-77**20261399', 'PO1*1*12x*INVALID*9.25', 'CTT*1'])];
    expect(reportOn(x12Text({ sets }))).toEqual([
      'AK1*PO*4',
      'AK2*850*0001',
      'AK3*BEG*2**8',
      'AK4*5*373*8*20261399',
      'AK3*PO1*3**8',
      'AK4*2*330*6*12x',
      'AK4*3*355*5*INVALID',
      'AK5*E*5',
      'AK9*E*1*1*1',
    ]);
  });

  it('tells an unknown parent, missing lines and an id that cannot be read', () => {
    const gs = GS.replace('PO*', 'SH*');
    const parent = setOf('856', ['BSN*00*S*20260901*1200', 'HL*2*9*I', 'LIN**VN*A']);
    expect(reportOn(x12Text({ gs, sets: [parent] })).slice(2, 5)).toEqual(['AK3*HL*3**8', 'AK4*2*734*7*9', 'AK5*E*5']);
    const empty = setOf('940', ['W05*N*SO-1']);
    expect(reportOn(x12Text({ gs: GS.replace('PO*', 'OW*'), sets: [empty] })).slice(2, 4)).toEqual([
      'AK3*W01*3**3',
      'AK5*E*5',
    ]);
    const unreadable = setOf('850', [...ORDER, 'p1*1']);
    expect(reportOn(x12Text({ sets: [unreadable] })).slice(2)).toEqual(['AK3*P1*6**1', 'AK5*R*5', 'AK9*R*1*1*0']);
  });

  it('counts sets without a header as received and not accepted', () => {
    expect(reportOn(x12Text({ sets: [order.slice(1), second] }))).toEqual([
      'AK1*PO*4',
      'AK2*850*0002',
      'AK5*A',
      'AK9*P*2*2*1',
    ]);
  });

  it('leaves a copy out that holds a delimiter of the answer', () => {
    const sets = [setOf('850', ['BEG*00*SA*PO-77', 'PO1*1*1*E|F', 'CTT*1'])];
    const text = x12Text({ sets }).replaceAll('*', '^').replaceAll('|', '*');
    expect(reportOn(text).filter((segment) => segment.startsWith('AK4'))).toEqual(['AK4*3*355*5']);
  });
});
