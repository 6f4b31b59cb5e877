import type { TypingClient } from '@nowtyping/client'

interface Tenancy {
  /** Mounted providers of the client. */
  count: number
  /** Whether a provider connected it, and so one has to close it. */
  opened: boolean
}

const tenancies = new WeakMap<TypingClient, Tenancy>()

// What goes wrong is reported by the client itself, through `onError` and `status`.
const ignore = (): void => {}

function isDown(client: TypingClient): boolean {
  const { state } = client.status.getState()
  return state === 'idle' || state === 'closed'
}

/**
 * Keeps a client connected until the returned function is called. The first one connects it, unless it is connected
 * already; the last one closes what the first connected, a microtask later, so that a remount in between is not seen.
 */
export function keepConnected(client: TypingClient): () => void {
  const tenancy = tenancies.get(client) ?? { count: 0, opened: false }
  tenancies.set(client, tenancy)
  tenancy.count += 1
  if (tenancy.count === 1 && isDown(client)) {
    tenancy.opened = true
    client.connect().catch(ignore)
  }

  return () => {
    tenancy.count -= 1
    queueMicrotask(() => {
      if (tenancy.count > 0 || !tenancy.opened) return
      tenancy.opened = false
      client.close().catch(ignore)
    })
  }
}
