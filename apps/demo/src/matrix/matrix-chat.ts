import type { Account } from '../chat/account.ts'
import { chosenOf, createChatBase, type Chat } from '../chat/chat.ts'
import { startFollowing, type Go } from '../chat/following.ts'
import { createOutbox } from '../chat/outbox.ts'
import { ServerRefusal } from '../chat/server-refusal.ts'
import type { MatrixSignedIn } from './matrix-account.ts'
import type { SyncAnswer } from './sync-answer.ts'
import { freshRooms, withChanges, type SyncRooms } from './sync-rooms.ts'

/** How long the server holds a poll while there is nothing new, in milliseconds. */
const POLL_MS = 30_000

/** Makes a Matrix chat of an account; `chosen` is the room to begin with, where I am in it. */
export function createMatrixChat(account: Account<MatrixSignedIn>, chosen?: string): Chat {
  const { store, changeRoom, choose, onMessage, announce } = createChatBase(chosen)
  const outbox = createOutbox(async (roomId, { key, text }) => {
    const { homeserver, token } = await account.signIn()
    await homeserver.send(token, roomId, key, text)
  }, changeRoom)
  /** Up to where the answers have come, and with which token. */
  let place: { readonly token: string; readonly since: string } | undefined
  let given: SyncRooms['given'] = new Map()

  async function follow({ signal, isRetry, succeeded }: Go): Promise<void> {
    const { homeserver, baseUrl, userId, token } = await account.signIn()
    signal.throwIfAborted()
    store.setState(({ me }) => ({ me: me ?? { userId, baseUrl } }))
    const since = place?.token === token ? place.since : undefined
    // The first poll after a failure is not held: its answer tells that the server is back.
    const holdMs = isRetry ? 0 : POLL_MS
    const answer = await homeserver.sync(token, since, holdMs, signal).catch((error: unknown) => {
      if (error instanceof ServerRefusal && error.status === 401) account.refused(token)
      throw error
    })
    signal.throwIfAborted()
    succeeded()
    place = { token, since: answer.nextBatch }
    store.setState((state) => {
      const reader = { userId, chosen: state.chosen }
      const { rooms } = state
      const next = since === undefined ? freshRooms(rooms, answer, reader) : withChanges({ rooms, given }, answer, reader)
      given = next.given
      return { connection: 'online', rooms: next.rooms, chosen: chosenOf(next.rooms, state.chosen) }
    })
    if (since !== undefined) tell(answer, userId)
  }

  function tell({ joined }: SyncAnswer, me: string): void {
    for (const { id, messages } of joined) {
      for (const { sender } of messages) if (sender !== me) announce({ roomId: id }, sender)
    }
  }

  return {
    store,
    start: () => startFollowing({ go: follow, onFailure: (connection) => store.setState({ connection }) }),
    send: (to, text) => {
      const { me } = store.getState()
      if (me !== undefined) outbox.send(to, me.userId, text)
    },
    resend: outbox.resend,
    choose,
    onMessage,
    begin: {
      join: async (name) => {
        const { homeserver, token, userId } = await account.signIn()
        await homeserver.join(token, `#${name}:${userId.slice(userId.indexOf(':') + 1)}`)
      },
    },
  }
}
