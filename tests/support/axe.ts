// What axe finds in a page. The page's policy refuses added scripts, so the source is evaluated from outside of it.
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rule and places of every serious or critical finding. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Once for each document: it stays while only the hash of the address changes.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    const { violations: found, passes } = await loaded.run({ resultTypes: ['violations'] });
    if (passes.length === 0) throw new Error('axe has looked at nothing');
    return found.map(({ id, impact, nodes }) => ({
      id,
      impact,
      places: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, places }) => `${id}: ${places.slice(0, 4).join('; ')}`);
}

/** The serious findings in light and in dark, each with the colours in front; leaves the page in the other ones than it had. */
export async function findingsInBoth(page: Page): Promise<string[]> {
  const found: string[] = [];
  const isDark = await page.evaluate<boolean>('matchMedia("(prefers-color-scheme: dark)").matches');
  const schemes = isDark ? (['dark', 'light'] as const) : (['light', 'dark'] as const);
  const grounds = new Set<string>();
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    grounds.add(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'));
    found.push(...(await seriousFindings(page)).map((finding) => `${colorScheme}: ${finding}`));
  }
  if (grounds.size < 2) throw new Error('light and dark have the same ground');
  return found;
}
