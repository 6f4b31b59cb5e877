import { beforeEach, describe, expect, test } from 'vitest'
import { createTypingClient } from '../../client/create-client.ts'
import type { TypingClient } from '../../protocol/client.ts'
import type { TypingError } from '../../protocol/errors.ts'
import { createManualClock, type ManualClock } from '../../testing/manual-clock.ts'
import { attachZulip, type ZulipAttachment, type ZulipTarget } from './attach.ts'

const [ME, BOB, EVE] = [8, 9, 10]
const CHAT: ZulipTarget = { channelId: 1, topic: 'Chat' }
const DIRECT: ZulipTarget = { userIds: [BOB] }

const REGISTERED = {
  result: 'success',
  queue_id: 'queue',
  last_event_id: -1,
  zulip_feature_level: 481,
  server_typing_started_expiry_period_milliseconds: 45_000,
  server_typing_started_wait_period_milliseconds: 30_000,
  server_typing_stopped_wait_period_milliseconds: 12_000,
}

let lastId = 0
const typing = (op: 'start' | 'stop', userId = BOB, place: object = { message_type: 'stream', stream_id: 1, topic: 'chat' }): object => ({
  id: (lastId += 1),
  type: 'typing',
  op,
  sender: { user_id: userId },
  ...place,
})
const setting = (property: string, value: boolean): object => ({ id: (lastId += 1), type: 'user_settings', property, value })

