// Lines that begin or end at a node: one from each field that an input reads, one from each node inside to the input that it gives
// its value to, one to the target. Pure; may import model/ and its neighbours' types.
import type { MapNode } from '../model/mapping/graph.ts';
import type { Line } from './line-geometry.ts';

export interface NodeLine {
  /** Both ends, and the input, by lines: whoever is lit is looked for in them. */
  readonly id: string;
  readonly from: { readonly source: string } | { readonly node: string };
  readonly to: { readonly target: string } | { readonly node: string; readonly input: number };
  readonly kind: Line['kind'];
  /** The target that all of it is for. */
  readonly about: string;
}

export function linesOfNodes(nodes: readonly MapNode[]): readonly NodeLine[] {
  return nodes.flatMap((node): NodeLine[] => {
    const kind = node.kind === 'loop' ? 'loop' : 'value';
    const about = node.target;
    const inputs = node.inputs.flatMap((input, index) =>
      input.sources.map(
        (source): NodeLine => ({
          id: [source, node.id, index].join('\n'),
          from: { source },
          to: { node: node.id, input: index },
          kind,
          about,
        }),
      ),
    );
    const { parent } = node;
    const from = { node: node.id };
    const out: NodeLine =
      parent === undefined
        ? { id: [node.id, about].join('\n'), from, to: { target: about }, kind, about }
        : {
            id: [node.id, parent.id, parent.input].join('\n'),
            from,
            to: { node: parent.id, input: parent.input },
            kind: 'value',
            about,
          };
    return [...inputs, out];
  });
}

/** Whether a line touches a field or a node, or is part of what a target gets. */
export const concerns = (line: { readonly id: string; readonly about?: string }, path: string): boolean =>
  line.about === path || line.id.split('\n').includes(path);
