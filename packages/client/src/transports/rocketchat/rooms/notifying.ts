import type { RocketChatServer } from '../server.ts'
import { takeId } from './arguments.ts'
import { ask, nothing } from './ask.ts'

/** What `user-activity` can tell. */
export type UserActivity = 'user-typing' | 'user-recording' | 'user-uploading' | 'user-playing'

/** An event of a room that a client may send. */
export type RoomNotice =
  /**
   * My whole set of activities, empty for none; `shownName` is my username, or my real name with the setting
   * `UI_Use_Real_Name`. Servers from 4.0.
   */
  | readonly [
      event: 'user-activity',
      shownName: string,
      activities: readonly UserActivity[],
      extras?: { readonly tmid?: string },
    ]
  /** Whether I type. Servers before 6.0; later ones drop it. */
  | readonly [event: 'typing', username: string, isTyping: boolean]

/**
 * Tells a room what I do: `stream-notify-room` itself, without the pacing and renewing of the typing transport, which is
 * what indicators are for. A refusal looks like success: the server answers with nothing in any case.
 * Not deprecated. REST: none.
 * @throws RocketChatError with a code common to all.
 */
export async function notifyRoom(server: RocketChatServer, rid: string, ...notice: RoomNotice): Promise<void> {
  const room = takeId('stream-notify-room', 'rid', rid)
  const [event, shownName, said, extras] = notice
  const key = `${room}/${event}`
  return ask(server, {
    method: 'stream-notify-room',
    // With `user-activity` always a fourth, as the server's own client has it.
    params: event === 'typing' ? [key, shownName, said] : [key, shownName, said, extras ?? {}],
    read: nothing,
  })
}
