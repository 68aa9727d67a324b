// The EDIFACT messages that Crossdock knows by their segment groups. A new message is one entry here. May import guide.ts.
import { type Guide, guide } from './guide.ts';

export interface MessageGuide {
  readonly groups: Guide;
  /** Segments of which a message that says something has at least one; absent where a message without lines is complete. */
  readonly lines?: readonly string[];
}

const REFERENCE = 'RFF(DTM)';
const PARTY = `NAD(LOC FII DOC(DTM) ${REFERENCE} CTA(COM))`;
const TRANSPORT = 'TDT(LOC(DTM))';
const TERMS = 'PAT(DTM PCD MOA)';
const ALLOWANCE = 'ALC(ALI DTM QTY(RNG) PCD(RNG) MOA(RNG) RTE(RNG) TAX(MOA))';
const PACKING = `PAC(MEA QTY DTM ${REFERENCE} PCI(RFF DTM GIN))`;
const SCHEDULE = 'SCC(FTX RFF QTY(DTM))';
const EQUIPMENT = 'EQD(HAN MEA FTX)';
const LINE = 'PIA IMD MEA QTY PCD ALI DTM MOA GIN GIR QVR DOC PAI FTX EQN DLM';

const ORDER = `BGM DTM PAI ALI IMD FTX GIR ${REFERENCE} ${PARTY} TAX(MOA LOC) CUX(PCD DTM) ${TERMS} ${TRANSPORT} TOD(LOC) ${PACKING} ${EQUIPMENT} ${SCHEDULE}
  APR(DTM RNG) ${ALLOWANCE} RCS(RFF DTM FTX) AJT(FTX) UNS MOA CNT
  LIN(${LINE} CCI(CAV MEA) ${TERMS} PRI(CUX APR RNG DTM) ${REFERENCE} ${PACKING} LOC(QTY DTM) TAX(MOA LOC) ${PARTY} ${ALLOWANCE} ${TRANSPORT} TOD(LOC)
    ${EQUIPMENT} ${SCHEDULE} APR(DTM RNG) RCS(RFF DTM FTX) AJT(FTX))`;

const DESPATCH_LINE = `LIN(${LINE} TAX ${REFERENCE} LOC(NAD DTM QTY) PCI(RFF DTM MEA QTY GIN) QVR(DTM) DGS(QTY FTX) SGP CCI(CAV))`;
const CONSIGNMENT = `CPS(FTX PAC(MEA QTY HAN PCI(RFF DTM GIR GIN(DLM))) ${DESPATCH_LINE})`;
const DELIVERY = `BGM DTM ALI MEA MOA FTX ${REFERENCE} ${PARTY} TOD(LOC FTX) TDT(PCD TSR LOC(DTM)) EQD(MEA SEL EQA HAN LOC) PAC(MEA QTY PCI(RFF GIN)) CNT UNS`;

const INVENTORY_LINE = `PIA IMD MEA ALI DTM MOA FTX GIN PRI PAC PCI ${REFERENCE} ${PARTY} LOC(QTY(DTM STS)) CPI QTY(INV GIN LOC DTM STS PRI ${REFERENCE} NAD CUX PAC(MEA PCI GIN))
  INV(GIN QTY LOC DTM STS ${REFERENCE} NAD)`;

const message = (notation: string, lines?: readonly string[]): MessageGuide => ({
  groups: guide(`UNH UNT ${notation}`),
  ...(lines && { lines }),
});

