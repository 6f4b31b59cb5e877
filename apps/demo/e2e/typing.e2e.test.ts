import type { Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { demoOfFile } from './demo.ts'
import { everybody, type PersonOnPage } from './person.ts'

const demo = demoOfFile()
let page: Page
let alice: PersonOnPage
let bob: PersonOnPage
let carol: PersonOnPage

beforeEach(async () => {
  ;({ alice, bob, carol } = await everybody(demo))
  page = alice.page
})

/** What of typing and messages reached the server, in order. */
const told = (): readonly string[] =>
  demo.mock.control
    .journal()
    // The last stop of a page of the test before may come late, and is refused.
    .filter(({ op, method, status }) => method === 'PUT' && status === 200 && /^(typing|message)/.test(op))
    .map(({ op, user, room }) => `${user} ${op} ${room}`)

/** Counts from now on, in an attribute, how often a pane shows a message and its writer as still typing. */
const countBoth = ({ pane }: PersonOnPage, text: string): Promise<void> =>
  pane.evaluate((element, said) => {
    let both = 0
    element.setAttribute('data-both', '0')
    new MutationObserver(() => {
      const isSaid = [...element.querySelectorAll('.bubble')].some((bubble) => bubble.textContent.includes(said))
      if (!isSaid || element.querySelector('.typing-look') === null) return
      both += 1
      element.setAttribute('data-both', String(both))
    }).observe(element, { childList: true, subtree: true, characterData: true })
  }, text)

describe('two people side by side', () => {
  it('show each other who types, and never themselves', async () => {
    await alice.type('Hel')
    await bob.seesTyping('Alice is typing')
    await bob.type('Hi')
    await alice.seesTyping('Bob is typing')
    await bob.seesTyping('Alice is typing')
    expect(told()).toEqual(['alice typing:start general', 'bob typing:start general'])
  })

  it('tell it once, however many keys there are', async () => {
    await alice.type('A rather long sentence with many keys')
    await bob.seesTyping('Alice is typing')
    expect(told()).toEqual(['alice typing:start general'])
  })

  it('see it end when somebody only thinks', async () => {
    await alice.type('Hm')
    await bob.seesTyping('Alice is typing')
    await bob.seesNobodyTyping()
    expect(told()).toEqual(['alice typing:start general', 'alice typing:stop general'])
    expect(await alice.field.inputValue()).toBe('Hm')
  })

  it('see it end with the message, and never both', async () => {
    await alice.type('Ready')
    await bob.seesTyping('Alice is typing')
    await countBoth(bob, 'Ready')
    await alice.field.press('Enter')
    await bob.message('Ready').waitFor()
    await bob.seesNobodyTyping()
    expect(await bob.pane.getAttribute('data-both')).toBe('0')
    expect(await alice.field.inputValue()).toBe('')
    // In any order: the stop and the message go different ways.
    expect(told().toSorted()).toEqual(['alice message general', 'alice typing:start general', 'alice typing:stop general'])
  })

  it('see it end with the message, even where the stop is lost', async () => {
    await page.route('**/typing/*', (route) =>
      route.request().postData()?.includes('false') === true ? route.abort() : route.continue(),
    )
    await alice.type('Ready')
    await bob.seesTyping('Alice is typing')
    await countBoth(bob, 'Ready')
    await alice.field.press('Enter')
    await bob.message('Ready').waitFor()
    await bob.seesNobodyTyping()
    expect(await bob.pane.getAttribute('data-both')).toBe('0')
    expect(demo.mock.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }])
  })

  it('see it end when the draft is emptied', async () => {
    await alice.type('No')
    await bob.seesTyping('Alice is typing')
    await alice.field.press('Backspace')
    await alice.field.press('Backspace')
    await bob.seesNobodyTyping()
    expect(told()).toEqual(['alice typing:start general', 'alice typing:stop general'])
  })

  it('see it end where somebody switches to another room, and the draft is kept', async () => {
    await alice.type('Half a')
    await bob.seesTyping('Alice is typing')
    await alice.room('random').click()
    await bob.seesNobodyTyping()
    await alice.room('general').click()
    expect(await alice.field.inputValue()).toBe('Half a')
    await bob.seesNobodyTyping()
    expect(told()).toEqual(['alice typing:start general', 'alice typing:stop general'])
  })

  it('see in the list of rooms where somebody types', async () => {
    await bob.room('random').click()
    await alice.type('Over here')
    await bob.room('general').filter({ hasText: 'typing' }).waitFor()
    await bob.seesNobodyTyping()
    await alice.send('!')
    await bob.room('general').filter({ hasText: 'Alice: Over here!' }).filter({ hasText: '1 unread' }).waitFor()
    expect(await alice.room('general').textContent()).not.toContain('unread')
  })

  it('see nothing of somebody who does not share it', async () => {
    await alice.type('On')
    await bob.seesTyping('Alice is typing')
    await alice.pane.getByRole('switch', { name: 'Share typing' }).click()
    await bob.seesNobodyTyping()
    await alice.send(' and off')
    await bob.message('On and off').waitFor()
    expect(told()).toEqual(['alice typing:start general', 'alice typing:stop general', 'alice message general'])
  })

  it('see nothing move when the line appears', async () => {
    const places = (): Promise<readonly unknown[]> => Promise.all([bob.field, bob.log].map((place) => place.boundingBox()))
    const before = await places()
    await alice.type('Still')
    await bob.seesTyping('Alice is typing')
    expect(await places()).toEqual(before)
  })

  it('name everybody who types', async () => {
    await alice.type('One')
    await bob.seesTyping('Alice is typing')
    await carol.type('Two')
    await bob.seesTyping('Alice and Carol are typing')
    await carol.send('!')
    await bob.seesTyping('Alice is typing')
    expect(await bob.message('Two!').count()).toBe(1)
  })
})
