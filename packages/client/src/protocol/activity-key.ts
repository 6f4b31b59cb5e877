import type { TypingActivity } from './conversation.ts'

/** Typing has the key of the conversation itself. */
const NAMED: readonly TypingActivity[] = ['recording', 'uploading', 'playing']

/** A conversation, by its key, and what is told of me there. */
export interface Told {
  readonly conversation: string
  readonly activity: TypingActivity
}

/** The key under which the machines keep it: an activity is a conversation of its own to them. */
export function activityKey({ conversation, activity }: Told): string {
  return activity === 'typing' ? conversation : `${activity}\n${conversation}`
}

/** What such a key stands for. */
export function readActivityKey(key: string): Told {
  const activity = NAMED.find((kind) => key.startsWith(`${kind}\n`))
  return activity === undefined
    ? { conversation: key, activity: 'typing' }
    : { conversation: key.slice(activity.length + 1), activity }
}
