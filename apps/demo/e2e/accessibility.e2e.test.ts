import type { Locator, Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { NOTHING, tabTo, violationsInBoth } from './accessible.ts'
import { demoOfFile } from './demo.ts'
import { alone, everybody, person, type PersonOnPage } from './person.ts'

const demo = demoOfFile()

describe('axe finds nothing in light and in dark', () => {
  it('in a chat where both type, wide and narrow', async () => {
    const { alice, bob, carol, dave } = await everybody(demo, { reducedMotion: 'reduce' })
    const { page } = alice
    await alice.send('Hello')
    await bob.message('Hello').waitFor()
    await bob.send('Good morning')
    await bob.room('random').click()
    await bob.send('Lunch?')
    await alice.room('random').filter({ hasText: '1 unread' }).waitFor()
    await bob.room('general').click()
    await dave.pane.getByRole('button', { name: 'Record a voice message' }).click()
    await alice.seesTyping('Dave is typing')
    await bob.type('This')
    await alice.seesTyping('Dave and Bob are typing')
    expect(await violationsInBoth(page)).toEqual(NOTHING)
    await dave.pane.getByRole('button', { name: 'to “Hello”' }).click()
    await dave.send('In a thread')
    await dave.pane.getByRole('button', { name: 'Back to general' }).click()
    await dave.pane.getByRole('button', { name: 'Favourite general' }).click()
    await dave.pane.getByRole('button', { name: '1 reply' }).click()
    await dave.message('In a thread').waitFor()
    for (const who of [carol, dave]) {
      await who.begin('Direct message')
      expect(await violationsInBoth(page)).toEqual(NOTHING)
      await page.keyboard.press('Escape')
    }
    await page.setViewportSize({ width: 375, height: 800 })
    for (const name of ['Carol', 'Dave']) {
      await page.getByRole('button', { name, exact: true }).click()
      expect(await violationsInBoth(page)).toEqual(NOTHING)
    }
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

  it('begins a conversation, and is back where it was after one that is not begun', async () => {
    const { page, pane } = await alone(demo, 'Dave')
    const open = pane.getByRole('button', { name: 'New', exact: true })
    expect(await tabTo(page, open)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await open.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    expect(await tabTo(page, page.getByRole('checkbox', { name: 'Alice' }).first())).toBe(true)
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await pane.getByRole('heading', { name: 'Alice' }).waitFor()
  })

  it('reaches everything, and shows where it is', async () => {
    const { alice, bob, carol, dave } = await everybody(demo)
    const { page } = alice
    const placesOf = ({ pane, room, log, field }: PersonOnPage, begin: readonly string[], header: readonly string[]): Locator[] => {
      const button = (name: string): Locator => pane.getByRole('button', { name, exact: true })
      return [pane.getByRole('switch'), room('general'), room('random'), ...begin.map(button), ...header.map(button), log, field]
    }
    const places = [
      ...placesOf(alice, [], []),
      ...placesOf(bob, [], []),
      ...placesOf(carol, ['New'], []),
      ...placesOf(dave, ['New'], ['Favourite general', 'Hide general', 'Leave general']),
      ...['Record a voice message', 'Upload a file'].map((name) => dave.pane.getByRole('button', { name })),
    ]
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
    for (const name of ['Bob', 'Carol', 'Dave']) {
      await page.getByRole('button', { name, exact: true }).tap()
      const shown = await person(page, name)
      await shown.seesTyping('Alice is typing')
      expect(await page.getByRole('region').count()).toBe(1)
      for (const width of [320, 375, 430]) {
        await page.setViewportSize({ width, height: 700 })
        expect(await overflow(page)).toBe(0)
      }
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
