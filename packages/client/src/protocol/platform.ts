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
