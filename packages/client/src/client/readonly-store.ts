import type { StoreApi } from 'zustand/vanilla'
import type { ReadonlyStore } from '../protocol/store.ts'
import { shielded } from './shielded.ts'

/**
 * A store that can be read and followed, not written. A listener that throws keeps nothing from the
 * others; `follow` is told of each and returns what ends that.
 */
export function readonlyStore<T>(initial: T, store: () => StoreApi<T>, follow?: () => () => void): ReadonlyStore<T> {
  return {
    getState: () => store().getState(),
    getInitialState: () => initial,
    subscribe(listener) {
      const unfollow = follow?.()
      const unsubscribe = store().subscribe((state, previous) => shielded(() => listener(state, previous)))
      let ended = false
      return () => {
        if (ended) return
        ended = true
        unsubscribe()
        unfollow?.()
      }
    },
  }
}
