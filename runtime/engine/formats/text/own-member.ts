// Sets a member whose name comes from a message. Imports nothing.

/** Sets `name` as an own member. `__proto__` becomes a plain member too, where an assignment would change the prototype. */
export function setMember(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  else target[name] = value;
}
