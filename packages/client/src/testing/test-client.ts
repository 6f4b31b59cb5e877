import { createTypingClient } from '../client/create-client.ts'
import type { TypingClient, TypingClientOptions } from '../protocol/client.ts'
import type { TypingActivity } from '../protocol/conversation.ts'
import type { TypingError } from '../protocol/errors.ts'
import { DEFAULT_TIMING, type TypingTiming } from '../protocol/timing.ts'
import type { ConnectionTransport, TransportHost } from '../protocol/transport.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { targetKey } from './target-key.ts'

/** Options of `createTestTyping`. */
export interface TestTypingOptions {
  /** Other periods, in milliseconds; 30 000, 25 000 and 6 000 otherwise. */
  readonly timing?: { readonly [K in keyof TypingTiming]?: number | undefined } | undefined
  readonly onError?: ((error: TypingError) => void) | undefined
  /** Watches what the client does and why: `createInspector()` of `@nowtyping/client/inspect`. */
  readonly inspector?: TypingClientOptions<never>['inspector']
}

/** One start or stop that my client told the server, `atMs` milliseconds on its clock. */
export interface SentTyping<Target> {
  readonly target: Target
  readonly typing: boolean
  /** What was begun or ended, where it was not typing. */
  readonly activity?: Exclude<TypingActivity, 'typing'>
  readonly atMs: number
}

/** A client for tests of your own components: no network, no waiting, no timers but its clock. */
export interface TestTyping<Target = string> {
  readonly client: TypingClient<Target>
  readonly clock: ManualClock
  /** What my client told the server, oldest first. */
  readonly sent: readonly SentTyping<Target>[]
  /** From now on these others type there, and nobody else. */
  readonly receive: (target: Target, userIds: readonly string[]) => void
}

/**
 * Makes a test client. It still wants `connect()`, or a `<TypingProvider>`; everything it does is
 * done when the call returns.
 *
 * @example
 * const { client, sent } = createTestTyping()
 * client.connect()
 * client.conversation('general').keystroke()
 * // sent: [{ target: 'general', typing: true, atMs: 0 }]
 */
export function createTestTyping<Target = string>(options: TestTypingOptions = {}): TestTyping<Target> {
  const { timing, onError, inspector } = options
  const clock = createManualClock()
  const sent: SentTyping<Target>[] = []
  /** What is typed where, for whoever connects later. */
  const lists = new Map<string, readonly string[]>()
  const hosts = new Set<TransportHost>()

  function tell(host: TransportHost, conversation: string, userIds: readonly string[]): void {
    host.emit({ type: 'snapshot', conversation, users: userIds.map((id) => ({ id })) })
  }

  const transport: ConnectionTransport<Target> = {
    kind: 'connection',
    name: 'test',
    timing: DEFAULT_TIMING,
    activities: ['typing', 'recording', 'uploading', 'playing'],
    key: targetKey,
    open(host) {
      hosts.add(host)
      host.emit({ type: 'opened' })
      for (const [conversation, userIds] of lists) tell(host, conversation, userIds)
      return {
        send: (target, typing, { activity }) =>
          void sent.push({ target, typing, ...(activity === 'typing' ? {} : { activity }), atMs: clock.now() }),
        close: () => void hosts.delete(host),
      }
    },
  }

  return {
    client: createTypingClient({ transport, clock, random: () => 0.5, timing, onError, inspector }),
    clock,
    sent,
    receive(target, userIds) {
      const conversation = targetKey(target)
      if (conversation === undefined) throw new TypeError('unable to receive; this target is no conversation')
      lists.set(conversation, [...userIds])
      for (const host of hosts) tell(host, conversation, userIds)
    },
  }
}
