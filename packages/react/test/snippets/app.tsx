// What an app has around the snippets: a session, people, and a way to say something.
import { useState } from 'react'
import { useTyping } from '@nowtyping/react'

export const session = { token: 'token', apiKey: 'key' }

export const members: ReadonlyMap<string, { readonly displayName: string }> = new Map([
  ['@bob:example.org', { displayName: 'Bob' }],
])

/** What was said, oldest first. */
export const said: (readonly [roomId: string, text: string])[] = []

export function send(roomId: string, text: string): void {
  said.push([roomId, text])
}

export function Messages({ roomId }: { readonly roomId: string }) {
  return <p>{said.filter(([room]) => room === roomId).length} messages</p>
}

/** A field of one line, which Enter sends. */
export function Composer({ roomId }: { readonly roomId: string }) {
  const [draft, setDraft] = useState('')
  const { inputProps } = useTyping(roomId)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send(roomId, draft)
        setDraft('')
      }}
    >
      <input value={draft} onChange={(event) => setDraft(event.target.value)} {...inputProps} />
    </form>
  )
}

export interface Message {
  readonly sender: string
}

const readers = new Set<readonly [roomId: string, read: (message: Message) => void]>()

export function onMessage(roomId: string, read: (message: Message) => void): () => void {
  const reader = [roomId, read] as const
  readers.add(reader)
  return () => void readers.delete(reader)
}

/** A message arrives. */
export function arrive(roomId: string, message: Message): void {
  for (const [room, read] of readers) if (room === roomId) read(message)
}

export const settings = { showMyTyping: true }
export const ignoredIds: ReadonlySet<string> = new Set(['@eve:example.org'])

export function Avatars({ ids }: { readonly ids: readonly string[] }) {
  return <span data-testid="avatars">{ids.join()}</span>
}

export function Dots() {
  return <span>…</span>
}
