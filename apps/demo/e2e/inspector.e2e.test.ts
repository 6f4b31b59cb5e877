import { expect, it } from 'vitest'
import { NOTHING, tabTo, violationsInBoth } from './accessible.ts'
import { demoOfFile } from './demo.ts'
import { alone, everybody } from './person.ts'

const demo = demoOfFile()
const TITLE = 'What was sent, and why'

it('tells a re-send and its reason, what it saved, and one conversation alone', async () => {
  const dave = await alone(demo, 'Dave')
  await dave.pane.getByText(TITLE).click()
  const log = dave.pane.getByRole('log', { name: 'What the client did' })
  const because = (reason: string): Promise<number> => log.locator(`[data-because="${reason}"]`).count()
  let keys = 0
  const goOn = async (): Promise<number> => {
    await dave.type('x')
    keys += 1
    return because('resend')
  }
  await expect.poll(goOn, { interval: 500, timeout: 30_000 }).toBe(1)
  await expect.poll(() => because('idle'), { timeout: 30_000 }).toBe(1)

  const told = await log.locator('[data-type="sent"]').allTextContents()
  expect(told.map((line) => line.replace(/^[\d.]+ s /, ''))).toEqual([
    'general start sent it began',
    'general start sent re-send: it goes on',
    'general stop sent idle: no key for a while',
  ])
  const counts = await dave.pane.locator('[data-part="count"]').allTextContents()
  expect(counts).toEqual([`Keys ${keys}`, 'Sent 3', `Saved ${keys - 3}`])

  await dave.pane.getByRole('combobox', { name: 'Conversation' }).selectOption({ label: 'general' })
  expect(await log.locator('[data-type="status"]').count()).toBe(0)
  expect(await log.locator('[data-type="sent"]').count()).toBe(3)
})

it('names whom it showed, and is not on the page until it is opened', async () => {
  const { alice, bob } = await everybody(demo)
  expect(await alice.page.locator('[data-nowtyping-inspector]').count()).toBe(0)
  await alice.pane.getByText(TITLE).click()
  await bob.type('Hi')
  await alice.pane.getByText('Bob shown').waitFor()
  await bob.clear()
  await alice.pane.getByText('Bob hidden stopped').waitFor()
  expect(await alice.page.locator('[data-nowtyping-inspector]').count()).toBe(1)
})

it('can be used by keyboard, and axe finds nothing in light and in dark, wide and narrow', async () => {
  const dave = await alone(demo, 'Dave')
  const { page, pane } = dave
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const title = pane.getByText(TITLE)
  expect(await tabTo(page, title)).toBe(true)
  await page.keyboard.press('Enter')
  const log = pane.getByRole('log', { name: 'What the client did' })
  expect(await tabTo(page, pane.getByRole('combobox', { name: 'Conversation' }))).toBe(true)
  expect(await tabTo(page, log)).toBe(true)
  for (let message = 0; message < 12; message += 1) {
    await dave.send('Again')
  }
  await log.locator('[data-type="sent"]').first().waitFor()
  expect(await violationsInBoth(page)).toEqual(NOTHING)
  await page.setViewportSize({ width: 320, height: 600 })
  expect(await violationsInBoth(page)).toEqual(NOTHING)
  expect(await pane.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  // It stays at its end, where the latest is.
  expect(await log.evaluate(({ scrollTop }) => Math.abs(scrollTop))).toBeLessThan(2)
})
