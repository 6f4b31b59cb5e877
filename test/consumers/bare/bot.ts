// A bot, in a program that has neither the DOM's types nor Node's.
import { type ConnectionTransport, createTypingClient, TypingError, type TypingUser } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { createTestTyping } from '@nowtyping/client/testing'

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
