import { beforeAll, describe, expect, it } from 'vitest'
import { demoOfFile } from './demo.ts'
import { alone, everybody, type PersonOnPage } from './person.ts'

const demo = demoOfFile({ isNewFor: 'the first test' })
let alice: PersonOnPage
let carol: PersonOnPage
let dave: PersonOnPage
/** The Bob of Rocket.Chat, in a window of his own. */
let bob: PersonOnPage

beforeAll(async () => {
  const all = await Promise.all([everybody(demo), alone(demo, 'Bob', 'rocketchat')])
  ;[{ alice, carol, dave }, bob] = all
})

/** What somebody has done to rooms with methods, in order. */
const methodsOf = (user: string): readonly string[] =>
  demo.mock.control.journal().flatMap((entry) => (entry.user === user && DONE.has(entry.op) ? [entry.op] : []))

const DONE = new Set(['room:create', 'room:favorite', 'room:hide', 'room:leave', 'room:direct'])

describe('people on Matrix, Zulip and Rocket.Chat', () => {
  it('see each other type and write', async () => {
    await alice.type('Hel')
    await dave.seesTyping('Alice is typing')
    await dave.type('Hi')
    await alice.seesTyping('Dave is typing')
    await carol.seesTyping('Alice and Dave are typing')
    await bob.seesTyping('Alice and Dave are typing')
    await alice.send('lo')
    await dave.message('Hello').waitFor()
    await dave.seesNobodyTyping()
    await dave.send(' Alice')
    await alice.message('Hi Alice').waitFor()
    await alice.seesNobodyTyping()
    await carol.send('And me')
    await dave.message('And me').waitFor()
    for (const who of [alice, carol, dave, bob]) expect(await who.said()).toEqual(['Hello', 'Hi Alice', 'And me'])
  })

  it('see that somebody records or uploads something, in the words that their protocol has', async () => {
    await dave.pane.getByRole('button', { name: 'Record a voice message' }).click()
    await bob.seesTyping('Dave is recording a message')
    await alice.seesTyping('Dave is typing')
    await dave.pane.getByRole('button', { name: 'Record a voice message' }).click()
    await Promise.all([bob.seesNobodyTyping(), alice.seesNobodyTyping()])
    await dave.pane.getByRole('button', { name: 'Upload a file' }).click()
    await bob.seesTyping('Dave is uploading a file')
    await dave.room('random').click()
    await bob.seesNobodyTyping()
    await dave.room('general').click()
    expect(await dave.pane.getByRole('button', { name: 'Upload a file' }).getAttribute('aria-pressed')).toBe('false')
  })
})

describe('a thread', () => {
  it('has typing of its own, which the room does not show', async () => {
    await dave.pane.getByRole('button', { name: 'to “And me”' }).click()
    await dave.pane.getByRole('heading', { name: 'Thread' }).waitFor()
    await dave.send('First')
    await bob.pane.getByRole('button', { name: '1 reply' }).waitFor()
    const { length } = demo.mock.control.journal()
    // No pause ends an upload: whoever is not shown now will not be.
    await dave.pane.getByRole('button', { name: 'Upload a file' }).click()
    await demo.mock.control.waitFor(({ seq, op, user }) => seq > length && op.startsWith('typing') && user === 'dave')
    await carol.type('For all')
    await bob.seesTyping('Carol is typing')
    await carol.clear()
    await bob.seesNobodyTyping()
    expect(await dave.pane.getByRole('button', { name: 'Upload a file' }).getAttribute('aria-pressed')).toBe('true')
    expect(await bob.said()).toEqual(['Hello', 'Hi Alice', 'And me'])
  })

  it('shows who types in it, until the room is back on the screen', async () => {
    await bob.pane.getByRole('button', { name: '1 reply' }).click()
    // The server keeps no typing: who looks later is told with the next renewal.
    await bob.seesTyping('Dave is uploading a file')
    await bob.type('Me too')
    await dave.seesTyping('Bob is typing')
    await bob.pane.getByRole('button', { name: 'Back to general' }).click()
    await dave.seesNobodyTyping()
    await bob.seesNobodyTyping()
    expect(await dave.pane.getByRole('button', { name: 'Upload a file' }).getAttribute('aria-pressed')).toBe('true')
  })

  it('ends its typing with the message', async () => {
    await bob.pane.getByRole('button', { name: '1 reply' }).click()
    await bob.clear()
    await dave.type('Here it')
    await bob.seesTyping('Dave is uploading a file')
    await dave.send(' is')
    await bob.message('Here it is').waitFor()
    await bob.seesNobodyTyping()
    expect(await bob.said()).toEqual(['And me', 'First', 'Here it is'])
    await Promise.all([bob, dave].map(({ pane }) => pane.getByRole('button', { name: 'Back to general' }).click()))
  })
})

