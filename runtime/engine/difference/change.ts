// One change in meaning, as command line, reviews and the designer all tell it. Imports nothing.

export type ChangeKind = 'added' | 'removed' | 'changed';

/** A part of what changed: a cell of a row, a condition of a rule. */
export interface Detail {
  readonly kind: ChangeKind;
  /** `column status`, `condition order.status in`, `severity`. */
  readonly what: string;
  /** As it stands in the file; undefined where it is not there. */
  readonly before?: string;
  readonly after?: string;
}

export interface Change {
  readonly kind: ChangeKind;
  /** `mapping shopify-order`, `ruleset order-intake`, `table units`. */
  readonly subject: string;
  /** What in it: `field /totals/total`, `rule missing-lines`, `row EA`; absent when the whole subject is new or gone. */
  readonly what?: string;
  /** As it stands in the file; undefined where it is not there, and where `details` say more. */
  readonly before?: string;
  readonly after?: string;
  readonly details?: readonly Detail[];
  /** Fields that change because of it: those that use a variable. */
  readonly fields?: readonly string[];
}

/** Whether something with two sides came, went or changed; undefined when both are the same. */
export function kindOf(before: string | undefined, after: string | undefined): ChangeKind | undefined {
  if (before === after) return undefined;
  return before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
}

/** A change of two sides by name. */
export interface Sides {
  readonly name: string;
  readonly kind: ChangeKind;
  readonly before?: string;
  readonly after?: string;
}

/** Compares what two sides say under each name, in the order of the newer one, what is gone behind it. */
export function compareMaps(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Sides[] {
  const names = [...new Set([...after.keys(), ...before.keys()])];
  return names.flatMap((name): Sides[] => {
    const [was, is] = [before.get(name), after.get(name)];
    const kind = kindOf(was, is);
    if (kind === undefined) return [];
    return [{ name, kind, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}
