import type { Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { demoOfFile } from './demo.ts'
import { alone, everybody, type PersonOnPage } from './person.ts'

const demo = demoOfFile()
let window: Page
let alice: PersonOnPage
let bob: PersonOnPage

/** Opens a window for Alice, and one for Bob. */
async function openPair(): Promise<void> {
  ;[alice, bob] = await Promise.all([alone(demo, 'Alice'), alone(demo, 'Bob')])
  window = alice.page
}

/** Starts the server again after a while, and resolves when both have noticed that it was away and that it is back. */
async function restart(keepState: boolean): Promise<void> {
  const isBack = demo.mock.control.restart({ keepState, downMs: 1_500 })
  await Promise.all([alice, bob].map(({ says }) => says('Server not answering')))
  await isBack
  await Promise.all([alice, bob].map(({ says }) => says('Connected')))
}

describe('a server that is started again', () => {
  beforeEach(openPair)

  it('is found again, with typing and messages', async () => {
    await restart(true)
    await alice.type('Still')
    await bob.seesTyping('Alice is typing')
    await alice.send(' there?')
    await bob.message('Still there?').waitFor()
    await bob.seesNobodyTyping()
    expect(await bob.said()).toEqual(['Still there?'])
  })

  it('and has forgotten everybody is logged in to anew', async () => {
    await alice.send('Before')
    await bob.message('Before').waitFor()
    await restart(false)
    await bob.message('Before').waitFor({ state: 'hidden' })
    await bob.type('After')
    await alice.seesTyping('Bob is typing')
    await bob.send('!')
    await alice.message('After!').waitFor()
    expect(await alice.said()).toEqual(['After!'])
  })

  it('leaves nobody shown who typed before, and shows again who goes on', async () => {
    await alice.type('Before')
    await bob.seesTyping('Alice is typing')
    await restart(true)
    await bob.seesNobodyTyping()
    await alice.type(' and after')
    await bob.seesTyping('Alice is typing')
    expect(demo.mock.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }])
  })
})

describe('a server of three protocols that is started again', () => {
  it.each([true, false])('is found again by everybody, whether it remembers them: %s', async (keepState) => {
    const people = await everybody(demo)
    const { carol, dave } = people
    const isBack = demo.mock.control.restart({ keepState, downMs: 1_500 })
    await Promise.all(Object.values(people).map(({ says }) => says('Server not answering')))
    await isBack
    await Promise.all(Object.values(people).map(({ says }) => says('Connected')))
    await carol.type('Back')
    await dave.seesTyping('Carol is typing')
    await dave.type('Me')
    await carol.seesTyping('Dave is typing')
    await carol.send('!')
    await dave.message('Back!').waitFor()
    await dave.send(' too')
    await carol.message('Me too').waitFor()
    expect(await carol.said()).toEqual(['Back!', 'Me too'])
    expect(await dave.said()).toEqual(['Back!', 'Me too'])
  })
})

describe('a window without a network', () => {
  beforeEach(openPair)

  it('says so, and is back when the network is, without being loaded again', async () => {
    await window.evaluate(() => (document.title = 'the same page'))
    await window.context().setOffline(true)
    await alice.says('Offline')
    await window.context().setOffline(false)
    await alice.says('Connected')
    await alice.type('Here')
    await bob.seesTyping('Alice is typing')
    await bob.type('Welcome back')
    await alice.seesTyping('Bob is typing')
    expect(await window.title()).toBe('the same page')
  })

  it('does not show on its return who stopped meanwhile', async () => {
    await bob.type('H')
    await alice.seesTyping('Bob is typing')
    await window.context().setOffline(true)
    await alice.says('Offline')
    await bob.field.press('Backspace')
    await demo.mock.control.waitFor(({ op }) => op === 'typing:stop')
    await window.context().setOffline(false)
    await alice.seesNobodyTyping()
    await alice.says('Connected')
    expect(demo.mock.control.state().typing).toEqual([])
  })

  it('keeps what could not be sent, to be sent again', async () => {
    await window.context().setOffline(true)
    await alice.says('Offline')
    await alice.send('Later')
    const again = alice.message('Later').getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await window.context().setOffline(false)
    await alice.says('Connected')
    await again.click()
    await bob.message('Later').waitFor()
    await again.waitFor({ state: 'hidden' })
    expect(await bob.said()).toEqual(['Later'])
  })
})
