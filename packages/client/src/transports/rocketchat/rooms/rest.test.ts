import { describe, expect, test, vi } from 'vitest'
import { meteorRefusal, methodServer, notFound, refusal, restServer, TOKEN } from '../../../../test/support/rooms-server.ts'
import { addRoomOwner, addUserToRoom, createChannel, hideRoom, leaveRoom, muteUserInRoom } from './index.ts'

/** Everything of an error that a log would print. */
function printed(error: unknown): string {
  return error instanceof Error ? [String(error), error.stack, JSON.stringify(error), printed(error.cause)].join('\n') : String(error)
}

describe('a request', () => {
  test('has its token in a header, and takes along neither cookies nor a referrer nor a redirect', async () => {
    const { server } = restServer({})
    const seen: Request[] = []
    vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
      seen.push(new Request(input, init))
      return Response.json({ success: true })
    })
    await muteUserInRoom(server, 'r1', 'bob')
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({
      url: 'https://chat.example.org/api/v1/rooms.muteUser',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    })
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toMatchObject({
      'x-user-id': 'me',
      'x-auth-token': TOKEN,
      'content-type': 'application/json',
    })
  })

  test.each([
    ['was refused', refusal(400, { success: false, error: `No [error-not-allowed]` })],
    ['broke off', new TypeError(`fetch failed for ${TOKEN}`)],
    ['answered nonsense', new Response('<html>')],
  ])('that %s has no token in its error', async (_, answer) => {
    const { server } = restServer({ 'rooms.leave': answer })
    const error = await leaveRoom(server, 'r1').catch((reason: unknown) => reason)
    expect(printed(error)).toContain('unable to call leaveRoom')
    expect(printed(error)).not.toContain(TOKEN)
  })

  test.each([
    ['is cut off', new TypeError('fetch failed'), 'connection-lost'],
    ['is answered with a page', new Response('<html>'), 'bad-response'],
    ['is answered with a list', Response.json([]), 'bad-response'],
    ['is answered without success', Response.json({ success: false, error: 'x [error-x]' }), 'error-x'],
    ['finds nothing at its address', new Response('Not found', { status: 404 }), 'unsupported'],
    ['meets a broken server', new Response('Oh', { status: 502 }), '502'],
  ])('that %s', async (_, answer, code) => {
    await expect(leaveRoom(restServer({ 'rooms.leave': answer }).server, 'r1')).rejects.toMatchObject({ code })
  })

  test('that never leaves is not connected', async () => {
    const { server } = methodServer((method) => {
      throw notFound(method)
    })
    vi.stubGlobal('fetch', () => {
      throw new TypeError('the platform refuses')
    })
    await expect(leaveRoom(server, 'r1')).rejects.toMatchObject({ code: 'not-connected' })
  })

  test('that takes longer than 10 s has timed out', async () => {
    vi.useFakeTimers()
    try {
      const { server } = restServer({})
      vi.stubGlobal('fetch', () => new Promise(() => {}))
      const left = leaveRoom(server, 'r1').catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(9_999)
      expect(vi.getTimerCount()).toBe(1)
      await vi.advanceTimersByTimeAsync(1)
      expect(await left).toMatchObject({ code: 'timeout' })
    } finally {
      vi.useRealTimers()
    }
  })

  test('leaves no timer behind', async () => {
    vi.useFakeTimers()
    try {
      await hideRoom(restServer({ 'rooms.hide': {} }).server, 'r1')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a twin for one type of room', () => {
  test('knows no other: unsupported', async () => {
    const { server, requests } = restServer({ 'rooms.info': { room: { _id: 'r1', t: 'd' } } })
    await expect(addRoomOwner(server, 'r1', 'u2')).rejects.toMatchObject({ code: 'unsupported' })
    expect(requests).toHaveLength(1)
  })

  test('nobody is added to a direct room', async () => {
    const { server } = restServer({ 'rooms.info': { room: { _id: 'r1', t: 'd' } } })
    await expect(addUserToRoom(server, 'r1', 'bob')).rejects.toMatchObject({ code: 'error-cant-invite-for-direct-room' })
  })

  test('livechat is found among the channels', async () => {
    const { server, requests } = restServer({ 'rooms.info': { room: { _id: 'r1', t: 'l' } }, 'channels.addOwner': {} })
    await addRoomOwner(server, 'r1', 'u2')
    expect(requests.map(({ path }) => path)).toEqual(['rooms.info?roomId=r1', 'channels.addOwner'])
  })

  test('a room without a name is said to have an invalid one', async () => {
    await expect(createChannel(restServer({}).server, { name: ' ' })).rejects.toMatchObject({ code: 'error-invalid-name' })
  })

  test.each(['invalid-user-invite-list', 'error-empty-invite-list'])('%s means nobody of that name', async (code) => {
    const { server } = restServer({ 'rooms.info': { room: { _id: 'r1', t: 'c' } }, 'channels.invite': meteorRefusal(code) })
    await expect(addUserToRoom(server, 'r1', 'nobody')).rejects.toMatchObject({ code: 'error-user-not-found' })
  })
})
