// A bot, in a program that has neither the DOM's types nor Node's.
import { type ConnectionTransport, createTypingClient, TypingError, type TypingUser } from '@nowtyping/client'
import { createInspector, type InspectorEntry } from '@nowtyping/client/inspect'
import { matrix } from '@nowtyping/client/matrix'
import { attachMatrix, type MatrixClientLike } from '@nowtyping/client/matrix/attach'
import { RocketChatError, rocketchat } from '@nowtyping/client/rocketchat'
import { createDirectMessage } from '@nowtyping/client/rocketchat/rooms'
import { createTestTyping } from '@nowtyping/client/testing'
import { zulip } from '@nowtyping/client/zulip'
import { attachZulip } from '@nowtyping/client/zulip/attach'

const transport = matrix({ baseUrl: 'https://matrix.example.org', userId: '@bot:example.org', accessToken: () => 'token' })
const typing = createTypingClient({
  transport,
  onError: (error) => {
    if (error instanceof TypingError && error.code === 'rate-limited') typing.conversation('!a:example.org').stop()
  },
})
export const users: readonly TypingUser[] = typing.conversation('!a:example.org').users.getState()
// @ts-expect-error a room is named by a text
typing.conversation(7)
// @ts-expect-error the token is demanded
matrix({ baseUrl: 'https://matrix.example.org', userId: '@bot:example.org' })

export const own: ConnectionTransport<number> = {
  kind: 'connection',
  name: 'own',
  timing: { expireAfterMs: 20_000, resendEveryMs: 15_000, idleAfterMs: 5_000 },
  key: (room) => (typeof room === 'number' ? String(room) : undefined),
  open: (host) => {
    host.emit({ type: 'opened' })
    return { send: () => {}, close: () => {} }
  },
}
const { client, clock, sent } = createTestTyping<number>()
client.conversation(1).keystroke()
clock.advance(6_000)
export const last: number | undefined = sent[0]?.target
// @ts-expect-error rooms are numbers here
client.conversation('1')

const server = rocketchat({ baseUrl: 'https://chat.example.org', authToken: 'token' })
createTypingClient({ transport: server }).conversation({ rid: 'general', tmid: 'first' })
export const room: Promise<string> = createDirectMessage(server, ['bob']).then(
  ({ rid }) => rid,
  (error: unknown) => (error instanceof RocketChatError ? error.code : 'unknown'),
)

const inspector = createInspector()
inspector.subscribe((entry: InspectorEntry) => (entry.type === 'sent' && entry.typing ? entry.because === 'resend' : false))
const inZulip = createTypingClient({ transport: zulip({ baseUrl: '/zulip', email: 'bot@example.org', apiKey: 'key' }), inspector })
inZulip.conversation({ userIds: [7, 8] })
// @ts-expect-error a topic is in a channel
inZulip.conversation({ topic: 'release' })

export const attached = (running: MatrixClientLike) => createTypingClient({ transport: attachMatrix(running) })
const events = attachZulip({ userId: 7, post: () => Promise.resolve({ result: 'success' }) })
export const attachedToZulip = createTypingClient({ transport: events }).conversation({ messageId: 7 })
