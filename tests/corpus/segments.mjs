// The segments of an EDI message as comparable texts, out of our own tree and out of the trees that other libraries make of the same message.
// A segment is `PO1|01=1|02=25|03=EA`; component c of element e, beyond the first, is `02_3=…`. Empty elements do not count.

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const asText = (tag, elements) =>
  [tag, ...elements.filter(([, value]) => value !== '').map(([name, value]) => `${name}=${value}`)].join('|');

/** Name of an element part: the first component has no suffix. */
const partName = (element, component) => (Number(component) === 1 ? element : `${element}_${Number(component)}`);

/** The segments of a decoded message, in no particular order. Envelope objects are no segments of it. */
export function ownSegments(value) {
  const segments = [];
  const visit = (tag, segment) => {
    const elements = [];
    for (const [key, member] of Object.entries(segment)) {
      const name = key.startsWith(tag) ? key.slice(tag.length) : '';
      if (/^\d\d(_\d+)?$/.test(name)) elements.push([name, [member].flat().join('^')]);
      else for (const child of [member].flat()) if (isObject(child)) visit(key, child);
    }
    segments.push(asText(tag, elements));
  };
  for (const [tag, list] of Object.entries(value))
    if (Array.isArray(list)) for (const segment of list) visit(tag, segment);
  return segments;
}

/** EdiFabric's form: segments by tag, loops between them, elements named `Name_02`, composites as objects of such names. */
export function namedSegments(value) {
  const segments = [];
  const isElement = (key) => /_\d\d$/.test(key);
  const text = (member) => (typeof member === 'string' || typeof member === 'number' ? String(member) : '');
  const partsOf = (key, member) => {
    const element = key.slice(-2);
    if (!isObject(member)) return [[element, text(member)]];
    return Object.entries(member)
      .filter(([name]) => isElement(name))
      .map(([name, part]) => [partName(element, name.slice(-2)), text(part)]);
  };
  const visit = (key, member) => {
    if (Array.isArray(member)) for (const one of member) visit(key, one);
    if (!isObject(member)) return;
    const elements = Object.entries(member).filter(([name]) => isElement(name));
    if (elements.length > 0 && /^[A-Z][A-Z0-9]{1,2}$/.test(key)) {
      segments.push(asText(key, elements.flatMap(([name, part]) => partsOf(name, part)).sort()));
    } else for (const [name, one] of Object.entries(member)) visit(name, one);
  };
  visit('', value);
  return segments;
}

/** EdiEngine's form: `{"Type":"S","Name":"W05","Content":[{"E":"N"},…]}` inside loops of the same form. */
export function listedSegments({ Type, Name, Content }) {
  if (Type !== 'S') return Content.flatMap(listedSegments);
  const elements = Content.map(({ E }, index) => [String(index + 1).padStart(2, '0'), String(E ?? '')]);
  return [asText(Name, elements)];
}

const SERVICE = ['ST', 'SE', 'UNH', 'UNT'];

const tagOf = (segment) => segment.split('|')[0];
const namesOf = (segment) =>
  segment
    .split('|')
    .slice(1)
    .map((part) => part.split('=')[0]);

/** A service segment with only those elements that the other side gives too: libraries leave out what they write themselves. */
function reduced(segment, others) {
  const tag = tagOf(segment);
  if (!SERVICE.includes(tag)) return [segment];
  const other = others.find((one) => tagOf(one) === tag);
  if (other === undefined) return [];
  const kept = segment.split('|').filter((part, index) => index === 0 || namesOf(other).includes(part.split('=')[0]));
  return [kept.join('|')];
}

/**
 * Compares two lists of segments, whatever their order. Of service segments only the elements count that both have.
 *
 * @returns how many segments were compared, and one line for each that only one side has
 */
export function compareSegments(expected, found) {
  const theirs = expected.flatMap((segment) => reduced(segment, found));
  const left = new Map();
  for (const segment of found.flatMap((one) => reduced(one, expected))) left.set(segment, (left.get(segment) ?? 0) + 1);
  const differences = [];
  for (const segment of theirs) {
    const count = left.get(segment) ?? 0;
    if (count === 0) differences.push(`only theirs: ${segment}`);
    else left.set(segment, count - 1);
  }
  for (const [segment, count] of left) if (count > 0) differences.push(`only ours: ${segment}`);
  return { compared: theirs.length, differences };
}
