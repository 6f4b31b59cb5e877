import type { Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { demoOfFile } from './demo.ts'
import { alone, type PersonOnPage } from './person.ts'

const demo = demoOfFile()
let alice: PersonOnPage
let bob: PersonOnPage

beforeEach(async () => {
  ;[alice, bob] = await Promise.all([alone(demo, 'Alice'), alone(demo, 'Bob')])
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
    await Promise.all([alice, bob].map(async ({ page }) => expect(await page.getByRole('region').count()).toBe(1)))
    await alice.type('From afar')
    await bob.seesTyping('Alice is typing')
    await alice.send('!')
    await bob.message('From afar!').waitFor()
    await bob.seesNobodyTyping()
  })

  it('have few milliseconds between the key in one and the name in the other', async () => {
    // Two rounds each way: more in a row, and the pace that a server bears would be part of the measure.
    const rounds = [
      { writer: alice, from: alice.page, reader: bob, to: bob.page },
      { writer: bob, from: bob.page, reader: alice, to: alice.page },
      { writer: alice, from: alice.page, reader: bob, to: bob.page },
      { writer: bob, from: bob.page, reader: alice, to: alice.page },
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
    const { page } = alice
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
