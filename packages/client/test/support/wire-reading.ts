import type { PresenceSignal } from '../../src/protocol/signal.ts'
import type { AskOutcome, SendReading, WireReply, WireRequest } from '../../src/protocol/wire.ts'

/** What a request is for, as the checks need to know it. */
export type ReadPurpose =
  | { readonly kind: 'send'; readonly conversation: string; readonly typing: boolean }
  /** `complete`: its answer replaces everything. */
  | { readonly kind: 'ask'; readonly complete: boolean }
  | { readonly kind: 'farewell' }

/** How the checks of an engine read what goes over the wire. */
export interface WireReading {
  readonly request: (request: WireRequest) => ReadPurpose
  /** What a reply to a send means. */
  readonly sent: (reply: WireReply, conversation: string) => SendReading['outcome']
  /** What a reply to an ask means. */
  readonly asked: (reply: WireReply) => AskOutcome
  /** Who types, by an answer that says so. */
  readonly told: (reply: WireReply) => readonly PresenceSignal[] | undefined
}
