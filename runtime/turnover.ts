// A map for what comes and goes by the thousand. Imports nothing.

interface Box<Value> {
  value: Value | undefined;
}

/**
 * A map that lets go of what is removed from it.
 *
 * The table of a JavaScript `Map` or `Set` points to the one that takes its place when it is full. Once one table has grown
 * old, every collection of young objects therefore keeps all later ones with whatever stood in them, copies that twice,
 * and leaves it to the next collection of everything. Where thousands of large things are added and removed a second, most
 * of the time that collections take is spent on that. Here a box stands in the table, and is emptied when its value is
 * removed: boxes and keys, which are small, are all that is kept.
 */
export class Turnover<Key, Value> {
  readonly #boxes = new Map<Key, Box<Value>>();

  get size(): number {
    return this.#boxes.size;
  }

  get(key: Key): Value | undefined {
    return this.#boxes.get(key)?.value;
  }

  set(key: Key, value: Value): this {
    const box = this.#boxes.get(key);
    if (box === undefined) this.#boxes.set(key, { value });
    else box.value = value;
    return this;
  }

  /** @returns whether there was something */
  delete(key: Key): boolean {
    const box = this.#boxes.get(key);
    if (box === undefined) return false;
    box.value = undefined;
    return this.#boxes.delete(key);
  }

  clear(): void {
    for (const key of [...this.#boxes.keys()]) this.delete(key);
  }

  /** Those that are there now, in the order in which their keys were first added. */
  entries(): [Key, Value][] {
    return Array.from(this.#boxes, ([key, box]) => [key, box.value as Value]);
  }
}
