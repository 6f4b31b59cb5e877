import type { TypingClient } from '@nowtyping/client'
import type { ZulipTarget } from '@nowtyping/client/zulip'
import { afterEach, describe, expect, test } from 'vitest'
import { createLaptop } from './support/laptop.ts'
import { callZulip, createZulipWorld, topicOf, type ZulipWorld } from './support/zulip-world.ts'

type Client = TypingClient<ZulipTarget>

let world: ZulipWorld
afterEach(() => world.close())

const idOf = (name: string): number => world.server.users.find((user) => user.name === name)?.zulip.userId ?? NaN
const here = (): { readonly channelId: number; readonly topic: string } => topicOf(world.server, 'general')
const shown = (client: Client, target: ZulipTarget = here()): readonly string[] =>
  client
    .conversation(target)
    .users.getState()
    .map(({ id }) => world.server.users.find(({ zulip }) => String(zulip.userId) === id)?.name ?? id)
const writesOf = (name: string): readonly string[] =>
  world
    .writes()
    .filter(({ user }) => user === name)
    .map(({ op }) => op)
const codes = (): readonly string[] => world.errors.map(({ code }) => code)
/** Somebody without a client of ours, who never says that they stopped. */
const startUnsaid = (name: string): Promise<void> =>
  callZulip(world, name, 'POST', '/typing', {
    type: 'channel',
    op: 'start',
    stream_id: here().channelId,
    topic: here().topic,
  })
const setOwn = (name: string, setting: string, value: boolean): Promise<void> =>
  callZulip(world, name, 'PATCH', '/settings', { [setting]: value })
/** Keys at 2 a second, from now on. */
function typeFor(client: Client, ms: number, target: ZulipTarget = here()): void {
  const { keystroke } = client.conversation(target)
  for (let at = 0; at < ms; at += 500) world.clock.setTimer(keystroke, at)
}

describe('typists', () => {
  test('S1 two people vanish while they type, and both expire, each alone', async () => {
    world = await createZulipWorld()
    const bob = await world.join('bob')
    await startUnsaid('alice')
    await world.pass(5_000)
    await startUnsaid('carol')
    await world.pass(39_900)
    expect(shown(bob)).toEqual(['alice', 'carol'])
    await world.pass(200)
    expect(shown(bob)).toEqual(['carol'])
    await world.pass(4_800)
    expect(shown(bob)).toEqual(['carol'])
    await world.pass(200)
    expect(shown(bob)).toEqual([])
  })

  test('S1 a queue that is lost takes who was shown with it; who goes on is shown with their next start', async () => {
    world = await createZulipWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    await startUnsaid('carol')
    typeFor(alice, 40_000)
    await world.pass(1_000)
    expect(shown(bob)).toEqual(['carol', 'alice'])
    expect(world.server.control.endQueues('bob')).toBe(1)
    await world.pass(1_000)
    expect(shown(bob)).toEqual([])
    expect(bob.status.getState().state).toBe('open')
    await world.pass(30_000)
    expect(shown(bob)).toEqual(['alice'])
    expect(world.server.control.state().queues).toBe(2)
  })

  test('a start after a quiet minute shows: time that a poll waits is no age', async () => {
    world = await createZulipWorld({ zulip: { heartbeatMs: 55_000, typingStartedExpiryMs: 10_000 } })
    const bob = await world.join('bob')
    await world.pass(50_000)
    await startUnsaid('alice')
    await world.pass(100)
    expect(shown(bob)).toEqual(['alice'])
    await world.pass(9_800)
    expect(shown(bob)).toEqual(['alice'])
    await world.pass(200)
    expect(shown(bob)).toEqual([])
  })

  test.each([true, false])(
    'S13 sleep of five minutes: nobody stays, nothing old comes back, and who starts then is shown (own clock stands: %s)',
    async (standsAsleep) => {
      world = await createZulipWorld()
      const laptop = createLaptop(world.clock, standsAsleep)
      const bob = await world.join('bob', undefined, laptop)
      await startUnsaid('alice')
      await world.pass(1_000)
      expect(shown(bob)).toEqual(['alice'])
      laptop.sleep()
      world.clock.advance(60_000)
      await startUnsaid('carol')
      world.clock.advance(240_000)
      laptop.wake()
      expect(shown(bob)).toEqual([])
      await world.pass(2_000)
      expect(shown(bob)).toEqual([])
      expect(bob.status.getState().state).toBe('open')
      await startUnsaid('alice')
      await world.pass(100)
      expect(shown(bob)).toEqual(['alice'])
    },
  )

  test('S2 S19 own events of another tab show nobody; its stop darkens me about a second', async () => {
    world = await createZulipWorld()
    const [alice, tab, bob] = [await world.join('alice'), await world.join('alice'), await world.join('bob')]
    typeFor(alice, 5_000)
    await world.pass(1_000)
    expect([shown(alice), shown(tab), shown(bob)]).toEqual([[], [], ['alice']])
    tab.conversation(here()).keystroke()
    await world.pass(0)
    const changes: number[] = []
    bob.conversation(here()).users.subscribe((users) => changes.push(users.length))
    tab.conversation(here()).stop()
    await world.pass(900)
    expect(changes).toEqual([0])
    await world.pass(200)
    expect(changes).toEqual([0, 1])
    expect(writesOf('alice')).toEqual(['typing:start', 'typing:start', 'typing:stop', 'typing:start'])
  })

  test('no longer seeing others clears all at once, until they are seen again', async () => {
    world = await createZulipWorld()
    const bob = await world.join('bob')
    await startUnsaid('alice')
    await world.pass(1_000)
    expect(shown(bob)).toEqual(['alice'])
    await setOwn('bob', 'receives_typing_notifications', false)
    await world.pass(0)
    expect(shown(bob)).toEqual([])
    await startUnsaid('carol')
    await world.pass(1_000)
    expect(shown(bob)).toEqual([])
    await setOwn('bob', 'receives_typing_notifications', true)
    await startUnsaid('alice')
    await world.pass(100)
    expect(shown(bob)).toEqual(['alice'])
  })
})

