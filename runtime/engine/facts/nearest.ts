// Which of many codes are nearest to one that is wrong. Imports nothing.

/** More codes than this are not searched: a suggestion is a courtesy and may not slow a message. */
const MOST_CODES = 20_000;

const lettersAndDigits = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');

/**
 * Edits from one text to the other: a letter added, removed, changed, or two neighbours exchanged each count one
 * (optimal string alignment). Gives up at `most` and returns `most + 1`.
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_unused, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] as number) + 1,
          (row[j - 1] as number) + 1,
          change,
          exchanged ? (before[j - 2] as number) + 1 : change,
        ),
      );
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] as number;
}

/**
 * The codes nearest to a wrong one, best first, at most three. Case and punctuation do not count; a code is near when
 * at most a third of its letters, and no more than four, would have to change.
 */
export function nearest(wrong: string, known: readonly string[]): string[] {
  const wanted = lettersAndDigits(wrong).slice(0, 64);
  if (wanted === '') return [];
  const most = Math.min(4, Math.floor(wanted.length / 3));
  const scored = [...new Set(known)].slice(0, MOST_CODES).flatMap((code) => {
    const distance = editDistance(wanted, lettersAndDigits(code).slice(0, 64), most);
    return distance > most ? [] : [{ code, distance }];
  });
  scored.sort((a, b) => a.distance - b.distance || (a.code < b.code ? -1 : 1));
  return scored.slice(0, 3).map(({ code }) => code);
}
