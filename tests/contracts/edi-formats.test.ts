// The two EDI formats run the contract of all formats.
import { edifact } from '../../runtime/engine/formats/edifact.ts';
import { x12 } from '../../runtime/engine/formats/x12.ts';
import { formatContract } from './format.contract.ts';

const OUTBOUND =
  'what is written comes from an outbound mapping as segments with an envelope, not from the decoded loops';

const orderSet = (control: string, orderNumber: string): string[] => [
  `ST*850*${control}`,
  `BEG*00*SA*${orderNumber}**20260501`,
  'N1*ST*Corner Shop*92*WH7',
  'N3*Main Street 1',
  'PO1*1*2*EA*19.90**SK*007',
  'PID*F****Lamp',
  'CTT*1',
  `SE*8*${control}`,
];

const interchange = [
  'ISA*00*          *00*          *ZZ*SENDERID       *ZZ*RECEIVERID     *260501*1000*U*00401*000000001*0*T*>',
  'GS*PO*SENDERID*RECEIVERID*20260501*1000*1*X*004010',
  ...orderSet('0001', 'PO-1'),
  ...orderSet('0002', 'PO-2'),
  'GE*2*1',
  'IEA*1*000000001',
];

formatContract(x12, [
  {
    name: 'two orders',
    content: interchange.map((segment) => `${segment}~`).join(''),
    messages: 2,
    roundTrip: { except: OUTBOUND },
  },
  {
    name: 'one order with line ends and a byte order mark',
    content: `\ufeff${[...interchange.slice(0, 10), 'GE*1*1', 'IEA*1*000000001'].map((segment) => `${segment}~\r\n`).join('')}`,
    messages: 1,
    roundTrip: { except: OUTBOUND },
  },
]);

const order = (reference: string, orderNumber: string): string[] => [
  `UNH+${reference}+ORDERS:D:96A:UN`,
  `BGM+220+${orderNumber}+9`,
  'DTM+137:20260501:102',
  'NAD+BY+4012345000009::9',
  'LIN+1++4012345678901:SRS',
  'QTY+21:2',
  'FTX+AAI+++What?? it costs?: 5?+1',
  'UNS+S',
  'CNT+2:1',
  `UNT+10+${reference}`,
];

formatContract(edifact, [
  {
    name: 'two orders',
    content: [
      'UNB+UNOC:3+SENDER:14+RECEIVER:14+260501:1000+REF1',
      ...order('1', 'PO1'),
      ...order('2', 'PO2'),
      'UNZ+2+REF1',
    ]
      .map((segment) => `${segment}'`)
      .join(''),
    messages: 2,
    roundTrip: { except: OUTBOUND },
  },
  {
    name: 'one order with UNA and line ends',
    content: `UNA:+.? '\n${['UNB+UNOA:2+S+R+260501:1000+7', ...order('1', 'PO1'), 'UNZ+1+7'].map((segment) => `${segment}'\n`).join('')}`,
    messages: 1,
    roundTrip: { except: OUTBOUND },
  },
]);