describe('the methods of rooms', () => {
  it('make a room, which is a favourite of one and is left by another', async () => {
    const form = await dave.begin('Room')
    await form.getByLabel('Name of the room').fill('plans')
    await form.getByLabel('Bob').check()
    await form.getByRole('button', { name: 'Create' }).click()
    await dave.pane.getByRole('heading', { name: 'plans' }).waitFor()
    await bob.room('plans').click()
    await dave.type('Who')
    await bob.seesTyping('Dave is typing')
    await dave.send(' is in?')
    await bob.message('Who is in?').waitFor()

    await dave.pane.getByRole('button', { name: 'Favourite plans' }).click()
    await dave.pane.locator('.rooms li').first().filter({ hasText: 'plans' }).waitFor()
    await dave.pane.getByRole('button', { name: 'Leave plans' }).click()
    await dave.pane.getByRole('alert').filter({ hasText: 'You are the last owner of this room' }).waitFor()
    await bob.pane.getByRole('button', { name: 'Leave plans' }).click()
    await bob.room('plans').waitFor({ state: 'hidden' })
    await bob.pane.getByRole('heading', { name: 'general' }).waitFor()
    expect(methodsOf('dave')).toEqual(['room:create', 'room:favorite', 'room:leave'])
    expect(methodsOf('bob')).toEqual(['room:leave'])
  })

  it('hide a room until somebody says something there', async () => {
    await dave.room('random').click()
    await dave.pane.getByRole('button', { name: 'Hide random' }).click()
    await dave.room('random').waitFor({ state: 'hidden' })
    await bob.room('random').click()
    await bob.send('Anybody?')
    await dave.room('random').filter({ hasText: 'Bob: Anybody?' }).waitFor()
    await bob.room('general').click()
    expect(methodsOf('dave').at(-1)).toBe('room:hide')
  })

  it('open a direct message, on the other protocols too', async () => {
    const form = await dave.begin('Direct message')
    await form.getByLabel('Alice').check()
    await form.getByRole('button', { name: 'Write' }).click()
    await dave.pane.getByRole('heading', { name: 'Alice' }).waitFor()
    await alice.room('Dave').click()
    await dave.type('Psst')
    await alice.seesTyping('Dave is typing')
    await alice.type('What')
    await dave.seesTyping('Alice is typing')
    await dave.send('!')
    await alice.message('Psst!').waitFor()
    await alice.clear()
    await bob.seesNobodyTyping()
    expect(await bob.room('Dave').count()).toBe(0)
  })

  it('load what was said before', async () => {
    const { matrix } = demo.mock.users.find(({ name }) => name === 'bob') ?? demo.mock.users[0] ?? {}
    const roomId = demo.mock.rooms.find(({ name }) => name === 'random')?.matrix.roomId ?? ''
    for (let line = 1; line <= 30; line += 1) {
      const url = `${demo.mock.urls.matrix}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/t${line}`
      const headers = { Authorization: `Bearer ${matrix?.accessToken}` }
      await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ msgtype: 'm.text', body: `Line ${line}.` }) })
    }
    const late = await alone(demo, 'Carol', 'rocketchat')
    await late.room('random').click()
    await late.message('Line 30.').waitFor()
    expect(await late.message('Line 10.').count()).toBe(0)
    await late.pane.getByRole('button', { name: 'Earlier messages' }).click()
    await late.message('Line 1.').waitFor()
    await late.message('Anybody?').waitFor()
    expect(await late.said()).toEqual(['Anybody?', ...Array.from({ length: 30 }, (_, line) => `Line ${line + 1}.`)])
  })
})