describe('places', () => {
  test('a direct conversation, whoever names it in whatever order, and nobody else hears of it', async () => {
    world = await createZulipWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob', { userId: idOf('bob') })]
    const carol = await world.join('carol')
    alice.conversation({ userIds: [idOf('carol'), idOf('bob')] }).keystroke()
    await world.pass(0)
    const [asBob, asCarol] = [
      [idOf('bob'), idOf('alice'), idOf('carol')],
      [idOf('bob'), idOf('alice')],
    ]
    expect(shown(bob, { userIds: asBob })).toEqual(['alice'])
    expect(shown(carol, { userIds: asCarol })).toEqual(['alice'])
    expect(shown(bob, { userIds: [idOf('alice')] })).toEqual([])
    expect(shown(bob)).toEqual([])
  })

  test('a list in which I am found is refused, once, and nothing is sent', async () => {
    world = await createZulipWorld()
    const alice = await world.join('alice')
    const target = { userIds: [idOf('alice'), idOf('bob')] }
    typeFor(alice, 10_000, target)
    await world.pass(10_000)
    expect(world.errors).toMatchObject([{ code: 'invalid-conversation', conversation: alice.conversation(target).key }])
    expect(world.writes()).toEqual([])
  })

  test('a recipient changed while typing: a stop for the old at once, a start for the new with the next key', async () => {
    world = await createZulipWorld()
    const [alice, bob, carol] = [await world.join('alice'), await world.join('bob'), await world.join('carol')]
    const [toBob, toCarol] = [{ userIds: [idOf('bob')] }, { userIds: [idOf('carol')] }]
    const toAlice = { userIds: [idOf('alice')] }
    alice.conversation(toBob).keystroke()
    await world.pass(1_000)
    expect([shown(bob, toAlice), shown(carol, toAlice)]).toEqual([['alice'], []])
    alice.conversation(toBob).stop()
    await world.pass(1_000)
    expect([shown(bob, toAlice), shown(carol, toAlice)]).toEqual([[], []])
    alice.conversation(toCarol).keystroke()
    await world.pass(0)
    expect([shown(bob, toAlice), shown(carol, toAlice)]).toEqual([[], ['alice']])
    expect(writesOf('alice')).toEqual(['typing:start', 'typing:stop', 'typing:start'])
  })

  test('a topic renamed in case only is the same conversation: who types goes on, without a stop or a start', async () => {
    world = await createZulipWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const { channelId } = here()
    const before = alice.conversation({ channelId, topic: 'release plan' })
    before.keystroke()
    await world.pass(1_000)
    const after = alice.conversation({ channelId, topic: 'Release Plan' })
    expect(after.key).toBe(before.key)
    after.keystroke()
    await world.pass(1_000)
    expect(shown(bob, { channelId, topic: 'RELEASE PLAN' })).toEqual(['alice'])
    expect(writesOf('alice')).toEqual(['typing:start'])
    after.stop()
    await world.pass(0)
    expect(shown(bob, { channelId, topic: 'release plan' })).toEqual([])
    expect(writesOf('alice')).toEqual(['typing:start', 'typing:stop'])
  })

  test('the topic without a name is one, by whatever name', async () => {
    world = await createZulipWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const { channelId } = here()
    const names = ['', '(no topic)', 'general chat', 'General Chat']
    for (const topic of names) {
      alice.conversation({ channelId, topic }).keystroke()
      await world.pass(2_500)
      for (const other of names) expect(shown(bob, { channelId, topic: other })).toEqual(['alice'])
      alice.conversation({ channelId, topic }).stop()
      await world.pass(2_500)
      for (const other of names) expect(shown(bob, { channelId, topic: other })).toEqual([])
    }
    expect(world.errors).toEqual([])
  })

  test('where the organisation wants a topic, nothing is sent to the one without a name', async () => {
    world = await createZulipWorld({ zulip: { mandatoryTopics: true } })
    const alice = await world.join('alice')
    const { channelId } = here()
    for (const topic of ['', '(no topic)', 'general chat']) typeFor(alice, 5_000, { channelId, topic })
    typeFor(alice, 5_000, { channelId, topic: 'lunch' })
    await world.pass(5_000)
    expect(writesOf('alice')).toEqual(['typing:start'])
    expect(world.errors).toEqual([])
  })

  test('a channel that the app knows to be too large is told of nothing', async () => {
    world = await createZulipWorld()
    const sizes = new Map([[here().channelId, 101]])
    const alice = await world.join('alice', { subscriberCount: (channelId) => sizes.get(channelId) })
    typeFor(alice, 5_000)
    await world.pass(5_000)
    expect(world.writes()).toEqual([])
    const broken = await world.join('alice', {
      subscriberCount: () => {
        throw new Error('no idea')
      },
    })
    broken.conversation(here()).keystroke()
    await world.pass(0)
    expect(writesOf('alice')).toEqual(['typing:start'])
    expect(world.errors).toEqual([])
  })

  test.each([
    [203, ['typing:start'], ['unsupported']],
    [215, ['typing:start'], ['unsupported']],
    [248, ['typing:start'], ['unsupported']],
    [350, ['typing:start'], ['unsupported']],
    [351, ['typing:start', 'typing:start'], ['invalid-conversation']],
    [361, ['typing:start', 'typing:start'], ['invalid-conversation']],
  ])(
    'a server of feature level %i understands what is sent, and what it cannot is said once',
    async (featureLevel, writes, errors) => {
      world = await createZulipWorld({ zulip: { featureLevel } })
      const [alice, bob] = [await world.join('alice'), await world.join('bob')]
      const edited = { messageId: 999_999 }
      typeFor(alice, 3_000)
      typeFor(alice, 3_000, edited)
      await world.pass(3_000)
      expect(shown(bob)).toEqual(['alice'])
      expect(writesOf('alice')).toEqual(writes)
      expect(codes()).toEqual(errors)
    },
  )

  test('a message being edited is a conversation of its own', async () => {
    world = await createZulipWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const { channelId, topic } = here()
    await callZulip(world, 'alice', 'POST', '/messages', { type: 'channel', to: channelId, topic, content: 'helo' })
    const response = await fetch(`${world.server.urls.zulip}/api/v1/messages?anchor=newest&num_before=1&num_after=0`, {
      headers: { authorization: `Basic ${btoa(`${emailOf('alice')}:${keyOf('alice')}`)}` },
    })
    const body: unknown = await response.json()
    const messageId = Number(/"id":(\d+)/.exec(JSON.stringify(body))?.[1])
    alice.conversation({ messageId }).keystroke()
    await world.pass(0)
    expect(shown(bob, { messageId })).toEqual(['alice'])
    expect(shown(bob)).toEqual([])
    alice.conversation({ messageId }).stop()
    await world.pass(0)
    expect(shown(bob, { messageId })).toEqual([])
  })

  test('a channel that is none goes silent alone, once reported, and the others go on', async () => {
    world = await createZulipWorld({ zulip: { announcementRooms: ['random'] } })
    const [bob, carol] = [await world.join('bob'), await world.join('carol')]
    const nowhere = { channelId: 999, topic: 'lunch' }
    const notMine = topicOf(world.server, 'random')
    for (const target of [nowhere, notMine, here()]) typeFor(bob, 10_000, target)
    await world.pass(10_000)
    expect(world.errors.map(({ code, conversation }) => [code, conversation])).toEqual([
      ['invalid-conversation', 'channel:999:lunch'],
      ['forbidden', `channel:${notMine.channelId}:${notMine.topic.toLowerCase()}`],
    ])
    expect(world.errors.map(({ message }) => message).join()).not.toMatch(/random|lunch/)
    expect(shown(carol)).toEqual(['bob'])
  })
})

