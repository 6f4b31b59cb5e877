import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Locator, Page } from 'playwright'

// As text: a script that is put into the page would be against its security policy.
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong, one line for each place. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE)
  return page.evaluate<string[]>(`
    axe.run(document).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary)))
  `)
}

/** What axe finds in both themes, by theme. */
export async function violationsInBoth(page: Page): Promise<Readonly<Record<'light' | 'dark', readonly string[]>>> {
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await violations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  return { light, dark: await violations(page) }
}

/** What it finds where all is well. */
export const NOTHING: Readonly<Record<'light' | 'dark', readonly string[]>> = { light: [], dark: [] }

/** Presses Tab until the place has the focus and shows it; false where that does not come. */
export async function tabTo(page: Page, place: Locator, presses = 50): Promise<boolean> {
  if (presses === 0) return false
  await page.keyboard.press('Tab')
  const isThere = await place.evaluate((element) => {
    if (document.activeElement !== element) return false
    // The field has its outline around the whole composer.
    const shown = element.closest('.composer') ?? element
    return getComputedStyle(shown).outlineStyle !== 'none'
  })
  return isThere || tabTo(page, place, presses - 1)
}
