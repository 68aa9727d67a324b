// Finds the start tag of the element that a JSON Pointer into the decoded value names. May import read.ts and ../text.
import { pointerTokens } from '../text/pointer.ts';
import { readXml } from './read.ts';

interface Step {
  readonly name: string;
  /** Which of the elements of that name, from 0. */
  readonly nth: number;
}

/**
 * The index in the text of the `<` of that element, or undefined when there is none. For an attribute or text it is that of the element around it.
 *
 * Reads the text once more: places are asked for seldom, and keeping one for each element would cost every message.
 */
export function locateXml(text: string, pointer: string, maxDepth: number): number | undefined {
  const steps = stepsOf(pointer);
  let found: number | undefined;
  let matched = 0;
  let passed = 0;
  let isOver = steps.length === 0;
  const onStart = (name: string, depth: number, index: number): void => {
    // An element outside the one that was matched last: that one is closed and did not hold the rest of the path.
    if (depth < matched) isOver = true;
    const step = steps[matched];
    if (isOver || depth !== matched || step === undefined || step.name !== name) return;
    if (passed++ < step.nth) return;
    matched++;
    passed = 0;
    if (matched < steps.length) return;
    found = index;
    isOver = true;
  };
  readXml(text, { maxDepth, arrays: new Set(), onStart });
  return found;
}

/** Names of elements cannot begin with a digit, so a token of digits is the position among those of the name before it. */
function stepsOf(pointer: string): Step[] {
  const steps: Step[] = [];
  for (const token of pointerTokens(pointer) ?? []) {
    const last = steps.at(-1);
    if (last && /^\d+$/.test(token)) steps[steps.length - 1] = { ...last, nth: Number(token) };
    else if (!token.startsWith('@') && token !== '#text') steps.push({ name: token, nth: 0 });
  }
  return steps;
}