const emailOf = (name: string): string => world.server.users.find((user) => user.name === name)?.zulip.email ?? ''
const keyOf = (name: string): string => world.server.users.find((user) => user.name === name)?.zulip.apiKey ?? ''

describe('what the account has chosen', () => {
  test('S6 switched off while I type: zero requests from then on, and on again with the next key', async () => {
    world = await createZulipWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    typeFor(alice, 60_000)
    await world.pass(1_000)
    expect(writesOf('alice')).toEqual(['typing:start'])
    await setOwn('alice', 'send_stream_typing_notifications', false)
    await world.pass(43_000)
    expect(shown(bob)).toEqual(['alice'])
    await world.pass(2_000)
    expect(shown(bob)).toEqual([])
    expect(writesOf('alice')).toEqual(['typing:start'])
    alice.conversation({ userIds: [idOf('bob')] }).keystroke()
    await world.pass(0)
    expect(shown(bob, { userIds: [idOf('alice')] })).toEqual(['alice'])
    await setOwn('alice', 'send_stream_typing_notifications', true)
    await world.pass(1_000)
    expect(shown(bob)).toEqual(['alice'])
    expect(world.errors).toEqual([])
  })

  test('S6 switched off before: nothing is sent', async () => {
    world = await createZulipWorld()
    await setOwn('alice', 'send_private_typing_notifications', false)
    const alice = await world.join('alice')
    typeFor(alice, 20_000, { userIds: [idOf('bob')] })
    typeFor(alice, 20_000, { messageId: 1 })
    await world.pass(20_000)
    expect(world.writes()).toEqual([])
    expect(world.errors).toEqual([])
  })
})

