import type { TypingConversation, TypingUser } from '@nowtyping/client'
import { announcerOf } from './announcer.ts'
import type { Announcement } from './announcer.ts'

/**
 * How long somebody has to type before it is said, in milliseconds: who types for less sends
 * a message, which says more than "is typing" does.
 */
const ANNOUNCE_AFTER_MS = 1_500

/** How long nobody may type, in milliseconds, and the same people still go on rather than begin anew. */
const SAME_BURST_MS = 10_000

/** Decides what of one conversation a live region says: each burst of typing once, and never its end. */
export interface Bursts {
  /** Lets it speak through this region until the returned function is called. */
  readonly speakThrough: (region: HTMLElement) => () => void
  /** Who types now, and how to say it. */
  readonly hear: (users: readonly TypingUser[], text: string) => void
}

/** Silence, somebody who may soon be announced, or somebody of whom all is said. */
type Stage = 'quiet' | 'pending' | 'said'

/** Most people remembered of a burst: as many as the client shows of a conversation (docs/protocol.md, S14). */
const MOST_KNOWN = 256

// Only ours: names have lost theirs. What is read aloud, or felt as braille, needs no direction.
const ISOLATES = /[\u2068\u2069]/g

/** Begins to follow a conversation; says nothing before it is given a region, and sets no timer while nobody types. */
export function createBursts(conversation: TypingConversation | undefined): Bursts {
  let region: HTMLElement | undefined
  let stage: Stage = 'quiet'
  let line = ''
  let present: readonly TypingUser[] = []
  /** Everybody of the burst that was said last. */
  const known = new Set<string>()
  let quietSinceMs = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined

  const say = (text: string): void => {
    if (region !== undefined) region.textContent = text
  }

  const remember = (): void => {
    if (known.size >= MOST_KNOWN) known.clear()
    for (const user of present) known.add(user.id)
  }

  const begin = (): void => {
    stage = 'said'
    known.clear()
    remember()
  }

  const announcement: Announcement = {
    about: conversation,
    begin: () => {
      begin()
      say(line)
    },
    end: () => say(''),
  }

  const wait = ({ ownerDocument }: HTMLElement): void => {
    stage = 'pending'
    timer = setTimeout(() => {
      // Where another indicator of this conversation says it, it is said.
      if (!announcerOf(ownerDocument).announce(announcement)) begin()
    }, ANNOUNCE_AFTER_MS)
  }

  const silence = (): void => {
    clearTimeout(timer)
    if (region !== undefined) announcerOf(region.ownerDocument).takeBack(announcement)
  }

  const end = (): void => {
    if (stage === 'pending') silence()
    if (stage === 'said') quietSinceMs = performance.now()
    stage = 'quiet'
  }

  const hear = (users: readonly TypingUser[], text: string): void => {
    present = users
    line = text.replace(ISOLATES, '')
    if (users.length === 0) return end()
    if (stage === 'quiet' && region !== undefined) {
      const goOn = performance.now() - quietSinceMs < SAME_BURST_MS && users.some((user) => known.has(user.id))
      if (goOn) stage = 'said'
      else wait(region)
    }
    if (stage === 'said') remember()
  }

  return {
    hear,
    speakThrough: (element) => {
      region = element
      return () => {
        end()
        silence()
        region = undefined
      }
    },
  }
}
