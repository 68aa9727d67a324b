// Undo and redo: any walk undone is the beginning, redone is the end.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { act, redo, startHistory, undo } from '../../../designer/model/history.ts';

describe('history', () => {
  it('undoes every walk to the beginning and redoes it to the end', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.boolean())), (acts) => {
        let history = startHistory('start');
        for (const [state, joins] of acts) history = act(history, 'type', { state, joins });
        const end = history.now;
        while (history.past.length > 0) history = undo(history);
        expect(history.now).toBe('start');
        while (history.future.length > 0) history = redo(history);
        expect(history.now).toBe(end);
      }),
    );
  });

  it('takes what goes on with the last act together with it, and forgets what was undone at the next act', () => {
    let history = act(startHistory('a'), 'type', { state: 'ab', joins: true });
    history = act(history, 'type', { state: 'abc', joins: true });
    expect(undo(history).now).toBe('a');
    expect(act(undo(history), 'other', { state: 'x' }).future).toEqual([]);
    expect(act(history, 'same', { state: 'abc' })).toBe(history);
  });
});
