/** How long what a server said may be believed, where it says it in lists without an expiry. Milliseconds throughout. */
export interface TrustRules {
  /** P while nobody is shown. */
  readonly pollMs: number
  /** P while somebody is shown. */
  readonly pollShownMs: number
  /** S: without a good answer for so long, while somebody is shown, everything is cleared. */
  readonly staleMs: number
  /** After a failed poll that recovered in time, a list that nothing names again for so long is dropped. */
  readonly suspectMs: number
  /** A shown list this old is looked up with one poll that does not wait. */
  readonly lookUpMs: number
  /** A shown list that no answer named for so long is taken anew. */
  readonly retakeMs: number
  /** A list that no answer named for so long is hidden until it is named again. */
  readonly maxListAgeMs: number
  /** A complete answer is taken anew only where the first one took less than this … */
  readonly retakeWithinMs: number
  /** … was smaller than this, in bytes … */
  readonly retakeBelowBytes: number
  /** … and at most once in so long. */
  readonly retakeEveryMs: number
}
