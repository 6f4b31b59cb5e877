/**
 * A store one can read and follow but not write, in the shape that zustand gives its stores:
 * `useStore(conversation.users)` of zustand and React's `useSyncExternalStore` both take it.
 */
export interface ReadonlyStore<T> {
  readonly getState: () => T
  readonly getInitialState: () => T
  /** Calls back after every change; returns the way to end that. */
  readonly subscribe: (listener: (state: T, previous: T) => void) => () => void
}
