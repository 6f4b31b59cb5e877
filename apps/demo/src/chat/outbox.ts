import type { Delivery, Message } from './message.ts'
import type { ChangeRoom } from './room.ts'

/** Where something is said: a room, or a thread in it. */
export interface Place {
  readonly roomId: string
  readonly threadId?: string | undefined
}

/** What is on its way to the server. */
export interface Outbox {
  /** Shows a message at once, and sends it after those before it. */
  readonly send: (place: Place, sender: string, text: string) => void
  /** Sends again what failed. */
  readonly resend: (roomId: string, message: Message) => void
}

/** Makes an outbox that keeps its messages in the rooms, where they are shown until the server repeats them. */
export function createOutbox(deliver: (roomId: string, message: Message) => Promise<unknown>, changeRoom: ChangeRoom): Outbox {
  let count = 0
  const lastOf = new Map<string, Promise<void>>()

  function mark(roomId: string, key: string, delivery: Delivery): void {
    changeRoom(roomId, ({ pending }) => ({
      pending: pending.map((message) => (message.key === key ? { ...message, delivery } : message)),
    }))
  }

  function queue(roomId: string, message: Message): void {
    const before = lastOf.get(roomId) ?? Promise.resolve()
    lastOf.set(
      roomId,
      before
        .then(() => deliver(roomId, message))
        .then(
          () => mark(roomId, message.key, 'delivered'),
          () => mark(roomId, message.key, 'failed'),
        ),
    )
  }

  return {
    send: ({ roomId, threadId }, sender, text) => {
      count += 1
      const atMs = Date.now()
      const message: Message = { key: `m${atMs}.${count}`, sender, text, atMs, delivery: 'sending', threadId }
      changeRoom(roomId, ({ pending }) => ({ pending: [...pending, message] }))
      queue(roomId, message)
    },
    resend: (roomId, message) => {
      mark(roomId, message.key, 'sending')
      queue(roomId, message)
    },
  }
}
