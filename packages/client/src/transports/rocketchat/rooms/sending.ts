import { field } from '../../shared/parse.ts'
import type { RocketChatServer } from '../server.ts'
import { takeDate, takeId } from './arguments.ts'
import { ask, given } from './ask.ts'
import { readMessage } from './message.ts'
import type { RoomMessage } from './message.ts'

/** A message to be sent. */
export interface NewMessage {
  readonly rid: string
  readonly msg: string
  /** An id of one's own, so that a repeat is not a second message; the server makes one by default. */
  readonly _id?: string | undefined
  /** The message whose thread it belongs in. */
  readonly tmid?: string | undefined
  /** Whether a message of a thread shows in the room too. */
  readonly tshow?: boolean | undefined
  /** When it was written; at most a little off the server's clock. */
  readonly ts?: Date | undefined
}

const readSent = given(readMessage)

/**
 * Sends a message; undefined if the server did not take it and said why to me alone, in the room. The server takes five a second.
 * Not deprecated. REST: `POST chat.sendMessage`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed`, `error-invalid-message`, `error-message-size-exceeded`,
 * `error-message-ts-out-of-sync`, `invalid-params`, or a code common to all.
 */
export async function sendMessage(
  server: RocketChatServer,
  { rid, msg, _id, tmid, tshow, ts }: NewMessage,
): Promise<RoomMessage | undefined> {
  const at = takeDate('sendMessage', 'ts', ts)
  const message = {
    rid: takeId('sendMessage', 'rid', rid),
    msg,
    ...(_id !== undefined && { _id: takeId('sendMessage', '_id', _id) }),
    ...(tmid !== undefined && { tmid: takeId('sendMessage', 'tmid', tmid) }),
    ...(tshow !== undefined && { tshow }),
    ...(at && { ts: at }),
  }
  return ask<RoomMessage | undefined>(server, {
    method: 'sendMessage',
    params: [message],
    read: (result) => (result === undefined || result === null ? { value: undefined } : readSent(result)),
    twin: async (rest) => readSent(field(await rest.post('chat.sendMessage', { message }), 'message')),
    renamed: new Map([['error-room-not-found', 'error-not-allowed']]),
  })
}
