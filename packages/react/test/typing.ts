import type { ConnectionStatus, ReadonlyStore, TypingClient, TypingConversation, TypingUser } from '@nowtyping/client'

// stand-in until @nowtyping/client/testing is there
const NOBODY: readonly TypingUser[] = Object.freeze([])

function createStore<T>(initial: T): ReadonlyStore<T> & { set: (next: T) => void } {
  let state = initial
  const listeners = new Set<(state: T, previous: T) => void>()
  return {
    getState: () => state,
    getInitialState: () => initial,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (next) => {
      const previous = state
      state = next
      for (const listener of listeners) listener(next, previous)
    },
  }
}

export interface SentTyping<Target> {
  readonly target: Target
  readonly typing: boolean
  readonly atMs: number
}

export interface TestTyping<Target> {
  readonly client: TypingClient<Target>
  readonly sent: readonly SentTyping<Target>[]
  readonly receive: (target: Target, userIds: readonly string[]) => void
  readonly clock: { readonly advance: (ms: number) => void; readonly pending: () => number }
}

export function createTestTyping<Target = string>(): TestTyping<Target> {
  const status = createStore<ConnectionStatus>({ state: 'idle' })
  const sent: SentTyping<Target>[] = []
  const rooms = new Map<string, { handle: TypingConversation; on: { set: (on: boolean) => void }; all: readonly TypingUser[]; show: (users: readonly TypingUser[]) => void }>()
  let sharing = true
  let ignored = new Set<string>()
  let nowMs = 0
  const due = new Map<string, number>()
  const room = (target: Target) => {
    const key = JSON.stringify(target)
    let found = rooms.get(key)
    if (found) return found
    const users = createStore(NOBODY)
    const on = createStore(false)
    const tell = (typing: boolean) => {
      on.set(typing)
      sent.push({ target, typing, atMs: nowMs })
      due.delete(key)
    }
    const handle: TypingConversation = {
      key,
      users,
      isTyping: on,
      keystroke: () => {
        if (sharing && !on.getState()) tell(true)
        if (sharing) due.set(key, nowMs + 6_000)
      },
      stop: () => {
        if (on.getState()) tell(false)
      },
      messageFrom: () => {},
    }
    found = {
      handle,
      on,
      all: [],
      show: (next) => {
        const now = users.getState()
        if (next.length === now.length && next.every((user, i) => user.id === now[i]?.id)) return
        users.set(next.length === 0 ? NOBODY : next)
      },
    }
    rooms.set(key, found)
    return found
  }
  return {
    sent,
    client: {
      status,
      conversation: (target) => room(target).handle,
      connect: async () => {
        if (status.getState().state === 'open') return
        status.set({ state: 'connecting' })
        status.set({ state: 'open' })
      },
      close: async () => status.set({ state: 'closed' }),
      setSharing: (next) => {
        sharing = next
        if (!next) for (const { handle } of rooms.values()) handle.stop()
      },
      setIgnored: (ids) => {
        ignored = new Set(ids)
        for (const r of rooms.values()) r.show(r.all.filter((user) => !ignored.has(user.id)))
      },
    },
    receive: (target, userIds) => {
      const r = room(target)
      r.all = userIds.map((id) => ({ id }))
      r.show(r.all.filter((user) => !ignored.has(user.id)))
    },
    clock: {
      advance: (ms) => {
        nowMs += ms
        for (const [key, at] of due) if (at <= nowMs) rooms.get(key)?.handle.stop()
      },
      pending: () => due.size,
    },
  }
}
