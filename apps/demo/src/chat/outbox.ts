import type { Account } from './account.ts'
import type { Delivery, Message } from './message.ts'
import type { Room } from './room.ts'

/** What is on its way to the server. */
export interface Outbox {
  /** Shows a message at once, and sends it after those before it. */
  readonly send: (roomId: string, sender: string, text: string) => void
  /** Sends again what failed; the server takes it once. */
  readonly resend: (roomId: string, message: Message) => void
}

/** Makes an outbox that keeps its messages in the rooms, where they are shown until the server repeats them. */
export function createOutbox(
  account: Account,
  changeRoom: (roomId: string, change: (room: Room) => Partial<Room>) => void,
): Outbox {
  let count = 0
  const lastOf = new Map<string, Promise<void>>()

  function mark(roomId: string, key: string, delivery: Delivery): void {
    changeRoom(roomId, ({ pending }) => ({
      pending: pending.map((message) => (message.key === key ? { ...message, delivery } : message)),
    }))
  }

  async function deliver(roomId: string, { key, text }: Message): Promise<void> {
    try {
      const { homeserver, accessToken } = await account.signIn()
      await homeserver.send(accessToken, roomId, key, text)
      mark(roomId, key, 'delivered')
    } catch {
      mark(roomId, key, 'failed')
    }
  }

  function queue(roomId: string, message: Message): void {
    const before = lastOf.get(roomId) ?? Promise.resolve()
    lastOf.set(
      roomId,
      before.then(() => deliver(roomId, message)),
    )
  }

  return {
    send: (roomId, sender, text) => {
      count += 1
      const atMs = Date.now()
      const message: Message = { key: `m${atMs}.${count}`, sender, text, atMs, delivery: 'sending' }
      changeRoom(roomId, ({ pending }) => ({ pending: [...pending, message] }))
      queue(roomId, message)
    },
    resend: (roomId, message) => {
      mark(roomId, message.key, 'sending')
      queue(roomId, message)
    },
  }
}
