// The name that was probably meant. Imports nothing.

/** Characters to change, add, take away or swap to make one text of the other. */
export function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      let best = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        best = Math.min(best, (before[j - 2] as number) + 1);
      }
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[other.length] as number;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** How alike two names are, 0 to 1; case and signs between words count little. */
export function likeness(one: string, other: string): number {
  if (one === other) return 1;
  const [a, b] = [plain(one), plain(other)];
  if (a === b) return 0.98;
  const most = Math.max(a.length, b.length);
  return most === 0 ? 0 : 1 - distance(a, b) / most;
}

/** The likest of some names, when one is like enough. */
export function nearest(name: string, names: Iterable<string>, least = 0.6): string | undefined {
  let best: string | undefined;
  let most = least;
  for (const one of names) {
    const alike = likeness(name, one);
    if (one !== name && alike > most) {
      best = one;
      most = alike;
    }
  }
  return best;
}
