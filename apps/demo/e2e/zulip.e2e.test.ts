import { beforeAll, describe, expect, it } from 'vitest'
import { demoOfFile } from './demo.ts'
import { alone, everybody, type PersonOnPage } from './person.ts'

const demo = demoOfFile({ isNewFor: 'the first test' })
let alice: PersonOnPage
let carol: PersonOnPage
let dave: PersonOnPage
/** The Bob of Zulip, in a window of his own. */
let bob: PersonOnPage

beforeAll(async () => {
  const all = await Promise.all([everybody(demo), alone(demo, 'Bob', 'zulip')])
  ;[{ alice, carol, dave }, bob] = all
})

/** What Carol has told the server of her typing from now on, in order. */
function toldFromNow(): () => readonly string[] {
  const { length } = demo.mock.control.journal()
  return () =>
    demo.mock.control
      .journal()
      .slice(length)
      .flatMap(({ protocol, user, op, room }) =>
        protocol === 'zulip' && user === 'carol' && op.startsWith('typing') ? [`${op} ${room ?? 'direct'}`] : [],
      )
}

describe('people on Matrix and on Zulip', () => {
  it('see each other type and write, both ways', async () => {
    await alice.type('Hel')
    await carol.seesTyping('Alice is typing')
    await carol.type('Hi')
    await alice.seesTyping('Carol is typing')
    await carol.seesTyping('Alice is typing')
    await alice.send('lo')
    await carol.message('Hello').waitFor()
    await carol.seesNobodyTyping()
    await carol.send(' Alice')
    await alice.message('Hi Alice').waitFor()
    await alice.seesNobodyTyping()
    expect(await alice.said()).toEqual(['Hello', 'Hi Alice'])
    expect(await carol.said()).toEqual(['Hello', 'Hi Alice'])
    expect(await bob.said()).toEqual(['Hello', 'Hi Alice'])
  })

  it('see in the list of topics where somebody types', async () => {
    await bob.room('random').click()
    await alice.type('Over here')
    await bob.room('general').filter({ hasText: 'typing' }).waitFor()
    await bob.seesNobodyTyping()
    await alice.send('!')
    await bob.room('general').filter({ hasText: 'Alice: Over here!' }).filter({ hasText: '1 unread' }).waitFor()
    await bob.room('general').click()
    expect(await bob.room('general').textContent()).not.toContain('unread')
  })

  it('find each other again after the queue of one was lost', async () => {
    demo.mock.control.endQueues('carol')
    await alice.type('Still')
    await carol.seesTyping('Alice is typing')
    await alice.send(' there?')
    await carol.message('Still there?').waitFor()
    await carol.seesNobodyTyping()
    expect((await carol.said()).filter((text) => text === 'Still there?')).toHaveLength(1)
  })
})

describe('who writes to somebody else', () => {
  it('stops where they were, and starts with the next key where they are', async () => {
    const told = toldFromNow()
    await carol.type('Half a')
    await alice.seesTyping('Carol is typing')
    await carol.room('random').click()
    await alice.seesNobodyTyping()
    await alice.room('random').click()
    await alice.seesNobodyTyping()
    expect(told()).toEqual(['typing:start general', 'typing:stop general'])
    await carol.type('O')
    await alice.seesTyping('Carol is typing')
    await carol.clear()
    await alice.seesNobodyTyping()
    expect(told()).toEqual(['typing:start general', 'typing:stop general', 'typing:start random', 'typing:stop random'])
    await carol.room('general').click()
    expect(await carol.field.inputValue()).toBe('Half a')
    await carol.clear()
    await alice.room('general').click()
  })

  it('tells nobody the name of a topic before something is written there', async () => {
    const told = toldFromNow()
    const form = await carol.begin('Topic')
    await form.getByLabel('Name of the topic').pressSequentially('Lunch')
    await form.getByRole('button', { name: 'Open' }).click()
    await carol.pane.getByRole('heading', { name: 'general › Lunch' }).waitFor()
    expect(told()).toEqual([])
    await carol.send('Soup?')
    await bob.room('general › Lunch').click()
    await carol.type('Or')
    await bob.seesTyping('Carol is typing')
    await bob.room('general › chat').click()
    await bob.seesNobodyTyping()
    await carol.clear()
    expect(await alice.message('Soup?').count()).toBe(0)
  })

  it('to some alone is seen by them alone', async () => {
    const form = await carol.begin('Direct message')
    await form.getByLabel('Bob').check()
    await form.getByRole('button', { name: 'Write' }).click()
    await carol.pane.getByRole('heading', { name: 'Bob' }).waitFor()
    await carol.send('Psst')
    await bob.room('Carol').click()
    await bob.message('Psst').waitFor()
    const told = toldFromNow()
    await carol.type('Between us')
    await bob.seesTyping('Carol is typing')
    expect(told()).toEqual(['typing:start direct'])
    await bob.type('Yes')
    await carol.seesTyping('Bob is typing')
    await carol.send('!')
    await bob.message('Between us!').waitFor()
    await bob.seesNobodyTyping()
    await bob.clear()
    await carol.seesNobodyTyping()
    expect(demo.mock.control.state().typing).toEqual([])
  })
})

// The last one: what the server is not told of, it believes for half a minute.
describe('people on three protocols', () => {
  it('see typing end with the message on every protocol, even where the stop is lost', async () => {
    await carol.room('general › chat').click()
    await alice.page.route('**/typing/*', (route) =>
      route.request().postData()?.includes('false') === true ? route.abort() : route.continue(),
    )
    await alice.type('Ready')
    await Promise.all([carol, dave].map(({ seesTyping }) => seesTyping('Alice is typing')))
    await alice.field.press('Enter')
    await Promise.all([carol, dave].map(({ message }) => message('Ready').waitFor()))
    await Promise.all([carol, dave].map(({ seesNobodyTyping }) => seesNobodyTyping()))
    expect(demo.mock.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }])
  })
})
