// Which X12 elements are simple, so that a byte of the component or repetition separator inside them is data. Imports nothing.

/**
 * Segments of trade documents whose elements are all simple (X12 004010 to 005010): names, addresses, notes, ids, quantities, prices.
 * Segments that are not in the list may hold composites anywhere.
 */
const SIMPLE_SEGMENTS =
  `GS ST SE BAK BCA BCH BEG BIA BIG BSN BSR CUR FOB CSH SAC ITD DTM PKG PER N1 N2 N3 N4 NTE MSG MTX PO1 POC IT1 PID PO3 PO4 ACK LIN SN1
  SDQ SCH TXI TDS CTT AMT PRF HL MAN CAD ISS PAL TD1 TD3 TD4 TD5 LX L11 B10 MS1 MS2 MS3 AT7 AT8 K1 G61 G62 G69 LM LQ
  W01 W03 W04 W05 W06 W07 W08 W09 W10 W12 W13 W14 W15 W17 W19 W20 W27 W28 W66 W76`.split(/\s+/);

/** Segments with composites at the positions that are named, and nowhere else. */
const COMPOSITES: Readonly<Record<string, readonly number[]>> = {
  REF: [4],
  N9: [7],
  QTY: [3],
  MEA: [4],
  CTP: [5],
  SLN: [5],
};

const POSITIONS: ReadonlyMap<string, readonly number[]> = new Map([
  ...SIMPLE_SEGMENTS.map((tag): [string, readonly number[]] => [tag, []]),
  ...Object.entries(COMPOSITES),
]);

/**
 * True for an element that the standard defines as simple.
 *
 * X12 has no release character: a sender whose component separator is `:` and who writes `DELIVER BY: 10 AM` into a note breaks the
 * standard, and means the text. In a simple element nothing else can be meant.
 */
export function isSimpleElement(tag: string, position: number): boolean {
  const composites = POSITIONS.get(tag);
  return composites !== undefined && !composites.includes(position);
}
