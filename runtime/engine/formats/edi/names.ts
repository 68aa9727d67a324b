// How segments and elements are called: what people read beside `PO102` and `DTM01_2`. Imports nothing.

export interface SegmentNames {
  /** What the segment is: `Baseline item data`. */
  readonly name: string;
  /** Names by key as the tree has them: `PO102`, `DTM01_2`. */
  readonly elements: ReadonlyMap<string, string>;
  /** Keys without which the standard does not allow the segment. */
  readonly required: ReadonlySet<string>;
}

/**
 * Reads the notation of a dictionary, a segment a line: its id and name, behind the colon its elements in order, `;` between
 * them, `/` between the components of one, `!` behind what is mandatory, nothing for a position without a name here.
 *
 *     DTM Date or time: Kind! / Value / Format
 */
export function readNames(notation: string): ReadonlyMap<string, SegmentNames> {
  const found = new Map<string, SegmentNames>();
  for (const line of notation.split('\n')) {
    const [, tag, name, listed = ''] = /^\s*([A-Z][A-Z0-9]{1,2}) ([^:]+)(?:: (.*))?$/.exec(line) ?? [];
    if (tag === undefined || name === undefined) continue;
    const elements = new Map<string, string>();
    const required = new Set<string>();
    for (const [index, element] of listed.split(';').entries()) {
      for (const [place, component] of element.split('/').entries()) {
        const text = component.trim();
        if (text === '') continue;
        const key = `${tag}${String(index + 1).padStart(2, '0')}${place === 0 ? '' : `_${place + 1}`}`;
        elements.set(key, text.replace(/!$/, ''));
        if (text.endsWith('!')) required.add(key);
      }
    }
    found.set(tag, { name: name.trim(), elements, required });
  }
  return found;
}
