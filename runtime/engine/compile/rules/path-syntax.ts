// The JSONPath that a rule may name, read into steps. What runs code is told apart from what merely is not compiled. Imports nothing.

/** One step of a path. `text` is the step as it stands: jsonpath-plus prefers a member of that very name. */
export type PathStep =
  /** `.name`, `['name']`, `[0]`: a member of an object, an index of an array or a text, `length`. */
  | { readonly kind: 'name'; readonly text: string }
  /** `*` */
  | { readonly kind: 'every'; readonly text: string }
  /** `..` */
  | { readonly kind: 'below'; readonly text: string }
  /** `[start:end:step]` */
  | { readonly kind: 'slice'; readonly text: string; readonly from: number; readonly to: number; readonly by: number }
  /** `[a,b]` */
  | { readonly kind: 'union'; readonly text: string; readonly names: readonly string[] };

export type ReadPath =
  | { readonly kind: 'steps'; readonly steps: readonly PathStep[] }
  /** Script or filter expressions: jsonpath-plus evaluates them as code, so nobody does here. */
  | { readonly kind: 'script'; readonly offset: number }
  /** Means something to jsonpath-plus that is left to it. */
  | { readonly kind: 'other'; readonly offset: number };

/** Letters, digits and marks that jsonpath-plus takes for nothing but themselves. */
const NAME = /[^\s.[\]'"`~^;:,()@*$#%?]+/y;
const QUOTED = /\[(?:'([^'"\]`~^;:,()@*$#%?]+)'|"([^'"\]`~^;:,()@*$#%?]+)")\]/y;
const INDEX = /\[(-?\d+)\]/y;
const EVERY = /\[\*\]/y;
const SLICE = /\[((?:-?\d+)?:(?:-?\d+)?(?::\d*)?)\]/y;
const UNION = /\[([^\s.[\]'"`~^;:,()@*$#%?]+(?:,[^\s.[\]'"`~^;:,()@*$#%?]+)+)\]/y;

/** jsonpath-plus takes a bound of zero for one that is not given; `[0:0]` is the whole array. */
function sliceStep(text: string): PathStep {
  const [from = '', to = '', by = ''] = text.split(':');
  return { kind: 'slice', text, from: Number(from), to: Number(to) || Number.NaN, by: Number(by) || 1 };
}

/**
 * Reads a path.
 *
 * @returns its steps behind `$`, or why there are none and the character at which that shows
 */
export function readPath(path: string): ReadPath {
  const script = path.search(/[()]/);
  if (script >= 0) return { kind: 'script', offset: script };
  if (path[0] !== '$') return { kind: 'other', offset: 0 };
  const steps: PathStep[] = [];
  let at = 1;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(path);
    if (found !== null) at += found[0].length;
    return found;
  };
  const bracket = (): PathStep | undefined => {
    const name = take(INDEX) ?? take(QUOTED);
    if (name !== null) return { kind: 'name', text: (name[1] ?? name[2]) as string };
    if (take(EVERY) !== null) return { kind: 'every', text: '*' };
    const slice = take(SLICE);
    if (slice !== null) return sliceStep(slice[1] as string);
    const union = take(UNION);
    return union === null
      ? undefined
      : { kind: 'union', text: union[1] as string, names: (union[1] as string).split(',') };
  };
  while (at < path.length) {
    const begun = at;
    if (path[at] === '[') {
      const step = bracket();
      if (step === undefined) return { kind: 'other', offset: begun };
      steps.push(step);
      continue;
    }
    if (path.startsWith('..', at)) {
      steps.push({ kind: 'below', text: '..' });
      at += 2;
      if (path[at] === '[') continue;
    } else if (path[at] === '.') at += 1;
    else return { kind: 'other', offset: begun };
    const every = path[at] === '*';
    if (every) at += 1;
    const name = every ? null : take(NAME);
    if (!every && name === null) return { kind: 'other', offset: at };
    steps.push(every ? { kind: 'every', text: '*' } : { kind: 'name', text: (name as RegExpExecArray)[0] });
  }
  return { kind: 'steps', steps };
}
