import type { Locator, Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { NOTHING, tabTo, violationsInBoth } from './accessible.ts'
import { demoOfFile } from './demo.ts'
import { person } from './person.ts'

const demo = demoOfFile({ isHomeserver: true })

const FIRST = 'First person'
const SECOND = 'Second person'

const form = (page: Page, label: string): Locator => page.getByRole('form', { name: label })

/** Fills in the form of a pane and sends it off with Enter. */
async function logIn(page: Page, label: string, name: string, password = `${name}-password`): Promise<void> {
  await form(page, label).getByLabel('User name').fill(name)
  await form(page, label).getByLabel('Password').fill(password)
  await form(page, label).getByLabel('Password').press('Enter')
}

const alertIn = (page: Page, label: string, text: string): Locator =>
  form(page, label).getByRole('alert').filter({ hasText: text })

/** Does something as a user on the server, and returns the id of the room that it was about. */
async function ask(user: string, path: string, body: object = {}): Promise<string> {
  const token = demo.mock.users.find(({ name }) => name === user)?.matrix.accessToken
  const headers = { Authorization: `Bearer ${String(token)}` }
  const url = `${demo.mock.urls.matrix}/_matrix/client/v3${path}`
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer: unknown = await response.json()
  if (typeof answer !== 'object' || answer === null || !('room_id' in answer)) throw new Error(`unable to ask; ${response.status}`)
  return String(answer.room_id)
}

describe('a log-in', () => {
  it('with a wrong password says so, and with the right one shows both to each other', async () => {
    const page = await demo.open()
    await logIn(page, FIRST, 'alice', 'guess')
    await alertIn(page, FIRST, 'The user name or the password is wrong.').waitFor()
    await logIn(page, FIRST, 'nobody')
    await alertIn(page, FIRST, 'The user name or the password is wrong.').waitFor()
    await logIn(page, FIRST, 'alice')
    await logIn(page, SECOND, 'bob')

    const [alice, bob] = await Promise.all([person(page, 'Alice'), person(page, 'Bob')])
    await alice.type('Hello')
    await bob.seesTyping('Alice is typing')
    await alice.send('!')
    await bob.message('Hello!').waitFor()
    await bob.seesNobodyTyping()
    expect(await bob.said()).toEqual(['Hello!'])
  })

  it('on a server that takes no passwords says so', async () => {
    const page = await demo.open('?panes=1')
    await page.route('**/login', (route) => route.fulfill({ json: { flows: [{ type: 'm.login.sso' }] } }))
    await logIn(page, FIRST, 'alice')
    await alertIn(page, FIRST, 'This server offers no log-in by password.').waitFor()
    expect(demo.mock.control.journal().filter(({ op }) => op === 'login')).toEqual([])
  })

  it('on a server that does not answer says so, and works once it does', async () => {
    const page = await demo.open('?panes=1')
    await page.route('**/login', (route) => route.abort('connectionrefused'))
    await logIn(page, FIRST, 'alice')
    await alertIn(page, FIRST, 'The server does not answer').waitFor()
    await page.unroute('**/login')
    await form(page, FIRST).getByRole('button', { name: 'Log in' }).click()
    await person(page, 'Alice')
    expect(await form(page, FIRST).count()).toBe(0)
  })

  it('leaves neither token nor password in an address or in what outlives the page', async () => {
    const page = await demo.open('?panes=1')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const given = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/login'))
    await logIn(page, FIRST, 'alice')
    const login: unknown = await (await given).json()
    await (await person(page, 'Alice')).send('Hello')

    const token = typeof login === 'object' && login !== null && 'access_token' in login ? login.access_token : undefined
    const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]))
    expect(token).toEqual(expect.any(String))
    for (const secret of [String(token), 'alice-password']) {
      expect(asked.filter((url) => url.includes(secret))).toEqual([])
      expect(kept).not.toContain(secret)
    }
    await page.reload()
    await form(page, FIRST).waitFor()
  })
})

