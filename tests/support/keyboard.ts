// Going through a page as somebody without a mouse does: by Tab to what is meant, and by keys from there.
import type { Page } from 'playwright-core';

/** Presses of Tab after which somebody would have given up. */
const MOST_PRESSES = 90;

/**
 * Presses Tab until the focus is on what is asked for.
 *
 * @param target.text  how its words, or its label, begin
 * @throws Error when the focus does not come there
 */
export async function tabTo(page: Page, selector: string, target: { readonly text?: string } = {}): Promise<void> {
  const { text = '' } = target;
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    const isThere = await page.evaluate(
      ([wanted, words]) => {
        const { activeElement } = (
          globalThis as unknown as {
            document: {
              activeElement: {
                matches(s: string): boolean;
                getAttribute(n: string): string | null;
                textContent: string;
              } | null;
            };
          }
        ).document;
        if (activeElement?.matches(wanted as string) !== true) return false;
        const own = activeElement.getAttribute('aria-label') ?? activeElement.textContent;
        return own.trim().startsWith(words as string);
      },
      [selector, text],
    );
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${MOST_PRESSES} presses of Tab did not come to ${selector} ${text}`);
}

/** Goes to a button and presses it. */
export async function press(page: Page, text: string, selector = 'button'): Promise<void> {
  await tabTo(page, selector, { text });
  await page.keyboard.press('Enter');
}

/** Goes to a list of choices by its label, and chooses by the beginning of a word. */
export async function choose(page: Page, label: string, word: string): Promise<void> {
  const field = page.getByRole('button', { name: new RegExp(`${label}$`) });
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    if (
      await field.evaluate(
        (element: unknown) =>
          element === (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement,
      )
    )
      break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.type(word);
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
}
