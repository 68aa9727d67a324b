// What axe finds in a page. The page's policy refuses added scripts, so the source is evaluated from outside of it.
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rule and places of every serious or critical finding. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
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
