// Lines at nodes as they are drawn: those from one closed row to one node are one, and those that another shape of message would
// draw are left out. Pure; may import its neighbours' types.
import { type Looks, nearer } from './line-geometry.ts';
import type { NodeLine } from './node-lines.ts';
import type { Presence } from './presence.ts';
import type { Rows } from './rows.ts';

export interface Bundle {
  /** One of them: where it begins and ends. */
  readonly line: NodeLine;
  /** Of all that it stands for. */
  readonly ids: readonly string[];
  readonly isLit: boolean;
  /** Its row is closed: it ends at the node's head, not at one of its inputs. */
  readonly isMerged: boolean;
  readonly presence: Presence;
}

export interface BundleOptions extends Omit<Looks, 'isLit'> {
  readonly source: Rows;
  readonly isLit: (line: NodeLine) => boolean;
}

export function bundlesOf(lines: readonly NodeLine[], options: BundleOptions): readonly Bundle[] {
  const { source, isLit, presenceOf, showsAll } = options;
  const bundles: Bundle[] = [];
  const merged = new Map<string, number>();
  for (const line of lines) {
    const { from, to } = line;
    const presence = 'source' in from ? presenceOf(from.source) : 'here';
    const one: Bundle = { line, ids: [line.id], isLit: isLit(line), isMerged: false, presence };
    if (presence === 'elsewhere' && !one.isLit && !showsAll) continue;
    if (!('source' in from && 'node' in to) || source.isShown(from.source)) {
      bundles.push(one);
      continue;
    }
    const key = `${source.indexOf(from.source)} ${to.node}`;
    const index = merged.get(key);
    const known = index === undefined ? undefined : bundles[index];
    if (index === undefined || known === undefined) {
      merged.set(key, bundles.length);
      bundles.push({ ...one, isMerged: true });
    } else
      bundles[index] = {
        ...known,
        ids: [...known.ids, line.id],
        isLit: known.isLit || one.isLit,
        presence: nearer(known.presence, presence),
      };
  }
  return bundles;
}

/** How many lines are left out for the sample: they belong to messages of another shape. */
export const countElsewhere = (
  lines: readonly { readonly from: string }[],
  nodeLines: readonly NodeLine[],
  presenceOf: Looks['presenceOf'],
): number =>
  lines.filter(({ from }) => presenceOf(from) === 'elsewhere').length +
  nodeLines.filter(({ from }) => 'source' in from && presenceOf(from.source) === 'elsewhere').length;
