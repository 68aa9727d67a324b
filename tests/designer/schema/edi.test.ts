// Schemas out of EDI samples: the source tree has the segments, loops and elements under the keys that decoding gives them, with
// what they are called; only what the standard makes mandatory is required.
import { describe, expect, it } from 'vitest';
import { filesOfNew, messagesOf, schemaOfMessages } from '../../../designer/panels/new-mapping.ts';
import { readSchema, schemaOfDocument } from '../../../designer/panels/read-schema.ts';
import { eachField, fieldAt } from '../../../designer/schema/field.ts';
import { labelled } from '../../../designer/schema/from-edi.ts';
import { fieldsOfSamples, schemaOfSamples } from '../../../designer/schema/from-sample.ts';
import { fieldsOfSchema } from '../../../designer/schema/from-schema.ts';
import { valuesByPath } from '../../../designer/schema/values.ts';
import { compileSchema } from '../../../runtime/engine/schema.ts';
import { GS, messageOf, setOf, UNB, x12Text } from '../../engine/formats/edi-samples.ts';

const x12 = (kind: string, group: string, body: readonly string[]): string =>
  x12Text({ gs: GS.replace('GS*PO', `GS*${group}`), sets: [setOf(kind, body)] });
const edifact = (kind: string, body: readonly string[]): string =>
  [UNB, ...messageOf(kind, body), 'UNZ+1+REF17'].map((segment) => `${segment}'`).join('');

const SAMPLES = {
  '850': {
    format: 'x12',
    text: x12('850', 'PO', [
      'BEG*00*SA*PO-77**20260901',
      'REF*DP*101',
      'DTM*002*20260915',
      'N1*ST*North Dock*92*D1',
      'N4*Reno*NV*89502*US',
      'PO1*1*12*EA*9.25**VN*AX-1*UP*036000291452',
      'PID*F****Desk lamp',
      'PO1*2*6*CA*118.2**VN*AX-2',
      'CTT*2',
    ]),
    expected: {
      '/BEG': 'array list required | Beginning of purchase order',
      '/BEG/BEG03': 'string required | Purchase order number',
      '/REF/REF02': 'string | Reference',
      '/N1/N4/N401': 'string | City',
      '/PO1': 'array list | Line item',
      '/PO1/PO102': 'string | Quantity ordered',
      '/PO1/PO107': 'string | Product id 1',
      '/PO1/PID/PID05': 'string | Description',
      '/CTT/CTT01': 'string required | Number of lines',
      '/ISA/ISA06': 'string | Sender id',
    },
  },
  '856': {
    format: 'x12',
    text: x12('856', 'SH', [
      'BSN*00*ASN-1*20260912*1430*0001',
      'HL*1**S',
      'TD5*B*2*UPSN',
      'HL*2*1*O',
      'PRF*PO-77',
      'HL*3*2*P',
      'MAN*GM*00340123450000000017',
      'HL*4*3*I',
      'LIN*1*VN*AX-1',
      'SN1*1*12*EA',
      'CTT*4',
    ]),
    expected: {
      '/BSN/BSN02': 'string required | Shipment number',
      '/HL': 'array list | Hierarchical level',
      '/HL/TD5/TD503': 'string | Carrier code (SCAC)',
      '/HL/HL/PRF/PRF01': 'string required | Purchase order number',
      '/HL/HL/HL/MAN/MAN02': 'string required | Number',
      '/HL/HL/HL/HL/SN1/SN102': 'string required | Quantity shipped',
    },
  },
  '940': {
    format: 'x12',
    text: x12('940', 'OW', [
      'W05*N*ORD-5*PO-77',
      'N1*ST*Shop 4*92*S4',
      'G62*10*20260912',
      'LX*1',
      'W01*4*EA**VN*AX-1',
      'G69*Lamp',
      'W76*4',
    ]),
    expected: {
      '/W05/W0502': 'string required | Depositor order number',
      '/LX/W01/W0101': 'string required | Quantity ordered',
      '/LX/W01/G69/G6901': 'string required | Description',
      '/W76/W7601': 'string required | Quantity ordered',
    },
  },
  '945': {
    format: 'x12',
    text: x12('945', 'SW', [
      'W06*F*ORD-5*20260912*S-9',
      'N9*BM*B-1',
      'W27*M*UPSN',
      'LX*1',
      'MAN*GM*00340123450000000017',
      'W12*CC*4*4*0*EA**VN*AX-1',
      'W03*4',
    ]),
    expected: {
      '/W06/W0604': 'string | Shipment number',
      '/LX/MAN/MAN02': 'string required | Number',
      '/LX/W12/W1203': 'string | Units shipped',
      '/W03/W0301': 'string required | Units shipped',
    },
  },
  ORDERS: {
    format: 'edifact',
    text: edifact('ORDERS', [
      'BGM+220+PO-77+9',
      'DTM+137:20260901:102',
      'NAD+BY+5412345000013::9++Shop',
      'CTA+OC+:Ada',
      'COM+ada@example.com:EM',
      'LIN+1++4000862141404:SRV',
      'QTY+21:48:PCE',
      'PRI+AAA:2.5',
      'LIN+2++4000862141411:SRV',
      'QTY+21:6:PCE',
      'UNS+S',
      'CNT+2:2',
    ]),
    expected: {
      '/BGM': 'array list required | Beginning of message',
      '/BGM/BGM02': 'string | Document number',
      '/DTM/DTM01_2': 'string | Date or period',
      '/NAD/NAD02': 'string | Party id',
      '/NAD/NAD02_3': 'string | Agency',
      '/NAD/CTA/COM/COM01': 'string required | Number',
      '/LIN/LIN03': 'string | Item number',
      '/LIN/QTY/QTY01_2': 'string required | Quantity',
      '/LIN/PRI/PRI01_2': 'string | Price',
    },
  },
  DESADV: {
    format: 'edifact',
    text: edifact('DESADV', [
      'BGM+351+ASN-1+9',
      'DTM+11:20260912:102',
      'RFF+ON:PO-77',
      'NAD+DP+5412345000020::9',
      'CPS+1',
      'PAC+1++201',
      'PCI+33E',
      'GIN+BJ+340123450000000017',
      'LIN+1++4000862141404:SRV',
      'QTY+12:48:PCE',
      'CNT+2:1',
    ]),
    expected: {
      '/RFF/RFF01_2': 'string | Reference',
      '/CPS/PAC/PCI/GIN/GIN02': 'string | Number',
      '/CPS/LIN/QTY/QTY01_2': 'string required | Quantity',
    },
  },
} as const;