describe('the server', () => {
  test('S11 a 429 holds everything back, by the wait of its body', async () => {
    world = await createZulipWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    world.server.control.setRateLimit('zulip', { perSecond: 0.1, burst: 1 })
    typeFor(alice, 30_000, { userIds: [idOf('bob')] })
    typeFor(alice, 30_000)
    await world.pass(0)
    const refused = world.errors.filter(({ code }) => code === 'rate-limited')
    expect(refused.length).toBeGreaterThan(0)
    const waitMs = refused[0]?.retryAfterMs ?? NaN
    expect(waitMs).toBeGreaterThan(9_000)
    const asked = (): number => world.server.control.journal().filter(({ user }) => user === 'alice').length
    const before = asked()
    world.clock.advance(waitMs - 100)
    for (let round = 0; round < 50; round += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(asked()).toBe(before)
    world.server.control.setRateLimit('zulip')
    await world.pass(10_000)
    expect(shown(bob)).toEqual(['alice'])
    expect(shown(bob, { userIds: [idOf('alice')] })).toEqual(['alice'])
  })

  test('a key that was changed is exchanged once through the callback, and typing goes on', async () => {
    world = await createZulipWorld()
    let key = keyOf('alice')
    let asked = 0
    const alice = await world.join('alice', {
      apiKey: () => {
        asked += 1
        return key
      },
    })
    const bob = await world.join('bob')
    key = world.server.control.renewApiKey('alice') ?? ''
    typeFor(alice, 10_000)
    await world.pass(5_000)
    expect(shown(bob)).toEqual(['alice'])
    expect(asked).toBe(2)
    expect(world.errors).toEqual([])
  })

  test('S9 a key that is refused, and no other: closed, said once, and nothing more is sent', async () => {
    world = await createZulipWorld()
    const alice = await world.join('alice')
    world.server.control.renewApiKey('alice')
    typeFor(alice, 10_000)
    await world.pass(10_000)
    expect(codes()).toEqual(['unauthorized'])
    expect(alice.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
    expect(world.server.control.journal().filter(({ status }) => status === 401)).toHaveLength(1)
    expect(JSON.stringify(world.errors.map((error) => [error.message, String(error.cause)]))).not.toContain(
      keyOf('alice'),
    )
  })

  test('started anew with other periods: they hold from then on', async () => {
    world = await createZulipWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    typeFor(alice, 3_000)
    await world.pass(2_000)
    await world.server.control.restart({
      zulip: { typingStartedExpiryMs: 20_000, typingStartedWaitMs: 9_000, typingStoppedWaitMs: 2_000 },
    })
    await world.pass(20_000)
    expect(shown(bob)).toEqual([])
    const sinceMs = world.clock.now()
    typeFor(alice, 10_000)
    await world.pass(20_000)
    const writes = world.writes().filter(({ atMs }) => atMs >= sinceMs)
    expect(writes.map(({ op, atMs }) => [op, atMs - sinceMs])).toEqual([
      ['typing:start', 0],
      ['typing:start', 9_000],
      ['typing:stop', 11_500],
    ])
    await startUnsaid('carol')
    await world.pass(19_900)
    expect(shown(bob)).toEqual(['carol'])
    await world.pass(200)
    expect(shown(bob)).toEqual([])
  })

  test('S9 S15 after close nothing is left: no timer, no poll, no queue, and one stop was sent', async () => {
    world = await createZulipWorld()
    const alice = await world.join('alice')
    alice.conversation(here()).keystroke()
    await world.pass(0)
    await alice.close()
    await world.settle()
    expect(writesOf('alice')).toEqual(['typing:start', 'typing:stop'])
    const { polls, queues, typing, timers } = world.server.control.state()
    expect({ polls, queues, typing }).toEqual({ polls: 0, queues: 0, typing: [] })
    expect(world.server.control.journal().at(-1)).toMatchObject({ op: 'events:delete', status: 200 })
    // What is still set on the shared clock is the server's own.
    expect(world.clock.pending()).toBe(timers)
  })

  test('asks who I am where it is not told, once, and never for messages', async () => {
    world = await createZulipWorld()
    await world.join('alice')
    await world.join('bob', { userId: idOf('bob') })
    const routes = (name: string): readonly string[] =>
      world.server.control
        .journal()
        .filter(({ user }) => user === name)
        .map(({ method, route }) => `${method} ${route}`)
    expect(routes('alice').map((route) => route.replace(/^(\w+) .*\/(\w+)$/, '$1 $2'))).toEqual([
      'GET me',
      'POST register',
    ])
    expect(routes('bob').map((route) => route.replace(/^(\w+) .*\/(\w+)$/, '$1 $2'))).toEqual(['POST register'])
  })
})
