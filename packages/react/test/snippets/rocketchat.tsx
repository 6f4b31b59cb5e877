// Snippet 5: a room list, a thread and a room method on Rocket.Chat.
import { createTypingClient } from '@nowtyping/client'
import { rocketchat } from '@nowtyping/client/rocketchat'
import { createDirectMessage } from '@nowtyping/client/rocketchat/rooms'
import { TypingIndicator, useTyping, useTypingUsers } from '@nowtyping/react'
import { session } from './app.tsx'

export interface Room {
  readonly rid: string
  readonly name: string
}

export const server = rocketchat({ baseUrl: 'https://chat.example.org', authToken: () => session.token })
export const typing = createTypingClient({ transport: server })

export function RoomRow({ room }: { room: Room }) {
  const busy = useTypingUsers(room.rid, (users) => users.length > 0)
  return <li data-busy={busy}>{room.name}{busy && ' …'}</li>
}

export function Thread({ rid, tmid }: { rid: string; tmid: string }) {
  const { inputProps } = useTyping({ rid, tmid })
  return (
    <>
      <TypingIndicator conversation={{ rid, tmid }} />
      <textarea {...inputProps} />
    </>
  )
}

export const writeTo = async (username: string) => (await createDirectMessage(server, [username])).rid
