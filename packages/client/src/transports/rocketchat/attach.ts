import type { TypingActivity } from '../../protocol/conversation.ts'
import { TypingError } from '../../protocol/errors.ts'
import type { SendOutcome } from '../../protocol/outcome.ts'
import { STATED_WAIT_BOUNDS_MS } from '../../protocol/timing.ts'
import type { ConnectionTransport, TransportConnection, TransportHost } from '../../protocol/transport.ts'
import { activityParams, EXPIRE_AFTER_MS } from './activity.ts'
import { readOutcome, readRejection, unsendable } from './attached-outcome.ts'
import { attachRooms } from './attached-rooms.ts'
import type { RocketChatSdkLike } from './attached-sdk.ts'
import { readTarget, type RocketChatTarget } from './target.ts'
import { ROCKETCHAT_TRAITS } from './traits.ts'

export type { RocketChatSdkLike, RocketChatStreamLike } from './attached-sdk.ts'
export type { RocketChatTarget } from './target.ts'

/** Options of `attachRocketChat`. */
export interface RocketChatAttachOptions {
  /**
   * The name that others know me by: needed where the workspace shows real names (`UI_Use_Real_Name`), and where the
   * server does not tell the client its username. The client's own username by default.
   */
  readonly name?: (() => string | undefined) | undefined
}

/** Milliseconds until ddp-client tries again; at most so long, by what it is made with. */
const RETRY_MS = 1_000

/**
 * Typing over a ddp-client that the app runs already: one socket, one login. It is never connected, logged in or
 * closed. For servers from 4.0 on.
 *
 * @example
 * const typing = createTypingClient({ transport: attachRocketChat(sdk) })
 */
export function attachRocketChat(sdk: RocketChatSdkLike, options: RocketChatAttachOptions = {}): ConnectionTransport<RocketChatTarget> {
  return {
    ...ROCKETCHAT_TRAITS,
    open: (host) => openAttached(sdk, options, host),
  }
}

/** What the app's own function throws counts as unknown. */
function nameGiven({ name }: RocketChatAttachOptions): string | undefined {
  try {
    return name?.()
  } catch {
    return undefined
  }
}

function openAttached(
  sdk: RocketChatSdkLike,
  options: RocketChatAttachOptions,
  host: TransportHost,
): TransportConnection<RocketChatTarget> {
  const rooms = attachRooms(sdk, host)
  /** What I do in a place, and until when others remember it. */
  const mine = new Map<string, Map<TypingActivity, number>>()
  let isOpen = false

  /** The names that are mine, the one that others are told first. */
  function names(): readonly string[] {
    return [nameGiven(options), sdk.account.user?.username].filter((name) => name !== undefined)
  }

  function sayWhoIAm(): void {
    const userIds = names()
    if (userIds.length > 0) host.emit({ type: 'self', userIds })
  }

  function openIfReady(): void {
    if (isOpen || sdk.connection.status !== 'connected' || sdk.account.uid === undefined) return
    isOpen = true
    sayWhoIAm()
    host.emit({ type: 'opened' })
  }

  function lose(reason: string, retryInMs: number): void {
    isOpen = false
    host.emit({ type: 'cleared' })
    host.emit({ type: 'lost', error: new TypingError('unreachable', `unable to hear who types; ${reason}`), retryInMs })
  }

  function onStatus(): void {
    const { status } = sdk.connection
    // That it is connected is told once more, by another event, when the login is on its way: a write must not come before.
    if (!isOpen || status === 'connected') return
    const isOver = status === 'closed' || status === 'failed'
    lose('the Rocket.Chat client has no connection', isOver ? STATED_WAIT_BOUNDS_MS[1] : RETRY_MS)
  }

  function onAccount(): void {
    if (sdk.account.uid !== undefined) {
      sayWhoIAm()
      openIfReady()
    } else if (isOpen) {
      lose('the Rocket.Chat client is not logged in', STATED_WAIT_BOUNDS_MS[1])
    }
  }

  const endings = [
    sdk.connection.on('connection', onStatus),
    sdk.connection.on('connected', openIfReady),
    sdk.account.on('uid', onAccount),
    sdk.account.on('user', onAccount),
  ]
  openIfReady()

  /** My whole set there after this word. */
  function setAfter(key: string, typing: boolean, activity: TypingActivity): ReadonlySet<TypingActivity> {
    const now = host.now()
    const live = new Map([...(mine.get(key) ?? [])].filter(([, until]) => until > now))
    if (typing) live.set(activity, now + EXPIRE_AFTER_MS)
    else live.delete(activity)
    if (live.size === 0) mine.delete(key)
    else mine.set(key, live)
    return new Set(live.keys())
  }

  async function send(target: unknown, typing: boolean, activity: TypingActivity): Promise<SendOutcome> {
    const place = readTarget(target)
    if (place === undefined) return { type: 'gone', error: unsendable('invalid-conversation', 'it is none', '') }
    const [name] = names()
    const set = setAfter(place.key, typing, activity)
    if (!isOpen || name === undefined) {
      const reason = isOpen ? 'the name I go by is not known' : 'there is no connection'
      return { type: 'unsent', error: unsendable('unreachable', reason, place.key) }
    }
    try {
      await sdk.client.callAsync('stream-notify-room', ...activityParams(place, name, set, 'user-activity', undefined))
      return { type: 'ok' }
    } catch (rejection) {
      if (typing) mine.get(place.key)?.delete(activity)
      const outcome = readOutcome(readRejection(rejection), place.key)
      if (outcome.type === 'auth') host.emit({ type: 'failed', error: outcome.error })
      return outcome
    }
  }

  return {
    send: (target, typing, { activity }) => send(target, typing, activity),
    watch(target) {
      const place = readTarget(target)
      if (place === undefined) return () => {}
      rooms.watch(place)
      return () => rooms.unwatch(place)
    },
    due: rooms.letOut,
    close() {
      for (const end of endings) end()
    },
  }
}
