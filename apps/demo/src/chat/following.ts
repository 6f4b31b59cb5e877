import { SessionEnded } from './account.ts'
import { pause } from './pause.ts'
import { ServerRefusal } from './server-refusal.ts'

/** One go at following a server: a poll, or all that comes over a socket until it closes. */
export interface Go {
  readonly signal: AbortSignal
  /** Whether the one before failed. */
  readonly isRetry: boolean
  /** Says that the server is there. */
  readonly succeeded: () => void
}

/** How to follow a server. */
export interface FollowingOptions {
  /** Followed by the next go at once where it resolves, after a pause where it rejects. */
  readonly go: (go: Go) => Promise<void>
  /** Hears that the server is away, or that it will not have me. */
  readonly onFailure: (state: 'unreachable' | 'refused') => void
}

/** Pause after the first failure, in milliseconds; doubled with each one more. */
const FIRST_PAUSE_MS = 250

/** Longest pause between two attempts, in milliseconds. */
const MAX_PAUSE_MS = 5_000

/** Follows a server, until the returned function is called or it will not have me. */
export function startFollowing({ go, onFailure }: FollowingOptions): () => void {
  const controller = new AbortController()
  const { signal } = controller
  let failures = 0

  async function afterFailure(error: unknown): Promise<'go on' | 'give up'> {
    if (signal.aborted) return 'give up'
    const isFinal = error instanceof SessionEnded || (error instanceof ServerRefusal && error.status === 403)
    onFailure(isFinal ? 'refused' : 'unreachable')
    if (isFinal) return 'give up'
    failures += 1
    await pause(Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)), signal)
    return 'go on'
  }

  function keepGoing(): void {
    const succeeded = (): void => {
      failures = 0
    }
    void go({ signal, isRetry: failures > 0, succeeded })
      .then(() => 'go on' as const, afterFailure)
      .then((next) => {
        if (next === 'go on' && !signal.aborted) keepGoing()
      })
  }

  keepGoing()
  return () => controller.abort()
}
