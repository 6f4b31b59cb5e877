import type { Message } from '../chat/message.ts'

/** Messages of one person in a row. */
export interface Turn {
  readonly sender: string
  readonly said: readonly [Message, ...Message[]]
}

/** Longest silence inside a turn, in milliseconds. */
const TURN_MS = 120_000

/** Puts together what one person said without much of a pause. */
export function inTurns(messages: readonly Message[]): readonly Turn[] {
  const turns: { readonly sender: string; readonly said: [Message, ...Message[]] }[] = []
  for (const message of messages) {
    const last = turns.at(-1)
    const before = last?.said.at(-1)
    if (last?.sender === message.sender && before !== undefined && message.atMs - before.atMs < TURN_MS) {
      last.said.push(message)
    } else turns.push({ sender: message.sender, said: [message] })
  }
  return turns
}
