// The sixteen elements of an ISA, also out of one that lost separators. May import segment.ts and text.ts.
import { elementCount, rawElement, type Segment } from './segment.ts';
import type { EdiText } from './text.ts';

/** Fixed widths of ISA01 to ISA16 (X12.5, interchange control header). */
export const ISA_WIDTHS: readonly number[] = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];

/** `ISA` and sixteen elements with a separator before each. */
export const ISA_LENGTH = 3 + ISA_WIDTHS.length + ISA_WIDTHS.reduce((sum, width) => sum + width, 0);

/**
 * The sixteen elements, spaces at their ends taken off.
 *
 * When separators are missing the fixed widths tell where elements begin, a separator being skipped where there is one.
 * Where even that does not fit, what stands between separators is all there is, and the rest is empty.
 */
export function isaElements(source: EdiText, isa: Segment): readonly string[] {
  const count = elementCount(isa);
  const asCut = Array.from({ length: 16 }, (_, i) => rawElement(source, isa, i + 1).trimEnd());
  if (count >= 16) return asCut;
  const separator = String.fromCharCode(source.bytes[isa.cuts[0]!] ?? 0x2a);
  return byWidths(source.text(isa.cuts[0]!, isa.end), separator) ?? asCut;
}

function byWidths(text: string, separator: string): readonly string[] | undefined {
  const elements: string[] = [];
  let at = 0;
  for (const width of ISA_WIDTHS) {
    if (text[at] === separator) at++;
    const element = text.slice(at, at + width);
    if (element.length < width || element.includes(separator)) return undefined;
    elements.push(element.trimEnd());
    at += width;
  }
  return at === text.length ? elements : undefined;
}
