/** How far a message has come. */
export type Delivery = 'sending' | 'failed' | 'delivered'

/** One message, mine or somebody else's. */
export interface Message {
  /** My own id of what I sent here, the server's of the rest: the same before and after the server has it. */
  readonly key: string
  readonly sender: string
  readonly text: string
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly delivery: Delivery
  /** Key of the message whose thread it is in. */
  readonly threadId?: string | undefined
}
