// The X12 elements whose form is checked: quantities, units, dates and times of the documents Crossdock handles. May import bytes.ts and findings.ts.
import { byteOf, isDigit } from './bytes.ts';
import type { FindingCode } from './findings.ts';

/** What an element has to look like. */
export type ElementForm = 'number' | 'unit' | 'date' | 'time';

export interface ElementCheck {
  /** Position in the segment, from 1. */
  readonly position: number;
  readonly form: ElementForm;
  /** Number of the data element in the dictionary, as AK402 reports it. */
  readonly reference: string;
}

const check = (position: number, form: ElementForm, reference: number): ElementCheck => ({
  position,
  form,
  reference: String(reference),
});

/**
 * Our own subset of the dictionary, X12 004010: the elements that mappings turn into numbers and dates. An entry more is one line.
 * Data types: ID 2/2 for units (355), R and N for numbers, DT 8/8 for dates (6/6 before 004010), TM 4/8 for times.
 */
export const ELEMENT_CHECKS: Readonly<Record<string, readonly ElementCheck[]>> = {
  BEG: [check(5, 'date', 373)],
  BAK: [check(4, 'date', 373)],
  BCH: [check(6, 'date', 373)],
  BIA: [check(4, 'date', 373)],
  BIG: [check(1, 'date', 373)],
  BSN: [check(3, 'date', 373), check(4, 'time', 337)],
  DTM: [check(2, 'date', 373), check(3, 'time', 337)],
  G62: [check(2, 'date', 373), check(4, 'time', 337)],
  W17: [check(2, 'date', 373)],
  PO1: [check(2, 'number', 330), check(3, 'unit', 355), check(4, 'number', 212)],
  POC: [check(3, 'number', 330), check(4, 'number', 671), check(6, 'number', 212)],
  IT1: [check(2, 'number', 358), check(3, 'unit', 355), check(4, 'number', 212)],
  ACK: [check(2, 'number', 380), check(3, 'unit', 355)],
  SN1: [check(2, 'number', 382), check(3, 'unit', 355)],
  QTY: [check(2, 'number', 380)],
  W01: [check(1, 'number', 330), check(2, 'unit', 355)],
  W04: [check(1, 'number', 382), check(2, 'unit', 355)],
  W07: [check(1, 'number', 413), check(2, 'unit', 355)],
  W12: [check(2, 'number', 330), check(3, 'number', 382), check(5, 'unit', 355)],
  TDS: [check(1, 'number', 610)],
};

/** The dictionary number of an element such as `PO103`; undefined for elements that are not checked. */
export function referenceOf(tag: string, position: number): string | undefined {
  const checks = Object.hasOwn(ELEMENT_CHECKS, tag) ? ELEMENT_CHECKS[tag] : undefined;
  return checks?.find((one) => one.position === position)?.reference;
}

/** What is wrong with the text of an element, undefined when nothing is. `version` is GS08; dates had six digits before 004010. */
export function elementFault(form: ElementForm, text: string, version: string): FindingCode | undefined {
  switch (form) {
    case 'unit':
      return text.length === 2 ? undefined : text.length > 2 ? 'x12.element-too-long' : 'x12.element-too-short';
    case 'number':
      return isNumber(text) ? undefined : 'x12.element-number';
    case 'date':
      return isDate(text, version) ? undefined : 'x12.element-date';
    case 'time':
      return isTime(text) ? undefined : 'x12.element-time';
  }
}

/** Digits with a sign in front and one decimal point: no spaces, no separators of thousands, no exponent, which trading documents do not use. */
function isNumber(text: string): boolean {
  let digits = 0;
  let points = 0;
  for (let i = text.charCodeAt(0) === MINUS ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isDigit(code)) digits++;
    else if (code === POINT) points++;
    else return false;
  }
  return digits > 0 && points <= 1;
}

const MINUS = byteOf('-');
const POINT = byteOf('.');

function hasDigitsOnly(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string, version: string): boolean {
  if ((text.length !== 8 && text.length !== 6) || !hasDigitsOnly(text)) return false;
  if (text.length === 6 && version >= '004010') return false;
  const month = Number(text.slice(-4, -2));
  const day = Number(text.slice(-2));
  return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1]!;
}

function isTime(text: string): boolean {
  if (text.length < 4 || text.length > 8 || text.length === 5 || !hasDigitsOnly(text)) return false;
  const [hour, minute, second] = [text.slice(0, 2), text.slice(2, 4), text.slice(4, 6)].map(Number);
  return hour! <= 24 && minute! <= 59 && second! <= 59;
}
