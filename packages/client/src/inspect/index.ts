import { createStore, type StateCreator, type StoreApi } from 'zustand/vanilla'
import { shielded } from '../client/shielded.ts'
import type { Engine } from '../engine/engine.ts'
import type { LastKey } from '../engine/world.ts'
import type { InspectorCounts, InspectorEntry } from './entry.ts'
import { createObserver } from './observing.ts'

export type { HeldReason, HiddenReason, InspectorCounts, InspectorEntry, StartReason, StopReason } from './entry.ts'

/** What an inspector has seen. */
export interface InspectorState {
  /** What happened, oldest first; the last `most` of it. */
  readonly entries: readonly InspectorEntry[]
  readonly counts: InspectorCounts
}

/** Options of `createInspector`. */
export interface InspectorOptions {
  /** How many entries are kept; 500 by default, at most 100 000. */
  readonly most?: number | undefined
  /** Wraps the state, such as `devtools` of `zustand/middleware`. */
  readonly middleware?: ((initializer: StateCreator<InspectorState>) => StateCreator<InspectorState>) | undefined
}

/** Says what a client does and why; it holds ids of conversations and users, and never a token or a text. */
export interface Inspector {
  /** Hears of everything as it happens, within the step that did it; returns the way to end that. */
  readonly subscribe: (listener: (entry: InspectorEntry) => void) => () => void
  /** A zustand store: `useStore(inspector.store)` takes it as it is. */
  readonly store: StoreApi<InspectorState>
  /** Forgets what was seen so far. */
  readonly clear: () => void
  /** For the client it is given to. */
  readonly around: unknown
}

const NOTHING: InspectorState = { entries: [], counts: { keys: 0, sent: 0, saved: 0 } }

/**
 * Makes an inspector for one client. What is not imported costs nothing: the client knows no more of
 * it than that something may stand around its engine.
 *
 * @example
 * const inspector = createInspector()
 * const typing = createTypingClient({ transport, inspector })
 * inspector.subscribe((entry) => console.log(entry))
 */
export function createInspector(options: InspectorOptions = {}): Inspector {
  const most = Math.min(100_000, Math.max(1, Math.floor(options.most ?? 500)))
  const { middleware = (initializer) => initializer } = options
  const store = createStore<InspectorState>(middleware(() => NOTHING))
  const listeners = new Set<(entry: InspectorEntry) => void>()
  let keys = 0
  let sent = 0
  /** Keys alone notify nobody: they are counted with what happens next. */
  const counts = (): InspectorCounts => ({ keys, sent, saved: Math.max(0, keys - sent) })

  function tell(entries: readonly InspectorEntry[]): void {
    if (entries.length === 0) return
    store.setState((state) => ({ entries: [...state.entries, ...entries].slice(-most), counts: counts() }))
    for (const entry of entries) for (const listener of listeners) listener(entry)
  }

  function around(engine: Engine): Engine {
    const observer = createObserver(engine.world)
    return {
      ...engine,
      step(input, now, wall) {
        if (input.type === 'key') keys += 1
        const effects = engine.step(input, now, wall)
        const entries = observer.afterStep(input, effects).map((entry) => ({ ...entry, atMs: now }))
        sent += entries.filter(({ type }) => type === 'sent').length
        // Whoever looks on must not keep the client from its work.
        shielded(() => tell(entries))
        return effects
      },
      lastKey: (conversation) => counted(engine.lastKey(conversation), () => (keys += 1)),
    }
  }

  return {
    subscribe(listener) {
      const mine = (entry: InspectorEntry): void => listener(entry)
      listeners.add(mine)
      return () => void listeners.delete(mine)
    },
    store,
    clear() {
      keys = 0
      sent = 0
      store.setState(NOTHING)
    },
    around,
  }
}

/** The cell in which keys are noted, and a count of them. */
function counted(cell: LastKey, onKey: () => void): LastKey {
  return {
    get at() {
      return cell.at
    },
    set at(at) {
      onKey()
      cell.at = at
    },
  }
}
