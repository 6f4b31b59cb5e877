export { createTypingClient } from './client/create-client.ts'
export { onlyAmong, type AudienceOptions } from './client/sharing.ts'
export { typingWhile } from './client/typing-while.ts'
export { TypingError } from './protocol/errors.ts'
export type { Clock } from './protocol/clock.ts'
export type { ActivityOptions, SharingRule, TypingClient, TypingClientOptions, TypingConversation } from './protocol/client.ts'
export type { TypingActivity, TypingUser } from './protocol/conversation.ts'
export type { Environment, EnvironmentEvent } from './protocol/environment.ts'
export type { TypingErrorCode, TypingErrorDetails } from './protocol/errors.ts'
export type { BucketSize, RequestLimits } from './protocol/limits.ts'
export type { SendOutcome } from './protocol/outcome.ts'
export type { Abort, Fetch, Secret } from './protocol/platform.ts'
export type { PresenceSignal, TransportSignal } from './protocol/signal.ts'
export type { ConnectionStatus, WaitingReason } from './protocol/status.ts'
export type { ReadonlyStore } from './protocol/store.ts'
export type { TimingBounds, TypingTiming } from './protocol/timing.ts'
export type {
  ConnectionTransport,
  TransportConnection,
  TransportHost,
  TypingTransport,
} from './protocol/transport.ts'