describe('a client fed by the app’s own event loop', () => {
  let sent: { path: string; form: Readonly<Record<string, string>>; keepalive: boolean }[]
  let answer: () => Promise<unknown>
  let clock: ManualClock
  let zulip: ZulipAttachment
  let client: TypingClient<ZulipTarget>
  let errors: TypingError[]

  beforeEach(() => {
    sent = []
    errors = []
    answer = async () => ({ result: 'success', msg: '' })
    clock = createManualClock()
    zulip = attachZulip({
      userId: ME,
      post: (path, form, { keepalive }) => {
        sent.push({ path, form, keepalive })
        return answer()
      },
      subscriberCount: (channelId) => (channelId === 7 ? 101 : undefined),
    })
    client = createTypingClient({ transport: zulip, clock, random: () => 0.5, onError: (error) => errors.push(error) })
  })

  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
  const follow = (target: ZulipTarget = CHAT): (() => readonly string[]) => {
    const { users } = client.conversation(target)
    users.subscribe(() => {})
    return () => users.getState().map(({ id }) => id)
  }
  async function open(answered: unknown = REGISTERED): Promise<void> {
    zulip.registered(answered)
    await client.connect()
  }

  test('is connecting until there is a queue, and open at once where there is one already', async () => {
    const connected = client.connect()
    zulip.feed([typing('start')])
    expect(client.status.getState()).toEqual({ state: 'connecting' })
    zulip.registered(REGISTERED)
    await connected
    await client.close()
    await client.connect()
    expect(client.status.getState()).toEqual({ state: 'open' })
  })

  test('posts what the feature level of the server wants', async () => {
    await open()
    client.conversation(CHAT).keystroke()
    await turn()
    client.conversation(CHAT).stop()
    expect(sent).toEqual([
      { path: '/typing', form: { type: 'channel', stream_id: '1', topic: 'Chat', op: 'start' }, keepalive: false },
      { path: '/typing', form: { type: 'channel', stream_id: '1', topic: 'Chat', op: 'stop' }, keepalive: true },
    ])
  })

  test('sends again and stops by the periods of the server', async () => {
    await open()
    const { keystroke } = client.conversation(DIRECT)
    for (let second = 0; second <= 31; second += 1) {
      keystroke()
      await turn()
      clock.advance(1_000)
    }
    expect(sent.map(({ form }) => form['op'])).toEqual(['start', 'start'])
    clock.advance(11_000)
    expect(sent.map(({ form }) => form['op'])).toEqual(['start', 'start', 'stop'])
  })

  test('shows who types for as long as the server says, each alone, and never me', async () => {
    await open()
    const seen = follow()
    zulip.feed([typing('start', ME), typing('start', BOB)])
    clock.advance(30_000)
    zulip.feed([typing('start', EVE), { id: (lastId += 1), type: 'message', message: {} }])
    expect(seen()).toEqual(['9', '10'])
    clock.advance(15_000)
    expect(seen()).toEqual(['10'])
    zulip.feed([typing('stop', EVE)])
    expect(seen()).toEqual([])
  })

  test('hears direct conversations by their others', async () => {
    await open()
    const seen = follow(DIRECT)
    zulip.feed([typing('start', BOB, { message_type: 'direct', recipients: [{ user_id: ME }, { user_id: BOB }] })])
    expect(seen()).toEqual(['9'])
  })

  test('hears every event of a list, however long', async () => {
    await open()
    const seen = follow()
    zulip.feed([...Array.from({ length: 10_000 }, () => ({ id: (lastId += 1), type: 'presence' })), typing('start')])
    expect(seen()).toEqual(['9'])
  })

  test('leaves out what is not the protocol', async () => {
    await open()
    const seen = follow()
    zulip.feed([null, 7, {}, { id: 'x', type: 'typing' }, typing('start')])
    Reflect.apply(zulip.feed, undefined, [undefined])
    Reflect.apply(zulip.feed, undefined, ['events'])
    expect(seen()).toEqual(['9'])
    expect(errors).toEqual([])
  })

  test('S6 posts nothing that the account has switched off, from the moment it has', async () => {
    await open()
    zulip.feed([setting('send_stream_typing_notifications', false)])
    client.conversation(CHAT).keystroke()
    expect(sent).toEqual([])
    clock.advance(10_000)
    client.conversation(DIRECT).keystroke()
    expect(sent).toHaveLength(1)
  })

  test('knows what was switched off while no client was open', async () => {
    zulip.registered(REGISTERED)
    zulip.feed([setting('send_stream_typing_notifications', false)])
    await client.connect()
    client.conversation(CHAT).keystroke()
    expect(sent).toEqual([])
  })

  test('does not post to a channel of more than 100', async () => {
    await open()
    client.conversation({ channelId: 7, topic: 'Chat' }).keystroke()
    expect(sent).toEqual([])
  })

  test('waits when a poll failed, and is open again with the next events', async () => {
    await open()
    zulip.lost(3_000)
    expect(client.status.getState()).toMatchObject({ state: 'waiting', reason: 'backoff', retryInMs: 3_000 })
    client.conversation(CHAT).keystroke()
    expect(sent).toEqual([])
    zulip.feed([])
    expect(client.status.getState()).toEqual({ state: 'open' })
    expect(sent).toHaveLength(1)
    expect(errors.map(({ code }) => code)).toEqual(['unreachable'])
  })

  test('takes the time in which nobody listened off the life of a start', async () => {
    await open()
    const seen = follow()
    zulip.lost()
    clock.advance(5_000)
    zulip.lost()
    clock.advance(15_000)
    zulip.feed([typing('start')])
    clock.advance(24_999)
    expect(seen()).toEqual(['9'])
    clock.advance(1)
    expect(seen()).toEqual([])
    zulip.feed([typing('start')])
    clock.advance(44_999)
    expect(seen()).toEqual(['9'])
  })

  test('clears what was shown when there is another queue, and speaks as it says', async () => {
    await open()
    const seen = follow()
    zulip.feed([typing('start')])
    zulip.registered({ ...REGISTERED, zulip_feature_level: 200 })
    expect(seen()).toEqual([])
    client.conversation(CHAT).keystroke()
    expect(sent[0]?.form).toEqual({ type: 'stream', to: '[1]', topic: 'Chat', op: 'start' })
  })

  test.each([[undefined], [null], ['queue'], [{ result: 'error', code: 'UNAUTHORIZED' }]])(
    'takes %j for a queue that there is not',
    async (answered) => {
      const connecting = client.connect()
      zulip.registered(answered)
      expect(client.status.getState().state).toBe('waiting')
      zulip.registered(REGISTERED)
      await connecting
    },
  )

  test('says when it opens that the loop is lost', async () => {
    zulip.registered(REGISTERED)
    zulip.lost()
    const connecting = client.connect()
    expect(client.status.getState().state).toBe('waiting')
    zulip.feed([])
    await connecting
  })

  test('is open at once where the loop was lost and has another queue since', async () => {
    zulip.lost()
    zulip.registered(REGISTERED)
    await client.connect()
    expect(client.status.getState()).toEqual({ state: 'open' })
  })

  test('S16 tells nothing to what was closed', () => {
    const emitted: string[] = []
    const host = { emit: ({ type }: { readonly type: string }) => emitted.push(type), now: clock.now, random: () => 0, wakeAt: () => {} }
    const connection = zulip.open(host)
    zulip.registered(REGISTERED)
    expect(emitted).toEqual(['self', 'cleared', 'timing', 'opened'])
    void connection.close()
    zulip.feed([typing('start')])
    zulip.lost()
    expect(emitted).toHaveLength(4)
  })

  test.each([
    ['forbidden', { code: 'BAD_REQUEST', msg: "Not authorized for channel 'secret'" }],
    ['invalid-conversation', { code: 'BAD_REQUEST', msg: 'Invalid channel ID' }],
    ['unsupported', { code: 'REQUEST_VARIABLE_MISSING', msg: 'Missing secret' }],
  ])('goes quiet where the server does not take it, and says %s', async (code, refusal) => {
    answer = async () => ({ result: 'error', ...refusal })
    await open()
    client.conversation(CHAT).keystroke()
    await turn()
    clock.advance(60_000)
    expect(errors).toMatchObject([{ code, conversation: 'channel:1:chat' }])
    expect(errors[0]?.message).not.toContain('secret')
    expect(sent).toHaveLength(1)
  })

  test.each([
    ['stated', { 'retry-after': 7.5 }, 7_500],
    ['unstated', {}, 1_000],
  ])('S11 posts nothing before a wait, %s', async (_how, fields, waitMs) => {
    answer = async () => ({ result: 'error', code: 'RATE_LIMIT_HIT', msg: 'API usage exceeded rate limit', ...fields })
    await open()
    const { keystroke } = client.conversation(CHAT)
    keystroke()
    await turn()
    expect(errors).toMatchObject([{ code: 'rate-limited' }])
    answer = async () => ({ result: 'success' })
    clock.advance(waitMs - 1)
    keystroke()
    expect(sent).toHaveLength(1)
    clock.advance(1)
    expect(sent).toHaveLength(2)
  })

  test.each([
    ['no answer', async () => { throw new Error('https://secret.example.org') }],
    ['trouble of the server', async () => ({ result: 'error', msg: 'Internal server error' })],
    ['what is no answer of Zulip', async () => '<html>'],
    ['nothing', async () => undefined],
  ])('tries again after %s', async (_what, failing) => {
    answer = failing
    await open()
    client.conversation(CHAT).keystroke()
    await turn()
    answer = async () => ({ result: 'success' })
    clock.advance(3_000)
    await turn()
    expect(sent.length).toBeGreaterThan(1)
    expect(JSON.stringify(errors.map(({ message, cause }) => [message, String(cause)]))).not.toContain('secret')
  })

  test.each(['UNAUTHORIZED', 'INVALID_API_KEY', 'USER_DEACTIVATED', 'REALM_DEACTIVATED'])('S9 closes with `unauthorized` at %s', async (code) => {
    answer = async () => ({ result: 'error', code, msg: 'secret' })
    await open()
    client.conversation(CHAT).keystroke()
    await turn()
    expect(client.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
    zulip.feed([typing('start')])
    zulip.lost()
    expect(client.status.getState().state).toBe('closed')
  })

  test.each([{ userId: 0 }, { userId: '8' }, { userId: ME, post: 'no' }])('cannot be made with %j', (wrong) => {
    expect(() => void Reflect.apply(attachZulip, undefined, [{ post: () => {}, ...wrong }])).toThrow(TypeError)
  })
})
