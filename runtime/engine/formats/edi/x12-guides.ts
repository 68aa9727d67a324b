// The X12 transaction sets that Crossdock knows by their loops. A new set is one entry here. May import guide.ts.
import { type Guide, guide } from './guide.ts';

export interface SetGuide {
  readonly loops: Guide;
  /** Segments of which a set that says something has at least one; absent where a set without lines is complete. */
  readonly lines?: readonly string[];
  /** A heading element that says that no lines are needed: cancellations, acknowledgements without detail. */
  readonly bare?: { readonly tag: string; readonly element: number; readonly codes: readonly string[] };
}

const PARTY = 'N1(N2 N3 N4 NX2 REF PER SI FOB TD1 TD5 TD3 TD4 PKG G61 DMG)';
const TEXT = 'N9(DTM MTX MSG PWK EFI)';
const SUBLINE = 'SLN(MSG SI PID PO3 TC2 CTP SAC QTY TD1 DTM REF PER N9 MTX N1(N2 N3 N4 REF PER))';
const CARRIER = 'TD1 TD5 TD3 TD4';

const ORDER_HEAD = `CUR REF PER TAX FOB CTP PAM CSH SAC ITD DIS INC DTM LDT LIN SI PID MEA PWK PKG ${CARRIER} MAN PCT CTB TXI AMT CTT ${TEXT} ${PARTY}`;
const ORDER_LINE = `LIN SI CUR CN1 PO3 CTP PAM MEA PID PWK PO4 REF PER SAC IT8 CSH ITD DIS INC TAX FOB SDQ IT3 DTM TC2 ${CARRIER} PCT MAN AMT CTB TXI MTX YNQ PKG
  QTY(SI) SCH(${CARRIER} REF) LDT(QTY MSG REF) ${TEXT} N1(N2 N3 N4 NX2 REF PER SI DTM FOB SCH QTY ${CARRIER} PKG) ${SUBLINE}`;
const ORDER_ACK = 'ACK(DTM)';

const WAREHOUSE_HEAD = 'N9 G61 G62 NTE W08 W09 W10 W27 W66 W28 W6 PER REF DTM N1(N2 N3 N4 NX2 PER) W76 W03 W14 LM';
const WAREHOUSE_ITEM = 'G69 N9 G62 NTE QTY MEA AMT DTM REF W20 LN LS LE R4 R9 N1(N2 N3 N4) SN1 LOT';

const SHIP_LEVEL = `LIN SN1 SLN PRF PO4 PID MEA PWK PKG ${CARRIER} TSD REF PER LS LDT LE MAN DTM FOB PAL CUR SDQ ETD SAC GF YNQ DIS LM V1 R4 AMT ADX
  N1(N2 N3 N4 NX2 REF PER SI FOB G61)`;

/** The levels of HL take each other by HL02; HL itself is named so that the tree is nested. */
const HIERARCHY = `HL(${SHIP_LEVEL})`;

const set = (notation: string, lines?: readonly string[], bare?: SetGuide['bare']): SetGuide => ({
  loops: guide(`ST SE ${notation}`),
  ...(lines && { lines }),
  ...(bare && { bare }),
});

const cancels = (tag: string) => ({ tag, element: 1, codes: ['01'] });

