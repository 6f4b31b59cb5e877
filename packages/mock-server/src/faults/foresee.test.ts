import { afterEach, beforeEach, expect, test } from 'vitest'
import { GENERAL, matrixUser } from '../../test/matrix-user.ts'
import { accountOf, cutSockets, GENERAL as GENERAL_RID, loggedIn, write } from '../../test/rocketchat-user.ts'
import { zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'

// Every start and stop, message and poll of a session, once with a plan in force that lets all of it pass.
let server: MockServer

beforeEach(async () => {
  server = await startMockServer()
})
afterEach(async () => {
  cutSockets()
  await server.close()
})

/** Which rules were met: each names a route, an operation, a user and a room as the journal has them. */
async function foreseen(session: () => Promise<void>): Promise<readonly unknown[]> {
  await session()
  const told = server.control.journal().map(({ protocol, route, op, user = 'nobody', room }) => {
    return { protocol, route, op, user, ...(room !== undefined && { room }) }
  })
  const noted = told.filter(({ user }) => user !== 'nobody')
  const rules = noted.map((match) => ({ match, fault: { kind: 'latency' } as const }))
  server.control.reset()
  server.control.setFaults({ rules })
  await session()
  return server.control.faults().flatMap(({ matched }, index) => (matched > 0 ? [] : [noted[index]]))
}

test('Matrix: what a request will be noted as is known before it is dealt with', async () => {
  const alice = matrixUser(server, 'alice')
  const unforeseen = await foreseen(async () => {
    await alice.type(true)
    await alice.type(false)
    await alice.say('hello', 'f1')
    await alice.sync()
    await alice.call('PUT', `/rooms/${GENERAL}/send/m.reaction/f2`, { body: {} })
    await alice.call('GET', `/rooms/${GENERAL}/members`)
    await alice.call('GET', '/account/whoami')
  })
  expect(unforeseen).toEqual([])
})

test('Zulip: what a request will be noted as is known before it is dealt with', async () => {
  const alice = zulipUser(server, 'alice')
  const unforeseen = await foreseen(async () => {
    const queue = await alice.register()
    await queue.news()
    await alice.type({ op: 'start', type: 'stream', stream_id: 1, topic: 'chat' })
    await alice.type({ op: 'stop', type: 'channel', stream_id: 2, topic: 'chat' })
    await alice.type({ op: 'start', type: 'direct', to: [9] })
    await alice.call('POST', '/messages', { fields: { type: 'channel', to: 1, topic: 'chat', content: 'hi' } })
    await alice.call('GET', '/users/me')
  })
  expect(unforeseen).toEqual([])
})

test('Rocket.Chat: what a frame or a request will be noted as is known before it is dealt with', async () => {
  const { userId, authToken } = accountOf(server, 'alice')
  const headers = { 'X-User-Id': userId, 'X-Auth-Token': authToken, 'Content-Type': 'application/json' }
  const unforeseen = await foreseen(async () => {
    const alice = await loggedIn(server, 'alice')
    await alice.subscribe('stream-notify-room', `${GENERAL_RID}/user-activity`)
    await write(alice, 'alice', ['user-typing'])
    await write(alice, 'alice', [])
    await alice.call('sendMessage', { rid: GENERAL_RID, msg: 'hi' })
    await alice.call('subscriptions/get')
    const rest = `${server.urls.rocketchat}/api/v1`
    await fetch(`${rest}/rooms.info?roomId=${GENERAL_RID}`, { headers })
    const message = JSON.stringify({ message: { rid: GENERAL_RID, msg: 'hi' } })
    await fetch(`${rest}/chat.sendMessage`, { method: 'POST', headers, body: message })
    alice.socket.terminate()
  })
  // Who logs in is known only afterwards.
  expect(unforeseen).toMatchObject([{ op: 'login' }])
})
