// Ids say when they were made, sort by it, and are never the same twice; days are those of UTC.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayOf, newId, timeOfId } from '../../runtime/store/ids.ts';

/** What 48 bits hold, and a calendar too. */
const instant = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') });

it('are ULIDs behind a prefix, and tell the time that they were made at', () => {
  fc.assert(
    fc.property(fc.array(instant, { minLength: 1 }), (instants) => {
      for (const at of instants) {
        const id = newId('msg', at);
        expect(id).toMatch(/^msg_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
        expect(timeOfId(id)).toBe(at);
        expect(dayOf(at)).toBe(new Date(at).toISOString().slice(0, 10));
      }
    }),
  );
});

it('sort by time', () => {
  fc.assert(
    fc.property(instant, instant, (one, other) => {
      fc.pre(one !== other);
      expect(newId('rcp', one) < newId('rcp', other)).toBe(one < other);
    }),
  );
});

it('differ, however many are made at once', () => {
  const ids = Array.from({ length: 20_000 }, () => newId('exc', 1));
  expect(new Set(ids).size).toBe(ids.length);
});
