/**
 * A secret, or the way to get it. A callback is asked before connecting and once after every
 * refusal: another answer is tried, the same answer means that there is no other, and a throw
 * (or rejection) means "not now", so it is asked again later.
 */
export type Secret = string | (() => string | Promise<string>)

/** `fetch` as the platform at hand declares it; programs without DOM types get `never`. */
export type Fetch = typeof globalThis extends { fetch: infer F } ? F : never

/** `AbortSignal` as the platform at hand declares it; programs without it get `unknown`. */
export type Abort = typeof globalThis extends { AbortSignal: { prototype: infer S } } ? S : unknown

/**
 * The part of a WebSocket that is used: the browser's, that of the package `ws`, or a stand-in. What its handlers
 * are given is read as unknown; `never` here lets each kind declare its own events.
 */
export interface WebSocketLike {
  readonly readyState: number
  send(data: string): void
  close(code?: number): void
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
}

/** A `WebSocket` to be used in place of the platform's own. */
export type WebSocketClass = new (url: string) => WebSocketLike
