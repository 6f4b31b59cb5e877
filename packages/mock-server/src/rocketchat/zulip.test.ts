import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig, matrixUser } from '../../test/matrix-user.ts'
import { cutSockets, type DdpSocket, GENERAL, loggedIn, write } from '../../test/rocketchat-user.ts'
import { TYPING_QUEUE, zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'

let clock: ManualClock
let server: MockServer
let alice: DdpSocket
let bob: DdpSocket
const EVENT = `${GENERAL}/user-activity`
const CHAT = { type: 'channel', stream_id: 1, topic: 'chat' }

beforeEach(async () => {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock })
  alice = await loggedIn(server, 'alice')
  bob = await loggedIn(server, 'bob')
})
afterEach(async () => {
  cutSockets()
  await server.close()
})

test('what Rocket.Chat writes reaches Zulip once: a renewal is no news, the empty set ends it', async () => {
  const queue = await zulipUser(server, 'carol').register(TYPING_QUEUE)
  await write(alice, 'alice', ['user-typing'])
  await write(alice, 'alice', ['user-typing', 'user-recording'])
  await write(alice, 'alice', [])
  const news = await queue.news()
  expect(news.map((event) => [dig(event, 'op'), dig(event, 'sender', 'email')])).toEqual([
    ['start', 'alice@mock.test'],
    ['stop', 'alice@mock.test'],
  ])
})

test('what Zulip sends is shown once, and ended', async () => {
  await bob.subscribe('stream-notify-room', EVENT)
  await zulipUser(server, 'alice').type({ ...CHAT, op: 'start' })
  await zulipUser(server, 'alice').type({ ...CHAT, op: 'start' })
  await zulipUser(server, 'alice').type({ ...CHAT, op: 'stop' })
  await bob.settled()
  expect(bob.events(EVENT)).toEqual([
    ['alice', ['user-typing'], {}],
    ['alice', [], {}],
  ])
})

test('a message of each protocol is one message of every other', async () => {
  await bob.subscribe('stream-room-messages', GENERAL)
  await alice.call('sendMessage', { rid: GENERAL, msg: 'rocketchat' })
  await matrixUser(server, 'alice').say('matrix', 't1')
  await zulipUser(server, 'alice').call('POST', '/messages', {
    fields: { type: 'channel', to: 'general', topic: 'chat', content: 'zulip' },
  })
  await bob.settled()
  expect(bob.events(GENERAL).map((args) => dig(args, 0, 'msg'))).toEqual(['rocketchat', 'matrix', 'zulip'])
})
