import type { JournalEntry } from '@nowtyping/mock-server'
import type { Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { demoOfFile } from './demo.ts'
import { alone, type PersonOnPage } from './person.ts'

const demo = demoOfFile()
let window: Page
let alice: PersonOnPage
let bob: PersonOnPage

beforeEach(async () => {
  ;[alice, bob] = await Promise.all([alone(demo, 'Alice'), alone(demo, 'Bob')])
  window = alice.page
})

const typingOf = (user: string): readonly string[] =>
  demo.mock.control
    .journal()
    .filter((entry) => entry.user === user && entry.method === 'PUT' && entry.op.startsWith('typing'))
    .map(({ op }) => op)

/** The stop that a page sends with its last breath; a page that is gone has no timer left that could send one. */
const lastStop = (user: string): Promise<JournalEntry> =>
  demo.mock.control.waitFor((entry) => entry.user === user && entry.op === 'typing:stop' && entry.status === 200)

describe('a page that is left', () => {
  it.each<[string, (page: Page) => Promise<unknown>]>([
    ['for another one', (page) => page.goto('about:blank')],
    ['by closing its window', (page) => page.close()],
    ['by a link', (page) => page.getByRole('link', { name: 'Side by side' }).click()],
  ])('%s stops typing on the server', async (_, leave) => {
    await alice.type('I am off')
    await bob.seesTyping('Alice is typing')
    await leave(window)
    await lastStop('alice')
    await bob.seesNobodyTyping()
    expect(typingOf('alice')).toEqual(['typing:start', 'typing:stop'])
  })

  it('says nothing where nobody typed', async () => {
    await window.goto('about:blank')
    // Bob's own typing is the proof that the server has heard what came before.
    await bob.type('Bye')
    await demo.mock.control.waitFor(({ op, user }) => user === 'bob' && op === 'typing:start')
    expect(typingOf('alice')).toEqual([])
  })
})

describe('a page that is loaded again', () => {
  it('stops typing, and then shows the same room with what was said there', async () => {
    await alice.room('random').click()
    await bob.room('random').click()
    await bob.send('Still here')
    await alice.message('Still here').waitFor()
    await alice.type('Wait')
    await bob.seesTyping('Alice is typing')

    await window.reload()
    await lastStop('alice')
    await bob.seesNobodyTyping()
    await alice.pane.getByRole('heading', { name: 'random' }).waitFor()
    await alice.message('Still here').waitFor()
    expect(typingOf('alice')).toEqual(['typing:start', 'typing:stop'])
  })

  it('shows who types since before it was loaded', async () => {
    await bob.type('Since before')
    await alice.seesTyping('Bob is typing')
    await window.reload()
    await alice.seesTyping('Bob is typing')
    expect(typingOf('bob')).toEqual(['typing:start'])
  })

  it('types and sends as the first one did', async () => {
    await window.reload()
    await alice.type('Back')
    await bob.seesTyping('Alice is typing')
    await alice.send(' again')
    await bob.message('Back again').waitFor()
    await bob.seesNobodyTyping()
    expect(typingOf('alice')).toEqual(['typing:start', 'typing:stop'])
  })
})
