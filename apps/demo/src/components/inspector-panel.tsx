import { useState, type ReactElement } from 'react'
import { TypingInspector } from '@nowtyping/react/inspect'
import { useStore } from 'zustand'
import type { Chat } from '../chat/chat.ts'
import { titleOf, type Rooms } from '../chat/room.ts'
import type { Typing } from '../messenger.ts'

/** Props of `InspectorPanel`. */
export interface InspectorPanelProps {
  readonly chat: Chat
  readonly typing: Typing
}

/** What this person's client sent and showed, and why; nothing of it is on the page before it is opened. */
export function InspectorPanel({ chat, typing }: InspectorPanelProps): ReactElement {
  const [isOpen, setOpen] = useState(false)

  return (
    <details className="inspector" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What was sent, and why</summary>
      {isOpen && <Steps chat={chat} typing={typing} />}
    </details>
  )
}

/** In the words of the chat: a protocol's own names of rooms and people say little. */
function Steps({ chat, typing }: InspectorPanelProps): ReactElement {
  const rooms = useStore(chat.store, (state) => state.rooms)
  const titles = new Map([...rooms.values()].map((room) => [typing.conversationOf({ roomId: room.id }).key, titleOf(room)]))

  return (
    <TypingInspector
      inspector={typing.inspector}
      maxRows={100}
      titleOf={(key) => titles.get(key)}
      nameOf={({ id }) => nameIn(rooms, id)}
    />
  )
}

function nameIn(rooms: Rooms, userId: string): string | undefined {
  for (const { members } of rooms.values()) {
    const name = members.get(userId)
    if (name !== undefined) return name
  }
  return undefined
}
