// The keys of `npm run bench:rules` in a table of 2,000 rows by 20 columns. Prints one line of JSON per figure; with a second checkout,
// one for each, measured in turns: what else the machine does falls on both.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { framesDrawn, measureKeys } from './key-to-paint.mjs';
import { openWhole } from './whole-window.mjs';

const TURNS = 3;

export function writeLargeTable(workspace, rows, columns) {
  const head = Array.from({ length: columns }, (_unused, column) => `column_${column}`);
  const lines = Array.from({ length: rows }, (_unused, row) =>
    head.map((_name, column) => `r${row}-c${column}`).join(','),
  );
  mkdirSync(join(workspace, 'mappings', 'tables'), { recursive: true });
  writeFileSync(join(workspace, 'mappings', 'tables', 'large.csv'), `${[head.join(','), ...lines].join('\n')}\n`);
}

const clipboard = (mark) =>
  Array.from({ length: 2000 }, (_unused, row) =>
    Array.from({ length: 20 }, (_one, column) => `${mark}${row}-${column}`).join('\t'),
  ).join('\n');

const press = (keys) => (page) => (done) => page.keyboard.press(keys[done % keys.length]);

const paste = (page) => (done) =>
  page.evaluate(
    (text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document
        .querySelector('[role=grid]')
        .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    },
    clipboard(`p${done}-`),
  );

const ACROSS = Array.from({ length: 19 }, () => 'ArrowRight');

/** What is measured, in order: each begins where the one before has left the table. */
const FIGURES = [
  // A key that does nothing: what the machine and the browser take by themselves.
  { what: 'F9', count: 60, act: press(['F9']) },
  { what: 'ArrowDown', count: 120, act: press(['ArrowDown']) },
  // From the first column to the last and back.
  { what: 'ArrowRight, ArrowLeft', count: 114, act: press([...ACROSS, ...ACROSS.map(() => 'ArrowLeft')]) },
  { what: 'PageDown', count: 60, act: press(['PageDown']) },
  { what: 'Shift+ArrowUp', count: 60, hold: 'Shift', act: press(['ArrowUp']) },
  { what: 'x y Enter', count: 117, act: press(['x', 'y', 'Enter']) },
  { what: 'the key of a row: d Enter', count: 120, act: press(['d', 'Enter']) },
  { what: 'Ctrl+Z', count: 18, hold: 'Control', act: press(['z']) },
  { what: 'Ctrl+End, Ctrl+Home', count: 42, hold: 'Control', act: press(['End', 'Home']) },
  // One at a time: nobody pastes thirty times a second.
  {
    what: 'undo and redo of a paste of 2,000 rows',
    count: 12,
    beatMs: 500,
    act: press(['Control+z', 'Control+Shift+z']),
    isPasted: true,
  },
];

const at = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const rounded = (value) => Math.round(value * 10) / 10;

async function openTable(subject) {
  const page = await openWhole(subject.browser, { width: 1440, height: 900 });
  await page.goto(`${subject.address}/#/tables/large`);
  await page.waitForSelector('.grid-row');
  await page.getByRole('grid').focus();
  return { ...subject, page };
}

/** @param subjects `{ name, browser, address }` of one or more designers that are served */
export async function benchTables(subjects, print) {
  const opened = await Promise.all(subjects.map(openTable));
  for (const { what, count, beatMs, hold, act, isPasted = false } of FIGURES) {
    const found = opened.map(() => ({ keys: [], busy: [] }));
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const [index, subject] of opened.entries()) {
        if (isPasted && turn === 0) {
          await subject.page.keyboard.press('Control+Home');
          await paste(subject.page)(0);
        }
        // Keys overlap as they come: one held for each would be let go while the next is pressed.
        if (hold !== undefined) await subject.page.keyboard.down(hold);
        const { keys, busyMs } = await measureKeys(subject, { count: count / TURNS, beatMs, act: act(subject.page) });
        if (hold !== undefined) await subject.page.keyboard.up(hold);
        found[index]?.keys.push(...keys);
        found[index]?.busy.push(busyMs);
      }
    }
    for (const [index, { name }] of opened.entries()) {
      const { keys, busy } = found[index];
      const times = keys.map(({ ms }) => ms);
      print({
        figure: `2,000 by 20: ${what}, to the frame that shows it, ms`,
        ...(opened.length > 1 && { of: name }),
        p50: rounded(at(times, 0.5)),
        p95: rounded(at(times, 0.95)),
        processorMs: rounded(at(busy, 0.5)),
        times: times.length,
        ...(what !== 'F9' && {
          late: keys.filter(({ isLate }) => isLate).length,
          unseen: keys.filter(({ isSeen }) => !isSeen).length,
        }),
      });
    }
  }
  for (const { browser, page, name } of opened) {
    await page.keyboard.press('Control+Home');
    const of = opened.length > 1 ? { of: name } : {};
    const pressed = async (key, times) => {
      for (let done = 0; done < times; done += 1) {
        await page.keyboard.press(key);
        await page.waitForTimeout(60);
      }
    };
    for (const key of ['ArrowDown', 'PageDown']) {
      const { tiles } = await framesDrawn(browser, page, () => pressed(key, 10));
      print({ figure: `2,000 by 20: tiles drawn for one ${key}`, ...of, tiles: tiles / 10 });
    }
    // The last row in sight, where a window that is too small would show nothing.
    await page.keyboard.press('Control+Home');
    await pressed('ArrowDown', 60);
    const { frames, skipped } = await framesDrawn(browser, page, () => pressed('ArrowRight', 6));
    print({ figure: '2,000 by 20: frames of 6 keys along the last row in sight', ...of, drawn: frames, skipped });
    if (skipped > 0) throw new Error('the window does not show all of the page: times to a frame mean nothing');
    const count = await page.evaluate(() => document.querySelectorAll('*').length);
    print({ figure: 'elements of the page of the table', ...of, count });
    await page.close();
  }
}
