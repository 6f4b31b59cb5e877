import { createTypingClient, type TypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import type { CDPSession, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startFullBrowser, type FullBrowser } from './browser.ts'
import { servePage, type ServedPage } from './served-page.ts'

const ROOM = '!general:mock.test'
const BOB = '@bob:mock.test'

let browser: FullBrowser
beforeAll(async () => {
  browser = await startFullBrowser()
})
afterAll(() => browser.close())

describe.each(['19', '18'] as const)('a page with React %s, in a browser that throttles', (react) => {
  let served: ServedPage
  let page: Page
  let session: CDPSession
  let bob: TypingClient<string>

  beforeAll(async () => {
    served = await servePage(react)
  })
  afterAll(() => served.close())

  beforeEach(async () => {
    served.mock.control.reset()
    const account = served.mock.users.find(({ name }) => name === 'bob')
    if (account === undefined) throw new Error('there is no bob')
    bob = createTypingClient({ transport: matrix({ baseUrl: served.mock.urls.matrix, ...account.matrix }) })
    await bob.connect()
    page = await browser.context.newPage()
    await page.goto(served.url)
    await page.bringToFront()
    session = await browser.context.newCDPSession(page)
    await page.locator('[data-state=open]').waitFor()
  })
  afterEach(async () => {
    await Promise.all([bob.close(), page.close()])
    // The last stop of this page is not to be heard in the next test.
    await vi.waitUntil(() => told().at(-1) !== 'start', { timeout: 15_000 })
  })

  /** What the page told the server, in order. */
  const told = (): readonly string[] =>
    served.mock.control
      .journal()
      .flatMap(({ user, op }) => (user === 'alice' && op.startsWith('typing:') ? [op.slice('typing:'.length)] : []))
  /** Who is shown, attached and not visible: an empty line has no size. */
  const untilSeen = (ids: string): Promise<void> =>
    page.locator('output').filter({ hasText: new RegExp(`^${ids}$`, 'u') }).waitFor({ state: 'attached' })
  const write = (text: string): Promise<void> => page.locator('textarea').pressSequentially(text)
  const stateOf = (): Promise<string> => page.evaluate(() => document.visibilityState)

  /** Opens another tab in front of the page. */
  async function hide(): Promise<Page> {
    const other = await browser.context.newPage()
    await other.bringToFront()
    await expect.poll(stateOf).toBe('hidden')
    return other
  }

  async function show(other: Page): Promise<void> {
    await page.bringToFront()
    await expect.poll(stateOf).toBe('visible')
    await other.close()
  }

  /** As the button of the browser does; to a page that is only shown again, no `load` comes. */
  async function goBack(): Promise<void> {
    const { currentIndex, entries } = await session.send('Page.getNavigationHistory')
    const entry = entries[currentIndex - 1]
    if (entry === undefined) throw new Error('there is no page to go back to')
    await session.send('Page.navigateToHistoryEntry', { entryId: entry.id })
  }

  async function setOffline(offline: boolean): Promise<void> {
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })
    await page.locator(`[data-state=${offline ? 'waiting' : 'open'}]`).waitFor()
  }

  it('whose tab is hidden stops at once, and starts with the next key after it is shown', async () => {
    await write('hello')
    await expect.poll(told).toEqual(['start'])
    const other = await hide()
    await expect.poll(told).toEqual(['start', 'stop'])
    await show(other)
    await write(' there')
    await expect.poll(told).toEqual(['start', 'stop', 'start'])
  })

  it('whose tab is hidden hears who types all the same', async () => {
    const other = await hide()
    bob.conversation(ROOM).keystroke()
    await untilSeen(BOB)
    bob.conversation(ROOM).stop()
    await untilSeen('')
    await show(other)
    expect(told()).toEqual([])
  })

  it('that is frozen has stopped before, and finds out when it goes on who types meanwhile', async () => {
    await write('hello')
    await expect.poll(told).toEqual(['start'])
    const other = await hide()
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    await expect.poll(told).toEqual(['start', 'stop'])
    bob.conversation(ROOM).keystroke()
    await served.mock.control.waitFor(({ user, op }) => user === 'bob' && op === 'typing:start')
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    await show(other)
    await untilSeen(BOB)
    await write(' there')
    await expect.poll(told).toEqual(['start', 'stop', 'start'])
  })

  it('that is left says stop while it goes; from the cache for going back it is as it was, with who types now', async () => {
    await write('hello')
    await expect.poll(told).toEqual(['start'])
    await page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => {
        document.title = persisted ? 'restored' : 'loaded'
      })
    })
    await page.goto(`${served.mock.urls.matrix}/versions`)
    await expect.poll(told).toEqual(['start', 'stop'])
    bob.conversation(ROOM).keystroke()
    await served.mock.control.waitFor(({ user, op }) => user === 'bob' && op === 'typing:start')
    await goBack()
    await expect.poll(() => page.title()).toBe('restored')
    expect(await page.locator('textarea').inputValue()).toBe('hello')
    await untilSeen(BOB)
    await write(' there')
    await expect.poll(told).toEqual(['start', 'stop', 'start'])
  })

  it('whose tab is closed says stop while it goes', async () => {
    await write('hello')
    await expect.poll(told).toEqual(['start'])
    await page.close()
    await expect.poll(told).toEqual(['start', 'stop'])
  })

  it('without a network sends nothing, and one start when it is back and I still type', async () => {
    await setOffline(true)
    await write('hello')
    expect(told()).toEqual([])
    await setOffline(false)
    await write(' there')
    await expect.poll(told).toEqual(['start'])
  })

  it('that loses its network for a moment while I type says nothing of that: its start still stands', async () => {
    await write('hello')
    await expect.poll(told).toEqual(['start'])
    await setOffline(true)
    await write(' there')
    expect(told()).toEqual(['start'])
    await setOffline(false)
    await write('!')
    await page.locator('textarea').fill('')
    await expect.poll(told).toEqual(['start', 'stop'])
  })

  it('that slept stops when it next hears of anything, and starts anew with the next key', async () => {
    bob.conversation(ROOM).keystroke()
    await untilSeen(BOB)
    await write('hello')
    await expect.poll(told).toEqual(['start'])
    // What a machine that slept finds: the clock on the wall went on, the one that counts did not.
    await page.evaluate(() => {
      const now = Date.now
      Date.now = () => now() + 60_000
    })
    bob.conversation(ROOM).stop()
    await untilSeen('')
    await expect.poll(told).toEqual(['start', 'stop'])
    await write('!')
    await expect.poll(told).toEqual(['start', 'stop', 'start'])
  })
})
