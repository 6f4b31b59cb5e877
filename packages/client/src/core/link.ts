import type { TypingError } from '../protocol/errors.ts'
import type { ConnectionStatus, WaitingReason } from '../protocol/status.ts'
import type { Ask } from '../protocol/wire.ts'

/**
 * Where the connection stands: `idle → connecting → open ⇄ waiting → closed → connecting`.
 * An ask is a poll, or, for a transport with a connection of its own, that connection.
 */
export type LinkPhase = 'idle' | 'connecting' | 'open' | 'waiting' | 'closed'

/** The connection of one client. Instants are monotonic milliseconds; `Infinity` means never. */
export interface Link {
  readonly phase: LinkPhase
  /** Why it waits, while it does. */
  readonly reason: WaitingReason
  /** What ended it, or what it waits for to pass. */
  readonly error: TypingError | undefined
  /** Whether one ask lasts for the whole connection, with its own repeats. */
  readonly lasting: boolean
  readonly online: boolean
  /** Since when the page has been hidden. */
  readonly hiddenAt: number
  /** Hidden for long, or put away: nothing is asked. */
  readonly away: boolean
  readonly asking: Ask | undefined
  readonly askedAt: number
  /** When the ask in flight is given up. */
  readonly deadlineAt: number
  /** The next ask does not leave before. */
  readonly askAt: number
  /** Asks in a row without a good answer. */
  readonly failures: number
  /** Complete asks in a row without an answer, each of which doubles their deadline. */
  readonly completeFailures: number
  /** Asks in a row that had to be asked differently. */
  readonly reasks: number
  /** Answers in a row that came at once and told nothing, though they might have waited. */
  readonly hasty: number
}

/** What happens to a link. */
export type LinkEvent =
  | { readonly type: 'connect'; readonly lasting: boolean }
  | { readonly type: 'close' }
  /** It cannot go on: refused credentials, or a server that lacks what is needed. */
  | { readonly type: 'fail'; readonly error: TypingError }
  | { readonly type: 'offline' }
  | { readonly type: 'online' }
  | { readonly type: 'hidden' }
  | { readonly type: 'visible' }
  /** The page is put away, perhaps for ever. */
  | { readonly type: 'pagehide' }
  /** It came back, from the back-forward cache or a freeze. */
  | { readonly type: 'pageshow' }
  /** Time was slept through. */
  | { readonly type: 'gap' }
  /** No answer came for so long that what is shown cannot be believed. */
  | { readonly type: 'stale' }
  | { readonly type: 'due' }
  /** Leave was given and the ask has left; a retake is one for everything where the first of them was quick. */
  | { readonly type: 'asked'; readonly ask: Ask; readonly isRetake: boolean }
  | { readonly type: 'answered'; readonly empty: boolean }
  /** One of the steps to the first answer is done. */
  | { readonly type: 'next' }
  | { readonly type: 'again'; readonly error: TypingError }
  | { readonly type: 'missed'; readonly error: TypingError }
  | { readonly type: 'limited'; readonly error: TypingError; readonly until: number }
  /** The credentials were refused; it is asked again with others. */
  | { readonly type: 'unauthorized' }
  /** A lasting connection tells that it is lost and when it tries again. */
  | { readonly type: 'lost'; readonly error: TypingError; readonly retryInMs: number }

/** What a link asks for. */
export type LinkEffect =
  /** The ask in flight is abandoned. */
  | 'cancel'
  /** What was shown can no longer be believed. */
  | 'distrust'
  /** An answer came for the first time since `connect()`, or since it waited. */
  | 'opened'
  /** The network or the page is back. */
  | 'wake'

/** The link afterwards, the same object where nothing changed, and what it asks for. */
export interface LinkStep {
  readonly link: Link
  readonly effects: readonly LinkEffect[]
}

/** A link that has not been asked to connect. */
export const IDLE_LINK: Link = Object.freeze({
  phase: 'idle',
  reason: 'backoff',
  error: undefined,
  lasting: false,
  online: true,
  hiddenAt: Infinity,
  away: false,
  asking: undefined,
  askedAt: -Infinity,
  deadlineAt: Infinity,
  askAt: Infinity,
  failures: 0,
  completeFailures: 0,
  reasks: 0,
  hasty: 0,
})

/** Hidden for so long, in milliseconds, the page asks no more until it is seen again. */
export const HIDDEN_MS = 60_000

/** Deadlines of an ask: of one for everything, and what an ordinary one has beyond its own wait; each doubled per miss. */
export const ASK_DEADLINE_MS = { complete: 120_000, completeMost: 600_000, slack: 5_000, slackMost: 40_000 } as const

/** Whether the client has been asked to connect and has not been closed. */
export function isRunning(link: Link): boolean {
  return link.phase !== 'idle' && link.phase !== 'closed'
}

/** Whether the page is seen. */
export function isVisible(link: Link): boolean {
  return link.hiddenAt === Infinity
}

/** Whether the link wants to ask now. */
export function wantsAsk(link: Link, now: number): boolean {
  return isRunning(link) && link.online && !link.away && link.asking === undefined && link.askAt <= now
}

/** Milliseconds that an ask may take, its body included. */
export function askDeadlineMs(link: Link, ask: Ask, isRetake: boolean): number {
  if (link.lasting) return Infinity
  if (ask.complete && !isRetake) {
    return Math.min(ASK_DEADLINE_MS.completeMost, ASK_DEADLINE_MS.complete * 2 ** Math.min(link.completeFailures, 8))
  }
  return ask.timeoutMs + Math.min(ASK_DEADLINE_MS.slackMost, ASK_DEADLINE_MS.slack * 2 ** Math.min(link.failures, 8))
}

/** The next instant at which time alone changes this link; `Infinity` if none. */
export function linkDueAt(link: Link, now: number): number {
  if (!isRunning(link)) return Infinity
  const hidden = link.away ? Infinity : link.hiddenAt + HIDDEN_MS
  return Math.min(link.deadlineAt, hidden, link.askAt > now ? link.askAt : Infinity)
}

/** The link as the app sees it. */
export function statusOf(link: Link, now: number): ConnectionStatus {
  switch (link.phase) {
    case 'idle':
    case 'connecting':
    case 'open':
      return { state: link.phase }
    case 'waiting': {
      const waits = link.askAt > now && link.askAt !== Infinity
      return {
        state: 'waiting',
        reason: link.reason,
        ...(waits ? { retryInMs: link.askAt - now } : {}),
        ...(link.error === undefined ? {} : { error: link.error }),
      }
    }
    case 'closed':
      return link.error === undefined ? { state: 'closed' } : { state: 'closed', error: link.error }
  }
}