describe.each(Object.entries(SAMPLES))('a schema out of a sample of %s', (_kind, { format, text, expected }) => {
  it('has segments as lists, elements as texts, each with its name, and required only what is mandatory', async () => {
    const { schema } = await readSchema(text, format);
    const fields = fieldsOfSchema(schema);
    const told = Object.fromEntries(
      Object.keys(expected).map((path) => {
        const field = fieldAt(fields, path);
        const words = [field?.type, field?.isList ? 'list' : '', field?.required ? 'required' : ''].filter(Boolean);
        return [path, `${words.join(' ')} | ${field?.label}`];
      }),
    );
    expect(told).toEqual(expected);
    expect([...eachField(fields)].filter(({ label }) => label === undefined).map(({ path }) => path)).toEqual([]);
  });

  it('has every path that the decoded message has, takes that message, and is what a new mapping begins with', async () => {
    const [message] = await messagesOf(text, format);
    const { schema } = await readSchema(text, format);
    const paths = new Set([...eachField(fieldsOfSchema(schema))].map(({ path }) => path));
    expect([...valuesByPath(message).keys()].filter((path) => !paths.has(path))).toEqual([]);
    expect(compileSchema(schema)(message)).toEqual([]);
    const input = { name: 'x', title: 'X', system: 'x', class: 'edi-partner', format, document: 'order', sample: text };
    expect(JSON.parse((await filesOfNew(input))['source.schema.json'] ?? '')).toEqual(schema);
    const shown = labelled(fieldsOfSamples([message]), format);
    expect([...eachField(shown)].every(({ label }) => label !== undefined)).toBe(true);
  });
});

it('takes its own samples where a partner leaves out what is mandatory, and messages of several kinds', async () => {
  const bare = x12('850', 'PO', ['BEG*00*SA*PO-1**20260901', 'N1*ST*A', 'N1**B', 'PO1**1*EA']);
  const change = x12('860', 'PC', ['BCH*04*SA*PO-1**1*20260901', 'POC*1*QI*2*1*EA']);
  const messages = [...(await messagesOf(bare, 'x12')), ...(await messagesOf(change, 'x12'))];
  const check = compileSchema(await schemaOfMessages(messages, 'x12'));
  expect(messages.map((message) => check(message))).toEqual([[], []]);
});

describe('what is no message of the format', () => {
  it('is refused with what was expected and what was found', async () => {
    await expect(readSchema(SAMPLES['850'].text, 'json')).rejects.toThrow(
      'Expected json, as mapping.json says, found x12',
    );
    await expect(readSchema('{"a":1}', 'x12')).rejects.toThrow('Expected x12, as mapping.json says, found json');
    await expect(readSchema('neither', 'json')).rejects.toThrow('Expected a JSON Schema or messages as JSON');
  });
});

describe('a schema out of samples and of the common model', () => {
  it('requires nothing after one sample, and after several what all have', () => {
    expect(schemaOfSamples([{ id: 1 }])).not.toHaveProperty('required');
    expect(schemaOfSamples([{ id: 1, note: 'x' }, { id: 2 }])).toMatchObject({ required: ['id'] });
  });

  it('takes one value and a list of them where samples have both', () => {
    const samples = [{ note: 'x' }, { note: ['x', 'y'] }];
    const check = compileSchema(schemaOfSamples(samples));
    expect(samples.map((sample) => check(sample))).toEqual([[], []]);
    expect(fieldsOfSchema(schemaOfSamples(samples))[0]).toMatchObject({ name: 'note', isList: true });
  });

  it('stands by itself when it is that of a canonical document', async () => {
    const { schema } = schemaOfDocument('order');
    expect(JSON.stringify(schema)).not.toContain('common.json');
    const fields = fieldsOfSchema(schema);
    expect(fieldAt(fields, '/shipTo/city')).toMatchObject({ type: 'string' });
    const check = compileSchema(schema);
    expect(check({ type: 'order', orderId: 'A', source: { system: 'x' } })).toEqual([]);
    expect(await schemaOfMessages([{ a: 1 }], 'json')).toMatchObject({ properties: { a: { type: 'integer' } } });
  });
});