describe('a session', () => {
  it('ends with a stop, then the log-out on the server, and the form is back', async () => {
    const page = await demo.open()
    await logIn(page, FIRST, 'alice')
    await logIn(page, SECOND, 'bob')
    const [alice, bob] = await Promise.all([person(page, 'Alice'), person(page, 'Bob')])
    await alice.type('Never sent')
    await bob.seesTyping('Alice is typing')
    await alice.pane.getByRole('button', { name: 'Log out' }).click()
    await form(page, FIRST).getByText('You are logged out.').waitFor()
    await bob.seesNobodyTyping()

    await demo.mock.control.waitFor(({ op, user }) => op === 'logout' && user === 'alice')
    const ops = demo.mock.control.journal().flatMap(({ user, op }) => (user === 'alice' ? [op] : []))
    expect(ops.filter((op) => /^typing:|^logout$/.test(op))).toEqual(['typing:start', 'typing:stop', 'logout'])
    expect(await form(page, FIRST).getByLabel('User name').evaluate((field) => field === document.activeElement)).toBe(true)
  })

  it('that the server ends goes back to the form and says so', async () => {
    const page = await demo.open()
    await logIn(page, SECOND, 'bob')
    await logIn(page, FIRST, 'alice')
    const [, bob] = await Promise.all([person(page, 'Alice'), person(page, 'Bob')])
    demo.mock.control.expireToken('alice')
    // The poll that is held ends with this; the next one is refused.
    await bob.send('Anybody?')
    await form(page, FIRST).getByText('The server has ended your session.').waitFor()
    expect(await page.getByRole('region', { name: 'Alice' }).count()).toBe(0)
    expect(await page.getByRole('region', { name: 'Alice' }).count()).toBe(0)
  })

  it('in no room shows that there is none', async () => {
    const page = await demo.open('?panes=1')
    await logIn(page, FIRST, 'dave')
    const dave = await person(page, 'dave')
    await dave.pane.getByRole('heading', { name: 'You are in no room yet' }).waitFor()
    expect(await dave.pane.getByRole('button', { name: 'Join' }).count()).toBe(0)
  })

  it('calls rooms without a name by their alias, else by who is in them', async () => {
    const id = await ask('alice', '/createRoom', { preset: 'public_chat' })
    await ask('carol', `/join/${encodeURIComponent(id)}`)
    await ask('alice', '/createRoom', { preset: 'public_chat' })
    const page = await demo.open('?panes=1')
    // The mock server gives no room a main alias: that of a room is put in place of its name.
    await page.route(
      ({ href }) => href.includes('/sync?') && href.includes('canonical_alias'),
      async (route) => {
        const response = await route.fetch()
        const body = (await response.text())
          .replaceAll('"type":"m.room.name"', '"type":"m.room.canonical_alias"')
          .replaceAll(/"name":"(general|random)"/g, '"alias":"#$1:mock.test"')
        await route.fulfill({ response, body })
      },
      { times: 1 },
    )
    await logIn(page, FIRST, 'alice')
    const { pane } = await person(page, 'Alice')
    const names = await pane.getByRole('navigation').locator('.room-name').allTextContents()
    expect(names.toSorted()).toEqual(['#general:mock.test', '#random:mock.test', 'Carol', 'Room without others'])
  })
})

describe('whoever has no mouse', () => {
  it('logs in, writes and logs out with the keyboard, and axe finds nothing on the way', async () => {
    const page = await demo.open('?panes=1', { reducedMotion: 'reduce' })
    const at = form(page, FIRST)
    expect(await violationsInBoth(page)).toEqual(NOTHING)

    expect(await tabTo(page, at.getByLabel('User name'))).toBe(true)
    await page.keyboard.type('alice')
    await page.keyboard.press('Tab')
    await page.keyboard.type('guess')
    await page.keyboard.press('Enter')
    await alertIn(page, FIRST, 'wrong').waitFor()
    expect(await violationsInBoth(page)).toEqual(NOTHING)

    // What was wrong is selected, so that the next key replaces it.
    await page.keyboard.type('alice-password')
    await page.keyboard.press('Enter')
    const alice = await person(page, 'Alice')
    expect(await tabTo(page, alice.field)).toBe(true)
    await page.keyboard.type('No mouse')
    await page.keyboard.press('Enter')
    await alice.message('No mouse').waitFor()
    expect(await violationsInBoth(page)).toEqual(NOTHING)
    await page.setViewportSize({ width: 375, height: 800 })
    expect(await violationsInBoth(page)).toEqual(NOTHING)

    expect(await tabTo(page, alice.pane.getByRole('button', { name: 'Log out' }))).toBe(true)
    await page.keyboard.press('Enter')
    await at.getByText('You are logged out.').waitFor()
    expect(await violationsInBoth(page)).toEqual(NOTHING)
  })
})