/** Segment groups of the messages, after directories D.96A and D.01B and their EANCOM subsets; one guide serves all releases. */
export const EDIFACT_GUIDES: Readonly<Record<string, MessageGuide>> = {
  APERAK: message(`BGM DTM FTX CNT DOC(DTM) ${REFERENCE} NAD(CTA(COM)) ERC(FTX RFF(FTX))`),
  CONTRL: message('UCI UCM(UCS(UCD)) UCF(UCM(UCS(UCD)))'),
  DELFOR: message(
    `BGM DTM FTX ${REFERENCE} ${PARTY} TOD(LOC) TDT UNS CNT GIS(NAD(LOC) LIN(${LINE} RFF(DTM) SCC(QTY(DTM)) QTY(DTM) LOC)) LIN(${LINE} ${REFERENCE} SCC(QTY(DTM RFF)) QTY(SCC DTM RFF) LOC NAD(LOC QTY(DTM)))`,
  ),
  DESADV: message(`${DELIVERY} ${CONSIGNMENT} ${DESPATCH_LINE}`, ['LIN']),
  IFTMIN:
    message(`BGM CTA(COM) DTM TSR CUX MOA FTX CNT DOC(DTM) GDS LOC(DTM) TOD(LOC) ${REFERENCE} TCC TDT(DTM TSR LOC(DTM) RFF) NAD(LOC CTA(COM) DOC RFF)
    GID(HAN TMP RNG LOC MOA PIA GIN FTX PCD NAD(DTM) GDS MEA(EQN) DIM(EQN) RFF DOC PCI(RFF DTM GIN) TOD SGP DGS(FTX CTA MEA)) EQD(EQN TMD MEA DIM SEL FTX NAD)`),
  IFTSTA: message(
    `BGM DTM TSR NAD(LOC CTA(COM)) ${REFERENCE} LOC FTX CNT CNI(LOC CNT STS(RFF DTM DOC FTX NAD(LOC CTA(COM)) PCI(GIN) LOC TDT(DTM RFF LOC(DTM)) EQD(SEL TDT) GID(PAC PCI GIN)))`,
  ),
  INVOIC: message(
    `BGM DTM PAI ALI IMD FTX GIR ${REFERENCE} ${PARTY} TAX(MOA LOC) CUX(DTM) PAT(DTM PCD MOA PAI FII) TDT(LOC RFF) TOD(LOC) ${PACKING} EQD(SEL) INP(FTX) RCS(RFF DTM FTX) AJT(FTX)
     ${ALLOWANCE} UNS MOA CNT LIN(${LINE} INP PAT(DTM PCD MOA) PRI(APR RNG DTM CUX) ${REFERENCE} ${PACKING} LOC(QTY DTM) TAX(MOA LOC) ${PARTY} ${ALLOWANCE} ${TRANSPORT} TOD(LOC) RCS(RFF DTM FTX))`,
    ['LIN'],
  ),
  INVRPT: message(`BGM DTM FTX ${REFERENCE} ${PARTY} CUX CNT UNS TDT LIN(${INVENTORY_LINE}) CPI(PAC)`, ['LIN']),
  ORDCHG: message(ORDER),
  ORDERS: message(ORDER, ['LIN']),
  ORDRSP: message(ORDER),
  OSTENQ: message(`BGM DTM FTX ${REFERENCE} ${PARTY} LIN(PIA IMD MEA QTY DTM FTX ${REFERENCE})`),
  OSTRPT: message(
    `BGM DTM FTX STS ${REFERENCE} ${PARTY} DOC(DTM LIN(PIA IMD QTY STS(DTM)) STS) LIN(PIA IMD MEA QTY DTM FTX STS(DTM) ${REFERENCE})`,
  ),
  PARTIN: message('BGM DTM FII FTX RFF(DTM) NAD(LOC FII DOC CTA(COM)) UNS SCC'),
  PRICAT: message(
    `BGM DTM ALI FTX ${REFERENCE} ${PARTY} CUX(DTM) TAX(MOA) ${TERMS} TOD(LOC) ${ALLOWANCE} UNS CNT
     PGI(DTM QTY ALI FTX PRI(CUX APR RNG DTM) ${ALLOWANCE} LIN(${LINE} HAN LOC NAD RFF(DTM) PRI(CUX RNG DTM) TAX(MOA) ${ALLOWANCE} ${PACKING}))
     LIN(${LINE} HAN LOC NAD RFF(DTM) PRI(CUX RNG DTM) TAX(MOA) ${ALLOWANCE} ${PACKING})`,
  ),
  RECADV: message(`${DELIVERY} ${CONSIGNMENT} ${DESPATCH_LINE}`, ['LIN']),
  REMADV: message(
    `BGM DTM RFF FII PAI ${PARTY} CUX(DTM) DOC(MOA DTM RFF CUX(DTM) AJT(MOA RFF) DLI(MOA PIA DTM CUX AJT(MOA))) UNS MOA`,
  ),
  RETANN: message(
    `BGM DTM FTX ${REFERENCE} ${PARTY} CUX TDT(LOC) CPS(PAC(PCI(GIN))) LIN(${LINE} ${REFERENCE} RSN INP CCI PRI NAD LOC PAC(PCI(GIN))) UNS CNT`,
    ['LIN'],
  ),
  SLSRPT: message(
    `BGM DTM RFF(DTM) NAD(RFF CTA(COM)) CUX(DTM) LOC(DTM RFF LIN(PIA IMD PAC RFF DOC ALI MOA PRI GIN NAD QTY(MOA PRI) DTM)) UNS CNT`,
  ),
};

/** Messages that are not in the list: parties and lines are groups, everything else lies flat. */
export const UNKNOWN_MESSAGE: MessageGuide = message(
  `* NAD(LOC RFF CTA(COM)) LIN(PIA IMD MEA QTY DTM MOA PRI RFF FTX GIN LOC TAX NAD)`,
);

/** The guide of a message type, the general one for a type that is not in the list. */
export const messageGuide = (kind: string): MessageGuide =>
  Object.hasOwn(EDIFACT_GUIDES, kind) ? EDIFACT_GUIDES[kind]! : UNKNOWN_MESSAGE;

/** True for message types that are known here: then the application reference of a UNB can be told from a free name. */
export const isKnownMessage = (kind: string): boolean => Object.hasOwn(EDIFACT_GUIDES, kind);
