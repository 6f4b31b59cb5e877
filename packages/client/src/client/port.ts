import type { Effect } from '../core/effect.ts'
import type { EngineInput } from '../engine/input.ts'
import type { Clock } from '../protocol/clock.ts'
import type { TypingActivity } from '../protocol/conversation.ts'
import { TypingError } from '../protocol/errors.ts'
import type { SendOutcome } from '../protocol/outcome.ts'
import type { ConnectionTransport, TransportConnection } from '../protocol/transport.ts'
import { shielded } from './shielded.ts'

/** The effects that a transport with a connection of its own needs carried out. */
export type PortEffect = Extract<
  Effect,
  { type: 'write' | 'cancel' | 'open' | 'close' | 'nudge' | 'due' | 'watch' | 'unwatch' }
>

/** Whom something is told to, and what of me. */
export interface Addressee<Target> {
  readonly target: Target
  readonly activity: TypingActivity
  readonly handle: { readonly key: string }
}

/** What a port needs. */
export interface PortOptions<Target> {
  readonly transport: ConnectionTransport<Target>
  readonly clock: Clock
  readonly random: () => number
  readonly addresseeOf: (conversation: string) => Addressee<Target> | undefined
  readonly run: (input: EngineInput) => void
}

/** A connection that cannot even be closed is no concern of an app that has closed it. */
async function closeQuietly(connection: { readonly close: () => void | Promise<void> }): Promise<void> {
  try {
    await connection.close()
  } catch {
    // Nothing of it is heard any more.
  }
}

/** Drives a transport that has a connection of its own; what it reports after it was closed is not heard. */
export function createPort<Target>(options: PortOptions<Target>): { readonly carryOut: (effect: PortEffect) => void } {
  const { transport, clock, random, addresseeOf, run } = options
  const inFlight = new Map<number, AbortController>()
  const watches = new Map<string, () => void>()
  let connection: TransportConnection<Target> | undefined
  let generation = 0

  function open(): void {
    const mine = ++generation
    const current = (input: EngineInput): void => {
      if (mine === generation) run(input)
    }
    try {
      connection = transport.open({
        emit: (signal) => current({ type: 'signal', signal }),
        now: clock.now,
        random,
        wakeAt: (at) => current({ type: 'wake-at', at }),
      })
    } catch (cause) {
      const error = new TypingError('unsupported', `unable to open ${transport.name}; the transport threw`, { cause })
      current({ type: 'signal', signal: { type: 'failed', error } })
    }
  }

  function close(): void {
    const closing = connection
    connection = undefined
    generation += 1
    for (const off of watches.values()) shielded(off)
    watches.clear()
    if (closing !== undefined) void closeQuietly(closing)
  }

  function write({ id, conversation: to, typing, keepalive }: PortEffect & { type: 'write' }): void {
    const addressee = addresseeOf(to)
    if (connection === undefined || addressee === undefined) {
      const error = new TypingError('unreachable', 'unable to send; there is no connection', { conversation: to })
      return run({ type: 'outcome', id, outcome: { type: 'unsent', error } })
    }
    const { target, activity, handle } = addressee
    const conversation = handle.key
    const controller = new AbortController()
    const land = (outcome: SendOutcome): void => {
      if (inFlight.delete(id)) run({ type: 'outcome', id, outcome })
    }
    const fail = (cause: unknown): void => {
      const error = new TypingError('unreachable', `unable to send; ${transport.name} failed`, { cause, conversation })
      land({ type: 'unknown', error })
    }
    inFlight.set(id, controller)
    try {
      const sent = connection.send(target, typing, { keepalive, signal: controller.signal, activity })
      if (sent === undefined) land({ type: 'ok' })
      else sent.then(land, fail)
    } catch (cause) {
      fail(cause)
    }
  }

  function watch(conversation: string): void {
    const addressee = addresseeOf(conversation)
    if (connection?.watch === undefined || addressee === undefined || watches.has(conversation)) return
    watches.set(conversation, connection.watch(addressee.target))
  }

  function unwatch(conversation: string): void {
    const off = watches.get(conversation)
    if (off === undefined) return
    watches.delete(conversation)
    shielded(off)
    // Nothing is heard of it any more, so nothing is shown of it either.
    run({ type: 'signal', signal: { type: 'snapshot', conversation, users: [] } })
  }

  return {
    carryOut(effect) {
      switch (effect.type) {
        case 'write':
          return write(effect)
        case 'cancel':
          inFlight.get(effect.id)?.abort()
          inFlight.delete(effect.id)
          return undefined
        case 'open':
          return open()
        case 'close':
          return close()
        case 'nudge':
          return connection?.wake?.()
        case 'due':
          return connection?.due?.()
        case 'watch':
          return watch(effect.conversation)
        case 'unwatch':
          return unwatch(effect.conversation)
      }
    },
  }
}
