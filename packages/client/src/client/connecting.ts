import type { EngineInput } from '../engine/input.ts'
import type { Environment } from '../protocol/environment.ts'
import { TypingError } from '../protocol/errors.ts'
import type { ConnectionStatus } from '../protocol/status.ts'
import type { ReadonlyStore } from '../protocol/store.ts'

/** What `connect` and `close` are made with. */
export interface ConnectingOptions {
  readonly run: (input: EngineInput) => void
  readonly environment: Environment
  readonly status: ReadonlyStore<ConnectionStatus>
}

/** `connect` and `close` as promises, and the listeners that live between them. */
export interface Connecting {
  readonly connect: () => Promise<void>
  readonly close: () => Promise<void>
  readonly onStatus: (status: ConnectionStatus) => void
  readonly onSettled: () => void
}

interface Waiting {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: TypingError) => void
}

function createWaiting(): Waiting {
  let resolve: () => void = () => {}
  let reject: (error: TypingError) => void = () => {}
  const promise = new Promise<void>((done, failed) => {
    resolve = done
    reject = failed
  })
  return { promise: quietly(promise), resolve, reject }
}

/** A failed `connect()` that nobody awaits is in `status` and in `onError`; it is no unhandled rejection. */
function quietly(promise: Promise<void>): Promise<void> {
  promise.catch(() => {})
  return promise
}

/** Makes the two ends of a connection's life. */
export function createConnecting({ run, environment, status }: ConnectingOptions): Connecting {
  let opening: Waiting | undefined
  let closing: Waiting | undefined
  let leaveEnvironment: (() => void) | undefined

  function running(): boolean {
    const { state } = status.getState()
    return state !== 'idle' && state !== 'closed'
  }

  function connect(): Promise<void> {
    if (opening !== undefined) return opening.promise
    // A close that waits its turn, in a callback, comes first.
    if (running() && closing !== undefined) return quietly(closing.promise.then(connect))
    const mine = createWaiting()
    if (running()) {
      mine.resolve()
      return mine.promise
    }
    opening = mine
    onSettled()
    leaveEnvironment ??= environment((event) => run({ type: 'environment', event }))
    run({ type: 'connect' })
    return mine.promise
  }

  function close(): Promise<void> {
    if (closing !== undefined) return closing.promise
    if (!running()) return Promise.resolve()
    const mine = createWaiting()
    closing = mine
    run({ type: 'close' })
    return mine.promise
  }

  function leave(): void {
    leaveEnvironment?.()
    leaveEnvironment = undefined
  }

  function onStatus(next: ConnectionStatus): void {
    if (next.state === 'closed') leave()
    if (next.state !== 'open' && next.state !== 'closed') return
    const waiting = opening
    opening = undefined
    if (next.state === 'open') return waiting?.resolve()
    return waiting?.reject(next.error ?? new TypingError('closed', 'unable to connect; the client was closed'))
  }

  function onSettled(): void {
    closing?.resolve()
    closing = undefined
  }

  return { connect, close, onStatus, onSettled }
}
