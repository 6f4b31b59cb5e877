/** How far a message has come. */
export type Delivery = 'sending' | 'failed' | 'delivered'

/** One message, mine or somebody else's. */
export interface Message {
  /** The transaction id of what I sent here, the event id of the rest: the same before and after the server has it. */
  readonly key: string
  readonly sender: string
  readonly text: string
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly delivery: Delivery
}
