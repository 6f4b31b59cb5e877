import type { EnvironmentEvent } from '../protocol/environment.ts'
import type { TypingError } from '../protocol/errors.ts'
import type { SendOutcome } from '../protocol/outcome.ts'
import type { TransportSignal } from '../protocol/signal.ts'
import type { WireReply } from '../protocol/wire.ts'

/** Everything that reaches the engine from outside. */
export type EngineInput =
  | { readonly type: 'connect' }
  | { readonly type: 'close' }
  /** A first key; while I wish to type, later ones are only noted with `noteKey`. */
  | { readonly type: 'key'; readonly conversation: string; readonly address?: string | undefined }
  /** Until that instant I wish to type without keys; what has passed takes it back. */
  | { readonly type: 'hold'; readonly conversation: string; readonly address?: string | undefined; readonly until: number }
  | { readonly type: 'stop'; readonly conversation: string }
  | { readonly type: 'message'; readonly conversation: string; readonly userId: string }
  | { readonly type: 'watch'; readonly conversation: string }
  | { readonly type: 'unwatch'; readonly conversation: string }
  /** `allows`: in which conversations; left out, in all of them. */
  | {
      readonly type: 'sharing'
      readonly sharing: boolean
      readonly allows?: ((conversation: string) => boolean) | undefined
    }
  | { readonly type: 'showing'; readonly showing: boolean | 'reciprocal' }
  | { readonly type: 'ignored'; readonly userIds: ReadonlySet<string> }
  | { readonly type: 'environment'; readonly event: EnvironmentEvent }
  | { readonly type: 'given'; readonly id: number; readonly token: string }
  | { readonly type: 'withheld'; readonly id: number; readonly error: TypingError }
  | { readonly type: 'reply'; readonly id: number; readonly reply: WireReply }
  | { readonly type: 'outcome'; readonly id: number; readonly outcome: SendOutcome }
  | { readonly type: 'signal'; readonly signal: TransportSignal }
  /** A transport's own connection asks to be told at an instant. */
  | { readonly type: 'wake-at'; readonly at: number }
  /** The timer fired. */
  | { readonly type: 'wake' }
