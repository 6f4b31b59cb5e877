import { TypingError } from '../../protocol/errors.ts'
import type { SendOutcome } from '../../protocol/outcome.ts'
import type { PresenceSignal } from '../../protocol/signal.ts'
import type { ConnectionTransport, TransportHost } from '../../protocol/transport.ts'
import { readPosted, unanswered } from './attached-outcome.ts'
import { MAX_EVENTS, readEventList } from './events.ts'
import type { Knowledge } from './knowledge.ts'
import { countingWith, ZULIP_LIMITS } from './limits.ts'
import { DEFAULT_ZULIP_TIMING, readRegistration } from './register.ts'
import { maySend, sendForm } from './sending.ts'
import { addressOf, isId, keyOf, readTarget, type ZulipTarget } from './target.ts'

export type { ZulipTarget } from './target.ts'

/** What an app that polls Zulip itself has. */
export interface ZulipAttachOptions {
  /** Mine. */
  readonly userId: number
  /**
   * Posts a form to a path of the API, such as `/typing`, and resolves with the answer, whatever its status:
   * `(path, form) => client.callEndpoint(path, 'POST', form)` with zulip-js. With `keepalive` the request should
   * outlive the page.
   */
  readonly post: (
    path: string,
    form: Readonly<Record<string, string>>,
    options: { readonly keepalive: boolean },
  ) => PromiseLike<unknown>
  /**
   * How many follow a channel, where the app knows: in one with more than 100 a server accepts typing
   * and tells nobody, so nothing is sent there.
   */
  readonly subscriberCount?: ((channelId: number) => number | undefined) | undefined
}

/** A transport that hears what the app's own event loop tells it. Nothing here throws, whatever it is given. */
export interface ZulipAttachment extends ConnectionTransport<ZulipTarget> {
  /** There is a new queue; takes what `POST /register` answered. What is no such answer counts as `lost()`. */
  readonly registered: (answer: unknown) => void
  /** These events came, of whatever types: `events` of an answer of `GET /events`. An empty list says that the loop goes on. */
  readonly feed: (events: readonly unknown[]) => void
  /** A poll failed; in so many milliseconds the loop tries again. What was shown ends by itself. */
  readonly lost: (retryInMs?: number) => void
}

/** Milliseconds until the loop tries again, where the app does not say: the second that zulip-js waits. */
const RETRY_MS = 1_000

/**
 * Typing over an event queue of Zulip that the app polls already: one queue, one poll, one key.
 * @throws TypeError if an option cannot be what it has to be.
 *
 * @example
 * const zulip = attachZulip({ userId: me.user_id, post: (path, form) => client.callEndpoint(path, 'POST', form) })
 * zulip.registered(await client.queues.register({ … }))
 */
export function attachZulip({ userId, post, subscriberCount }: ZulipAttachOptions): ZulipAttachment {
  if (!isId(userId)) throw new TypeError('unable to attach to Zulip; userId must be a whole number above zero')
  if (typeof post !== 'function') throw new TypeError('unable to attach to Zulip; post must be a function')
  const account = { email: undefined, userId, subscriberCount: countingWith(subscriberCount) }
  let known: Knowledge = { account, renewsAfter: 0, selfId: userId, server: undefined, queue: undefined }
  /** Those that are open, each with the instant since when it has heard nothing; `Infinity` while it hears. */
  const hosts = new Map<TransportHost, number>()
  let isLost = false
  let retryMs = RETRY_MS

  function sayLost(host: TransportHost): void {
    const error = new TypingError('unreachable', 'unable to hear who types; the event loop of the app has no answer')
    host.emit({ type: 'lost', error, retryInMs: retryMs })
  }

  function sayKnown(host: TransportHost): void {
    if (known.server !== undefined) host.emit({ type: 'timing', timing: known.server.timing })
  }

  function onOpen(host: TransportHost): void {
    host.emit({ type: 'self', userIds: [String(userId)] })
    sayKnown(host)
    hosts.set(host, isLost ? host.now() : Infinity)
    if (isLost) sayLost(host)
    else if (known.server !== undefined) host.emit({ type: 'opened' })
  }

  function onLost(retryInMs: number): void {
    isLost = true
    retryMs = retryInMs
    for (const [host, since] of hosts) {
      hosts.set(host, Math.min(since, host.now()))
      sayLost(host)
    }
  }

  function onRegistered(answer: unknown): void {
    const registration = readRegistration(answer)
    if (registration === undefined) return onLost(RETRY_MS)
    known = { ...known, server: registration.server }
    isLost = false
    for (const host of hosts.keys()) {
      hosts.set(host, Infinity)
      // What happened between two queues was told by neither.
      host.emit({ type: 'cleared' })
      sayKnown(host)
      host.emit({ type: 'opened' })
    }
  }

  function onEvents(events: readonly unknown[]): void {
    let { server } = known
    if (server === undefined || !Array.isArray(events)) return
    const signals: PresenceSignal[] = []
    for (let from = 0; from < events.length; from += MAX_EVENTS) {
      // What is read twice says nothing new, and ids begin anew with each queue.
      const read = readEventList(events.slice(from, from + MAX_EVENTS), -1, userId, server)
      server = read?.server ?? server
      signals.push(...(read?.signals ?? []))
    }
    known = { ...known, server }
    for (const [host, since] of hosts) hear(host, signals, since)
    isLost = false
  }

  /** After a loss, starts may be as old as that. */
  function hear(host: TransportHost, signals: readonly PresenceSignal[], since: number): void {
    const gapMs = Math.max(0, host.now() - since)
    for (const signal of signals) {
      host.emit(signal.type === 'started' ? { ...signal, expireInMs: signal.expireInMs - gapMs } : signal)
    }
    if (since === Infinity) return
    hosts.set(host, Infinity)
    host.emit({ type: 'opened' })
  }

  async function send(host: TransportHost, target: unknown, typing: boolean, keepalive: boolean): Promise<SendOutcome> {
    const place = readTarget(target, userId)
    const address = place === undefined ? '' : addressOf(place)
    // What account or server have switched off is told to nobody, and nobody asked for more.
    if (!maySend(known, address)) return { type: 'ok' }
    const form = sendForm(known, address, typing)
    if ('type' in form) return form
    const outcome = await post(form.path, Object.fromEntries(form.fields), { keepalive }).then(
      (answer) => readPosted(answer, address),
      () => unanswered(place === undefined ? address : keyOf(place)),
    )
    if (outcome.type === 'auth') host.emit({ type: 'failed', error: outcome.error })
    return outcome
  }

  return {
    kind: 'connection',
    name: 'zulip',
    timing: DEFAULT_ZULIP_TIMING,
    limits: ZULIP_LIMITS,
    key: (target: unknown) => {
      const place = readTarget(target, userId)
      return place === undefined ? undefined : keyOf(place)
    },
    open(host) {
      onOpen(host)
      return {
        send: (target, typing, { keepalive }) => send(host, target, typing, keepalive),
        close: () => {
          hosts.delete(host)
        },
      }
    },
    registered: onRegistered,
    feed: onEvents,
    lost: (retryInMs = RETRY_MS) => onLost(retryInMs),
  }
}