/** Loops of the sets, after the 004010 and 005010 implementations in use: our own subset, enough to put every segment where it belongs. */
export const X12_GUIDES: Readonly<Record<string, SetGuide>> = {
  '180': set(`BGN RDR PRF DTM N9 PKG SAC REF ${PARTY} BLI(N9 RDR PRF DTM QTY PID SAC REF PKG NTE ${PARTY}) CTT`),
  '204': set(
    `B2 B2A L11 G62 MS3 AT5 PLD LH6 NTE N7(N7A N7B MEA M7) L3 N1(N2 N3 N4 L11 G61)
     S5(L11 G62 AT8 LAD AT5 PLD NTE N1(N2 N3 N4 G61 L11) L5(AT8 G61 L11) OID(G62 LAD L5(AT8 G61 LH1)))`,
  ),
  '210': set(
    'B3 B2A C2 C3 ITD N9 G62 R3 H3 K1 L3 N1(N2 N3 N4 N9) N7(M7 N9) S5(N9 G62 H3 N1(N2 N3 N4 N9) N7) LX(N9 POD L5 H1 L0 L1 L4 L7 K1 OID(SDQ))',
  ),
  '214': set(
    `B10 L11 MAN K1 MS3 G62 N1(N2 N3 N4 G62 L11 PER) LX(L11 MAN Q7 K1 AT5 AT8 M7 CD3 NM1 PRF SPO SDQ AT7(MS1 MS2 M7 K1)) AT7(MS1 MS2 M7 K1) AT8 MS1 MS2`,
  ),
  '753': set('BGN CUR REF DTM PER N1(N2 N3 N4 PER) LX(OID(LAD N9 DTM MEA PWK) LAD N9 L11 G62 TD5)'),
  '754': set('BGN REF DTM PER N1(N2 N3 N4 PER) LX(OID(LAD N9 DTM MEA) LAD N9 L11 G62 TD5 TD4)'),
  '810': set(
    `BIG NTE CUR REF YNQ PER ITD DTM FOB PID MEA PWK PKG L7 BAL INC PAM ${TEXT} N1(N2 N3 N4 REF PER DMG NX2) TDS TXI CAD AMT SAC ISS(PID) CTT
     IT1(CRC QTY CUR IT3 TXI CTP PAM MEA PID PWK PKG PO4 ITD REF YNQ PER SDQ DTM CAD L7 SR SAC MSG FOB LDT ${TEXT} SLN(DTM REF PID SAC TC2 TXI) N1(N2 N3 N4 REF PER DMG))`,
    ['IT1'],
  ),
  '812': set(`BCD CUR N9 PER ITM SHD DTM REF SAC ${PARTY} CDD(LIN PO4 N9 PID DTM REF SAC)`),
  '816': set('BHT HL(N1 N2 N3 N4 REF PER DTM NTE OTI)'),
  '820': set(
    `BPR NTE TRN CUR REF DTM N1(N2 N3 N4 REF PER) ENT(NM1 PER NTE REF RMR(NTE REF DTM ADX(NTE REF DTM) IT1(REF SAC))) RMR(NTE REF DTM ADX(NTE REF DTM)) ADX(NTE REF DTM)`,
  ),
  '824': set('BGN N1(N2 N3 N4 REF PER) OTI(REF DTM PER AMT QTY NM1 TED(CTX NTE RED) LM(LQ RED)) TED(CTX NTE)'),
  '830': set(
    `BFR XPO CUR REF PER TAX FOB CTP SAC CSH ITD DTM PID MEA PWK PKG ${CARRIER} MAN ${TEXT} ${PARTY}
     LIN(UIT DTM CUR PO3 CTP PID MEA PWK PKG PO4 PRS REF PER SAC ITD TAX FOB LDT QTY ATH ${CARRIER} MAN DD N1(N2 N3 N4 REF PER FOB) SDP(FST) FST(QTY SDQ LQ) SHP(REF) ${SUBLINE}) CTT`,
    ['LIN'],
  ),
  '832': set(
    `BCT CUR REF PER DTM PID MEA PKG CTP SAC FOB ITD ${TEXT} ${PARTY} LIN(G53 DTM REF CTB PID MEA PKG PO4 CTP PRS CUR SAC FOB ITD QTY TXI ${SUBLINE} ${PARTY}) CTT`,
    ['LIN'],
  ),
  '846': set(
    `BIA CUR REF PER DTM CTP SAC ITD MEA FOB TD5 ${TEXT} ${PARTY}
     LIN(PID MEA PKG DTM CTP CUR SAC REF PER SDQ PO4 MAN TD5 N9 MSG LS LDT LE UIT PWK TXI FOB IT8 CSH ITD QTY(UIT MEA DTM LDT SCH LM) N1(N2 N3 N4 REF PER QTY DTM) ${SUBLINE}) CTT`,
    ['LIN'],
  ),
  '850': set(`BEG ${ORDER_HEAD} PO1(${ORDER_LINE})`, ['PO1'], cancels('BEG')),
  '852': set(
    `XQ XPO N9 PER DTM ${PARTY} LIN(PID CTP CUR MEA PO4 DTM REF SDQ QTY ZA(SDQ DTM REF) N1(N2 N3 N4 QTY ZA)) CTT`,
    ['LIN'],
  ),
  '855': set(`BAK ${ORDER_HEAD} PO1(${ORDER_LINE} ${ORDER_ACK})`, ['PO1'], {
    tag: 'BAK',
    element: 2,
    codes: ['AK', 'AT', 'NA', 'RJ'],
  }),
  '856': set(`BSN DTM REF ${HIERARCHY} CTT`, ['LIN', 'SN1', 'SLN'], cancels('BSN')),
  '857': set(`BHT DTM ${HIERARCHY} TDS CTT`),
  '860': set(`BCH ${ORDER_HEAD} POC(${ORDER_LINE})`, ['POC'], cancels('BCH')),
  '861': set(
    `BRA CUR REF PER DTM PRF PID MEA PWK PKG ${CARRIER} FOB ${TEXT} ${PARTY} RCD(SN1 CUR LIN PID PO4 MEA PWK PKG REF PER DTM PRF MAN MTX CD3 N1(N2 N3 N4 REF PER) ${SUBLINE}) CTT`,
    ['RCD'],
  ),
  '862': set(
    `BSS DTM REF PER FOB ${TEXT} N1(N2 N3 N4 REF PER FOB) LIN(UIT PKG PO4 PRS QTY REF PER SDP FST(DTM SDQ JIT(REF)) SHP(REF) TD1 TD3 TD5) CTT`,
    ['LIN'],
  ),
  '864': set('BMG DTM N1(N2 N3 N4 REF PER) MIT(N1(N2 N3 N4 REF PER) MSG)'),
  '865': set(`BCA ${ORDER_HEAD} POC(${ORDER_LINE} ${ORDER_ACK})`, ['POC'], cancels('BCA')),
  '867': set(
    `BPT CUR DTM REF PER MEA PSA ${PARTY} PTD(DTM REF PRF MAN PID N1(N2 N3 N4 REF PER) QTY(LIN PO3 PO4 UIT AMT ITA PID MEA DTM REF CTP SII)) CTT`,
  ),
  '869': set('BSI REF DTM N1(N2 N3 N4 REF PER) HL(PRF REF DTM LIN PO4 N1(N2 N3 N4 REF PER)) CTT'),
  '870': set(
    'BSR REF DTM N1(N2 N3 N4 REF PER) HL(PRF REF DTM PO1 LIN PID ISR(PID QTY DTM NTE) SLN N1(N2 N3 N4 REF PER) QTY MSG SAC) CTT',
  ),
  '875': set('G50 N9 G61 G62 NTE G66 G23 N1(N2 N3 N4) G68(G69 G70 G72 G73 G22 G20 QTY) G76', ['G68']),
  '880': set('G01 G27 G62 NTE G23 G25 N9 N1(N2 N3 N4) G17(G69 G72 G73 G19 G20 N9) G31 G33 G72', ['G17']),
  '940': set(`W05 ${WAREHOUSE_HEAD} LX(MAN N9 PAL NTE W01(${WAREHOUSE_ITEM})) W01(${WAREHOUSE_ITEM})`, ['W01'], {
    tag: 'W05',
    element: 1,
    codes: ['F', 'D'],
  }),
  '943': set(`W06 ${WAREHOUSE_HEAD} LX(MAN N9 W04(${WAREHOUSE_ITEM})) W04(${WAREHOUSE_ITEM})`, ['W04']),
  '944': set(`W17 ${WAREHOUSE_HEAD} LX(MAN N9 W07(${WAREHOUSE_ITEM} W13(N9))) W07(${WAREHOUSE_ITEM} W13(N9))`, ['W07']),
  '945': set(`W06 ${WAREHOUSE_HEAD} LX(MAN PAL N9 W12(${WAREHOUSE_ITEM} MAN)) W12(${WAREHOUSE_ITEM} MAN)`, ['W12']),
  '947': set(`W15 ${WAREHOUSE_HEAD} LX(W19(${WAREHOUSE_ITEM})) W19(${WAREHOUSE_ITEM})`, ['W19']),
  '990': set('B1 N9 G62 V9 L11 K1 N1(N2 N3 N4) S5(L11 G62 N1(N2 N3 N4))'),
  '997': set('AK1 AK2(AK3(AK4) AK5) AK9'),
  '999': set('AK1 AK2(IK3(CTX IK4(CTX)) IK5) AK9'),
};

/** Sets that are not in the list: parties and hierarchical levels are loops, everything else lies flat. */
export const UNKNOWN_SET: SetGuide = set('* CTT N1(N2 N3 N4) HL(* N1(N2 N3 N4))');

/** The guide of a set, the general one for a set that is not in the list. */
export const setGuide = (kind: string): SetGuide => (Object.hasOwn(X12_GUIDES, kind) ? X12_GUIDES[kind]! : UNKNOWN_SET);
