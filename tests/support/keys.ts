// Going through a page by keys alone, as somebody does who has no mouse: by Tab to what has a name, and no further than it takes.
import type { Page } from 'playwright-core';

/** Runs in the page: what the element with the focus is, and what it is called: `tab Outcome`, `button Save`, `input Name`. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  const byId = (element.getAttribute('aria-labelledby') ?? '')
    .split(/\\s+/)
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ');
  const labels = [...(element.labels ?? [])].map((one) => one.textContent).join(' ');
  const name = element.getAttribute('aria-label') || byId.trim() || labels || element.innerText || '';
  const kind = element.getAttribute('role') ?? element.tagName.toLowerCase();
  return (kind + ' ' + name.replace(/\\s+/g, ' ').trim()).slice(0, 120);
})()`;

/**
 * Presses Tab, or Shift+Tab with `back`, until what has the focus is of a kind and name: `/^tab Outcome$/`.
 *
 * @throws Error with the names that were passed when it is not among the next `most`
 */
export async function tabTo(
  page: Page,
  name: RegExp,
  { back = false, most = 60 }: { readonly back?: boolean; readonly most?: number } = {},
): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    const now = await page.evaluate<string>(FOCUSED);
    if (name.test(now)) return;
    passed.push(now);
  }
  throw new Error(`${name} was not reached by Tab; passed: ${passed.join(' | ')}`);
}

/** Chooses in the list that the focused field opens: the option whose name begins with the words. */
export async function chooseByKeys(page: Page, option: string): Promise<void> {
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.type(option);
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'hidden' });
}
