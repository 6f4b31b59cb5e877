import type { TypingUser } from '@nowtyping/client'
import { hasInk } from './ink.ts'
import { attempt } from './locale.ts'

/**
 * Longest name shown, in code points, the ellipsis included: as many as the client keeps of a name (docs/protocol.md, S14).
 * Counted so, a pile of combining marks is cut as well.
 */
const MAX_SHOWN_NAME = 128

/** Shown for somebody whose every name is invisible. */
const NAMELESS = '?'

/*
 * C0 and C1 controls, line and paragraph separators (which end an isolate) and the characters that direct bidirectional
 * text: with these a name could turn the words around it, or pass for another one.
 */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/gu // oxlint-disable-line no-control-regex

function safe(name: string): string {
  const plain = name.replace(CONTROLS, '').trim()
  // A code point takes at most two units: what lies beyond cannot be among those kept.
  const start = plain.slice(0, 2 * MAX_SHOWN_NAME + 2)
  const points = Array.from(start)
  if (points.length <= MAX_SHOWN_NAME) return plain
  const end = points.slice(0, MAX_SHOWN_NAME - 1).join('').length
  return `${start.slice(0, wholeCharacters(start, end)).trimEnd()}…`
}

/** Where to cut so that no family of emoji is torn apart; `end` itself where the runtime cannot tell, as Hermes. */
function wholeCharacters(text: string, end: number): number {
  const index = attempt(() => new Intl.Segmenter().segment(text).containing(end)?.index)
  return index === undefined || index === 0 ? end : index
}

function asked(user: TypingUser, nameOf: ((user: TypingUser) => string | undefined) | undefined): unknown {
  try {
    return nameOf?.(user)
  } catch {
    // A list of members that is not loaded yet must not take the page with it.
    return undefined
  }
}

/** The name to show for a user: what the app says, else the name from the wire, else the id; never invisible. */
export function shownName(user: TypingUser, nameOf: ((user: TypingUser) => string | undefined) | undefined): string {
  for (const candidate of [asked(user, nameOf), user.name, user.id]) {
    const name = typeof candidate === 'string' ? safe(candidate) : ''
    if (hasInk(name)) return name
  }
  return NAMELESS
}

/** FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9): what is between them leaves the order of the rest alone. */
const ISOLATE_START = '\u2068'
const ISOLATE_END = '\u2069'

/** Sets a name apart from the text around it, whichever way either is written. */
export function isolated(name: string): string {
  return ISOLATE_START + name + ISOLATE_END
}
