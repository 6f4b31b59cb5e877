import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { connected, cutSockets, GENERAL, loggedIn, write } from '../../test/rocketchat-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { RocketChatOptions } from './options.ts'

let clock: ManualClock
let server: MockServer
const EVENT = `${GENERAL}/user-activity`

async function start(rocketchat: RocketChatOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, rocketchat })
}
beforeEach(() => start())
afterEach(async () => {
  cutSockets()
  await server.close()
})

describe('a write', () => {
  test('reaches every other connection, word for word, and not its own', async () => {
    const alice = await loggedIn(server, 'alice')
    const otherTab = await loggedIn(server, 'alice')
    const bob = await loggedIn(server, 'bob')
    for (const socket of [alice, otherTab, bob]) {
      expect(await socket.subscribe('stream-notify-room', EVENT)).toBe('ready')
    }
    expect(await write(alice, 'alice', ['user-typing', 'user-uploading', 5], { tmid: 'T1', odd: [1] })).toBeUndefined()
    const args = ['alice', ['user-typing', 'user-uploading', 5], { tmid: 'T1', odd: [1] }]
    for (const socket of [alice, otherTab, bob]) await socket.settled()
    expect([alice.events(EVENT), otherTab.events(EVENT), bob.events(EVENT)]).toEqual([[], [args], [args]])
  })

  test('nobody logged in: it looks like success and reaches nobody', async () => {
    const bob = await loggedIn(server, 'bob')
    await bob.subscribe('stream-notify-room', EVENT)
    const stranger = await connected(server)
    expect(await write(stranger, 'alice', ['user-typing'])).toBeUndefined()
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([])
  })
})
