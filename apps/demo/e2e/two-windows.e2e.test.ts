import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startDemo, type Demo } from './demo.ts'
import { person, type PersonOnPage } from './person.ts'

let demo: Demo
let pages: readonly [Page, Page]
let alice: PersonOnPage
let bob: PersonOnPage

beforeAll(async () => {
  demo = await startDemo()
})
afterAll(() => demo.close())

beforeEach(async () => {
  await demo.reset()
  pages = await Promise.all([demo.open('?as=alice'), demo.open('?as=bob')])
  ;[alice, bob] = await Promise.all([person(pages[0], 'Alice'), person(pages[1], 'Bob')])
})

/** Notes on a page, from now on, the wall-clock milliseconds of the next key and of the next indicator. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const root = document.documentElement
    const note = (name: string): void => {
      if (!root.hasAttribute(name)) root.setAttribute(name, String(performance.timeOrigin + performance.now()))
    }
    root.removeAttribute('data-key')
    root.removeAttribute('data-shown')
    addEventListener('keydown', () => note('data-key'), { capture: true, once: true })
    const observer = new MutationObserver(() => {
      if (document.querySelector('.typing-look') === null) return
      observer.disconnect()
      note('data-shown')
    })
    observer.observe(document.body, { childList: true, subtree: true })
  })

const noted = async (page: Page, name: 'data-key' | 'data-shown'): Promise<number> =>
  Number(await page.locator(`html[${name}]`).getAttribute(name))

describe('two windows', () => {
  it('show one person each, who see each other type and write', async () => {
    await Promise.all(pages.map(async (page) => expect(await page.getByRole('region').count()).toBe(1)))
    await alice.type('From afar')
    await bob.seesTyping('Alice is typing')
    await alice.send('!')
    await bob.message('From afar!').waitFor()
    await bob.seesNobodyTyping()
  })

  it('have few milliseconds between the key in one and the name in the other', async () => {
    const [alicesPage, bobsPage] = pages
    // Two rounds each way: more in a row, and the pace that a server bears would be part of the measure.
    const rounds = [
      { writer: alice, from: alicesPage, reader: bob, to: bobsPage },
      { writer: bob, from: bobsPage, reader: alice, to: alicesPage },
      { writer: alice, from: alicesPage, reader: bob, to: bobsPage },
      { writer: bob, from: bobsPage, reader: alice, to: alicesPage },
    ]
    const took: number[] = []
    for (const { writer, from, reader, to } of rounds) {
      await Promise.all([watch(from), watch(to)])
      await writer.type('x')
      took.push((await noted(to, 'data-shown')) - (await noted(from, 'data-key')))
      await writer.field.press('Backspace')
      await reader.seesNobodyTyping()
    }
    process.stdout.write(`key to indicator, in milliseconds: ${took.map((ms) => ms.toFixed(0)).join(', ')}\n`)
    expect(took).toHaveLength(rounds.length)
  })

  it('keep the tokens out of every address and out of what outlives the page', async () => {
    const tokens = demo.mock.users.map(({ matrix }) => matrix.accessToken)
    const [page] = pages
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const given = page.waitForResponse((response) => response.url().endsWith('/login') && response.ok())
    await page.reload()
    const login: unknown = await (await given).json()
    await alice.send('Hello')
    await bob.message('Hello').waitFor()

    const token = typeof login === 'object' && login !== null && 'access_token' in login ? login.access_token : undefined
    const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]))
    expect(token).toEqual(expect.any(String))
    for (const secret of [...tokens, String(token), 'alice-password']) {
      expect(asked.filter((url) => url.includes(secret))).toEqual([])
      expect(kept).not.toContain(secret)
    }
    expect(asked.some((url) => url.includes('/sync?'))).toBe(true)
  })
})
