import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { NOTHING, tabTo, violationsInBoth } from './accessible.ts'
import { useDemo } from './demo.ts'
import { person } from './person.ts'

const demo = useDemo()

describe('axe finds nothing in light and in dark', () => {
  it('in a chat where both type, wide and narrow', async () => {
    const page = await demo.open('', { reducedMotion: 'reduce' })
    const [alice, bob] = await Promise.all([person(page, 'Alice'), person(page, 'Bob')])
    await alice.send('Hello')
    await bob.message('Hello').waitFor()
    await bob.send('Good morning')
    await bob.room('random').click()
    await bob.send('Lunch?')
    await alice.room('random').filter({ hasText: '1 unread' }).waitFor()
    await bob.room('general').click()
    await alice.type('What')
    await bob.seesTyping('Alice is typing')
    await bob.type('This')
    await alice.seesTyping('Bob is typing')
    expect(await violationsInBoth(page)).toEqual(NOTHING)
    await page.setViewportSize({ width: 375, height: 800 })
    expect(await violationsInBoth(page)).toEqual(NOTHING)
  })

  it('where there is nothing to show', async () => {
    for (const room of ['general', 'random']) demo.mock.control.kick('dave', room)
    const page = await demo.open('?as=dave&on=matrix', { reducedMotion: 'reduce' })
    await page.getByRole('button', { name: 'Join general' }).waitFor()
    expect(await violationsInBoth(page)).toEqual(NOTHING)
    await page.goto(`${demo.url}?as=eve`)
    await page.getByRole('heading', { name: 'eve' }).waitFor()
    expect(await violationsInBoth(page)).toEqual(NOTHING)
  })

  it('while the server does not answer', async () => {
    const page = await demo.open('', { reducedMotion: 'reduce' })
    const [alice] = await Promise.all([person(page, 'Alice'), person(page, 'Bob')])
    const isBack = demo.mock.control.restart({ downMs: 4_000 })
    await alice.says('Server not answering')
    await alice.send('Lost')
    await alice.message('Lost').getByRole('button', { name: 'Try again' }).waitFor()
    expect(await violationsInBoth(page)).toEqual(NOTHING)
    await isBack
  })
})

describe('the keyboard alone', () => {
  it('opens a room, types and sends', async () => {
    const page = await demo.open()
    const [alice, bob] = await Promise.all([person(page, 'Alice'), person(page, 'Bob')])
    await bob.room('random').click()
    await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined))

    expect(await tabTo(page, alice.room('random'))).toBe(true)
    await page.keyboard.press('Enter')
    await alice.pane.getByRole('heading', { name: 'random' }).waitFor()
    expect(await tabTo(page, alice.field)).toBe(true)
    await page.keyboard.type('No mouse')
    await bob.seesTyping('Alice is typing')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('at all')
    await page.keyboard.press('Enter')
    await bob.message('No mouse\nat all').waitFor()
    await bob.seesNobodyTyping()
  })

  it('reaches everything, and shows where it is', async () => {
    const page = await demo.open()
    const [alice, bob] = await Promise.all([person(page, 'Alice'), person(page, 'Bob')])
    const places = [alice, bob].flatMap(({ pane, room, log, field }) => [
      pane.getByRole('switch'),
      room('general'),
      room('random'),
      log,
      field,
    ])
    for (const place of places) {
      expect(await tabTo(page, place)).toBe(true)
    }
  })
})

describe('a phone', () => {
  it('shows one person at a time, and nothing to the side', async () => {
    const page = await demo.open('', { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true })
    const alice = await person(page, 'Alice')
    await alice.send('Donaudampfschifffahrtsgesellschaft'.repeat(8))
    await alice.message('Donau').waitFor()
    expect(await page.getByRole('region').count()).toBe(1)

    await alice.type('Who is next?')
    await page.getByRole('button', { name: 'Bob' }).tap()
    const bob = await person(page, 'Bob')
    await bob.seesTyping('Alice is typing')
    expect(await page.getByRole('region').count()).toBe(1)
    for (const width of [320, 375, 430]) {
      await page.setViewportSize({ width, height: 700 })
      expect(await overflow(page)).toBe(0)
    }
  })

  it('keeps the last message in sight when its keyboard takes half of the screen', async () => {
    const page = await demo.open('', { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true })
    const alice = await person(page, 'Alice')
    for (let line = 0; line < 6; line += 1) {
      await alice.send(`Line ${line}\n`)
    }
    await alice.message('Line 5').waitFor()
    await page.setViewportSize({ width: 375, height: 400 })
    await expect
      .poll(() => alice.log.evaluate(({ scrollTop, scrollHeight, clientHeight }) => scrollHeight - scrollTop - clientHeight))
      .toBeLessThan(2)
  })
})

/** Pixels that the page, or one of its panes, is wider than what shows it. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll('.app, .pane, .pane-body, .conversation, .timeline')]
    return Math.max(...boxes.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
  })
