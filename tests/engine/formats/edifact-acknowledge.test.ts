// CONTRL: the answer to every kind of message, group and interchange, its counts and its envelope.
import { describe, expect, it } from 'vitest';
import { edifact } from '../../../runtime/engine/formats/edifact.ts';
import { bytesOf, codesOf, edifactText, messageOf, ORDERS, textOf, UNB } from './edi-samples.ts';

const order = messageOf('ORDERS', ORDERS);
const second = messageOf('ORDERS', ORDERS, 'M2');
const cut = order.slice(0, -1);
const answerTo = (text: string, control = '7') => {
  const bytes = bytesOf(text);
  return edifact.acknowledge?.(bytes, edifact.decode(bytes), { preparedAt: '2026-09-01T15:45:00Z', control }) ?? [];
};
/** The segments of the only answer between its UNH and UNT. */
const reportOn = (text: string): string[] => {
  const [answer, ...others] = answerTo(text);
  expect(others).toEqual([]);
  return textOf(answer?.body ?? new Uint8Array())
    .split("'")
    .filter((segment) => segment.startsWith('UC'));
};

const UCI = 'UCI+REF17+4012345000009:14+5412345000013:14';
const type = 'ORDERS:D:96A:UN';

describe('the report on an interchange', () => {
  it('turns the envelope around and keeps syntax and test indicator', () => {
    const [answer] = answerTo(edifactText({ unb: `${UNB}++ORDERS++1++1` }));
    expect(textOf(answer!.body).split("'")).toEqual([
      'UNA:+.? ',
      'UNB+UNOC:3+5412345000013:14+4012345000009:14+260901:1545+7++CONTRL++++1',
      'UNH+1+CONTRL:D:3:UN',
      `${UCI}+7`,
      `UCM+M1+${type}+7`,
      'UNT+4+1',
      'UNZ+1+7',
      '',
    ]);
    expect(answer).toMatchObject({
      format: 'edifact',
      kind: 'CONTRL',
      sender: '5412345000013',
      receiver: '4012345000009',
    });
  });

  it('is a CONTRL of version 4 where the interchange is of syntax version 4', () => {
    const [answer] = answerTo(edifactText({ unb: UNB.replace('UNOC:3', 'UNOC:4') }));
    expect(textOf(answer!.body)).toContain(
      "UNB+UNOC:4+5412345000013:14+4012345000009:14+20260901:1545+7++CONTRL'UNH+1+CONTRL:4:1:UN'",
    );
  });

  it('reads back without a finding, whatever it answers', () => {
    const grouped = edifactText({ ung: 'UNG+ORDERS+A:1+B?+C+260901:1200+G5+UN+D:96A', une: 'UNE+1+G5' });
    for (const text of [
      edifactText(),
      grouped,
      edifactText({ messages: [cut] }),
      edifactText({ una: '', end: '\n' }),
    ]) {
      for (const { body } of answerTo(text)) expect(codesOf(edifact.decode(body))).toEqual([]);
    }
  });

  it('answers every interchange with one of its own, counting the reference up', () => {
    const other = edifactText({
      unb: UNB.replace('REF17', 'REF18').replace('4012345000009', 'OTHER'),
      unz: 'UNZ+1+REF18',
    });
    const answers = answerTo(edifactText() + other, '0099');
    expect(answers.map(({ receiver }) => receiver)).toEqual(['4012345000009', 'OTHER']);
    expect(answers.map(({ body }) => edifact.decode(body).messages[0]?.envelope?.interchangeControl)).toEqual([
      '0099',
      '0100',
    ]);
  });

  it.each([
    ['a CONTRL', edifactText({ messages: [messageOf('CONTRL', ['UCI+1+A+B+7'])] })],
    ['messages without an interchange', edifactText({ una: '', unb: '', unz: '' })],
    ['what is not EDIFACT', 'hello'],
  ])('never answers %s', (_, text) => {
    expect(answerTo(text)).toEqual([]);
  });

  it('reports on the other messages of an interchange that also holds a CONTRL', () => {
    const messages = [messageOf('CONTRL', ['UCI+1+A+B+7']), second];
    expect(reportOn(edifactText({ messages }))).toEqual([`${UCI}+7`, `UCM+M2+${type}+7`]);
  });
});

describe('what is said of messages, groups and the interchange', () => {
  it.each([
    [
      'a wrong count is acknowledged with code 29',
      [[...order.slice(0, -1), 'UNT+38+M1'], second],
      [`${UCI}+7`, `UCM+M1+${type}+7+29+UNT`, `UCM+M2+${type}+7`],
    ],
    [
      'a missing trailer is rejected with code 13',
      [cut, second],
      [`${UCI}+7`, `UCM+M1+${type}+4+13+UNT`, `UCM+M2+${type}+7`],
    ],
    [
      'another reference is rejected with code 28',
      [[...order.slice(0, -1), 'UNT+9+M9'], second],
      [`${UCI}+7`, `UCM+M1+${type}+4+28+UNT`, `UCM+M2+${type}+7`],
    ],
    [
      'a repeated reference is acknowledged with code 26',
      [order, order],
      [`${UCI}+7`, `UCM+M1+${type}+7`, `UCM+M1+${type}+7+26+UNH`],
    ],
    ['nothing that passed rejects the interchange', [cut], [`${UCI}+4+18`, `UCM+M1+${type}+4+13+UNT`]],
    [
      'an id that cannot be read is rejected with its position',
      [messageOf('ORDERS', [...ORDERS, 'ftx+1']), second],
      [`${UCI}+7`, `UCM+M1+${type}+4`, 'UCS+9+15', `UCM+M2+${type}+7`],
    ],
    [
      'a wrong check digit is no matter of syntax',
      [messageOf('ORDERS', [...ORDERS, 'LIN+2++4000862141405:SRV'])],
      [`${UCI}+7`, `UCM+M1+${type}+7`],
    ],
  ])('%s', (_, messages, report) => {
    expect(reportOn(edifactText({ messages }))).toEqual(report);
  });

  it.each([
    ['UNZ+5+REF17', '29+UNZ'],
    ['UNZ+1+REF99', '28+UNZ'],
    ['', '13+UNZ'],
  ])('tells of the trailer "%s" with %s', (unz, fault) => {
    expect(reportOn(edifactText({ unz }))[0]).toBe(`${UCI}+7+${fault}`);
  });

  it('reports on messages of a group inside the report on the group', () => {
    const parts = { messages: [order, second], ung: 'UNG+ORDERS+A:1+B+260901:1200+G5+UN+D:96A', unz: 'UNZ+1+REF17' };
    const reports = [`UCM+M1+${type}+7`, `UCM+M2+${type}+7`];
    expect(reportOn(edifactText({ ...parts, une: 'UNE+2+G5' }))).toEqual([`${UCI}+7`, 'UCF+G5+A:1+B+7', ...reports]);
    expect(reportOn(edifactText({ ...parts, une: 'UNE+9+G5' }))).toEqual([
      `${UCI}+7`,
      'UCF+G5+A:1+B+7+29+UNE',
      ...reports,
    ]);
    expect(reportOn(edifactText({ ...parts, une: 'UNE+2+G6' }))).toEqual([
      `${UCI}+7`,
      'UCF+G5+A:1+B+7+28+UNE',
      ...reports,
    ]);
  });
});
