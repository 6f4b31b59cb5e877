import type { Locator, Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { NOTHING, tabTo, violationsInBoth } from './accessible.ts'
import { demoOfFile } from './demo.ts'
import { everybody, type PersonOnPage } from './person.ts'

const demo = demoOfFile()
let people: Readonly<Record<'alice' | 'bob' | 'carol' | 'dave', PersonOnPage>>
let page: Page
let panel: Locator

beforeEach(async () => {
  people = await everybody(demo, { reducedMotion: 'reduce' })
  page = people.alice.page
  await page.getByText('Faults', { exact: true }).click()
  panel = page.getByRole('group', { name: 'Faults' })
})

const press = (name: string): Promise<void> => panel.getByRole('button', { name, exact: true }).click()

describe('while one plays with the network, the indicator stays right', () => {
  it('late and with losses: who types is shown in the end, and nobody who has stopped', async () => {
    const { alice, bob, dave } = people
    await panel.getByRole('slider', { name: 'Latency' }).fill('400')
    await panel.getByRole('slider', { name: 'Loss' }).fill('20')
    await panel.getByText('20 %').waitFor()
    await alice.type('Are you')
    await bob.seesTyping('Alice is typing')
    await dave.seesTyping('Alice is typing')
    await alice.clear()
    await bob.seesNobodyTyping()
    await dave.seesNobodyTyping()
    await press('All well')
    await alice.type('There')
    await bob.seesTyping('Alice is typing')
    expect(demo.mock.control.faults()).toEqual([])
  })

  it('429 and a restart: refused, forgotten, and shown again', async () => {
    const { alice, bob } = people
    await press('Answer 429')
    await alice.type('Hm')
    await demo.mock.control.waitFor(({ op, status }) => op === 'typing:start' && status === 429)
    await alice.type('m')
    await bob.seesTyping('Alice is typing')
    await press('Restart')
    await bob.seesNobodyTyping()
    await Promise.all(Object.values(people).map(({ says }) => says('Connected')))
    await alice.type('m')
    await bob.seesTyping('Alice is typing')
    expect(demo.mock.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }])
  })

  it('half-open: nobody is left shown, and everybody is back by themselves', async () => {
    const { bob, dave } = people
    await bob.type('Well')
    await dave.seesTyping('Bob is typing')
    await press('Half-open')
    await dave.seesNobodyTyping()
    await dave.says('Server not answering')
    await dave.says('Connected')
    await bob.type(' then')
    await dave.seesTyping('Bob is typing')
    expect(demo.mock.control.state().typing).toEqual([{ room: 'general', users: ['bob'] }])
  })

  it('offline: who typed is not shown for ever, and is found again when the network is back', async () => {
    const { alice, bob } = people
    await bob.type('Well')
    await alice.seesTyping('Bob is typing')
    await press('Offline')
    await alice.says('Server not answering')
    await alice.seesNobodyTyping()
    await press('Offline')
    await Promise.all([alice, bob].map(({ says }) => says('Connected')))
    await bob.type(' then')
    await alice.seesTyping('Bob is typing')
    expect(demo.mock.control.state().typing).toEqual([{ room: 'general', users: ['bob'] }])
  })
})

it('is worked with the keyboard alone, and axe finds nothing', async () => {
  expect(await tabTo(page, panel.getByRole('slider', { name: 'Latency' }))).toBe(true)
  await page.keyboard.press('ArrowRight')
  await panel.getByText('100 ms').waitFor()
  expect(await tabTo(page, panel.getByRole('button', { name: 'Restart' }))).toBe(true)
  await page.keyboard.press('Enter')
  await panel.getByRole('status').filter({ hasText: 'The server restarts' }).waitFor()
  await Promise.all(Object.values(people).map(({ says }) => says('Connected')))
  expect(await violationsInBoth(page)).toEqual(NOTHING)
  await page.setViewportSize({ width: 375, height: 800 })
  expect(await violationsInBoth(page)).toEqual(NOTHING)
})

it('another website cannot worsen anything', async () => {
  const ask = JSON.stringify({ conditions: { latencyMs: 3_000, lossPercent: 50, isOffline: true } })
  const from = (origin: string, type = 'application/json'): Promise<Response> =>
    fetch(new URL('/faults.json', demo.url), { method: 'POST', headers: { Origin: origin, 'Content-Type': type }, body: ask })
  expect((await from('https://evil.test')).status).toBe(403)
  expect((await from(new URL(demo.url).origin, 'text/plain')).status).toBe(403)
  expect(demo.mock.control.faults()).toEqual([])
  expect((await from(new URL(demo.url).origin)).status).toBe(200)
  expect(demo.mock.control.faults()).not.toEqual([])
})
