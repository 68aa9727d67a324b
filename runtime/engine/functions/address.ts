// Tidy texts and addresses; only white space is changed, and the case of country and region codes.
import { argumentError, isAbsent, setMember } from './argument.ts';
import type { FunctionSpec } from './spec.ts';

/** Space at the ends removed, every run of white space inside (tabs, line ends, no-break spaces) one space; undefined when nothing is left. */
export function tidyText(text: string): string | undefined {
  if (isTidy(text)) return text === '' ? undefined : text;
  return text.replace(/\s+/g, ' ').trim() || undefined;
}

/** Whether a text of ASCII has single spaces inside and none at its ends: what most texts are. */
function isTidy(text: string): boolean {
  // As if a space stood before: one at the beginning is one too many.
  let before = 0x20;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7e || code < 0x20 || (code === 0x20 && before === 0x20)) return false;
    before = code;
  }
  return before !== 0x20 || text === '';
}

function tidy(text: unknown): string | undefined {
  if (isAbsent(text)) return undefined;
  if (typeof text === 'number' && Number.isFinite(text)) return String(text);
  if (typeof text !== 'string') throw argumentError('$tidy', 'a text', text);
  return tidyText(text);
}

const isCoded = (name: string): boolean => name === 'countryCode' || name === 'region';

function tidyMember(name: string, value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value ?? undefined;
  const text = tidyText(value);
  return isCoded(name) && /^[a-z]{2,3}$/i.test(text ?? '') ? text?.toUpperCase() : text;
}

function address(object: unknown): Record<string, unknown> | undefined {
  if (isAbsent(object)) return undefined;
  if (typeof object !== 'object' || Array.isArray(object))
    throw argumentError('$address', 'one address object', object);
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const name of Object.keys(object)) {
    const value = tidyMember(name, (object as Record<string, unknown>)[name]);
    if (value === undefined) continue;
    setMember(result, name, value);
    count += 1;
  }
  return count === 0 ? undefined : result;
}

export const addressFunctions: readonly FunctionSpec[] = [
  {
    name: 'tidy',
    signature: '<x:s>',
    summary: 'Removes space at the ends of a text and joins white space inside into single spaces.',
    parameters: [{ name: 'text', description: 'Text; a number is taken as its digits.' }],
    returns: 'The text, or undefined when nothing is left. No other character is changed.',
    examples: [
      { expression: '$tidy("  Jane\\t  Doe \\n")', result: 'Jane Doe' },
      { expression: '$tidy("SW1A  1AA")', result: 'SW1A 1AA' },
      { expression: '$tidy("   ")' },
      { expression: '$tidy(12345)', result: '12345' },
      { expression: '$tidy(["a", "b"])', error: 'function.argument' },
    ],
    implementation: (text: unknown) => tidy(text),
  },
  {
    name: 'address',
    signature: '<x:o>',
    summary: 'Tidies every text of an address and drops what is empty.',
    parameters: [
      {
        name: 'object',
        description:
          'Address of the common model: `name`, `company`, `address1`, `address2`, `city`, `region`, `postalCode`, `countryCode`, `phone`; any other member is treated alike.',
      },
    ],
    returns:
      'The address: `countryCode` and `region` in upper case when they are codes of two or three letters, numbers as text, postal codes as they were apart from space. Undefined when nothing is left.',
    source: 'ISO 3166-1 and ISO 3166-2 for the case of the codes',
    examples: [
      {
        expression:
          '$address({"name": " Jane  Doe ", "address2": "", "region": "on", "postalCode": "k1a 0b1", "countryCode": "ca"})',
        result: { name: 'Jane Doe', region: 'ON', postalCode: 'k1a 0b1', countryCode: 'CA' },
      },
      {
        expression: '$address({"region": "Noord-Holland", "postalCode": 1012})',
        result: { region: 'Noord-Holland', postalCode: '1012' },
      },
      { expression: '$address({"name": " ", "city": null})' },
      { expression: '$address(missing)', input: {} },
      { expression: '$address("1 Main St")', error: 'function.argument' },
    ],
    implementation: (object: unknown) => address(object),
  },
];
