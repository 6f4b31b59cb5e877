export type {
  Control,
  ControlActions,
  Limited,
  MockUser,
  NewUser,
  RestartOptions,
  ServerState,
} from './control/control.ts'
export type { JournalEntry } from './control/journal.ts'
export type {
  Absurdity,
  Fault,
  FaultKind,
  FaultMatch,
  FaultPlan,
  FaultRule,
  FaultStatus,
  FaultTally,
  Truncation,
} from './faults/fault.ts'
export { type Clock, systemClock } from './hub/clock.ts'
export type { Protocol } from './hub/protocol.ts'
export { DEFAULT_WORLD, type World } from './hub/world.ts'
export type { Answer, Exchange, ExchangeNote, FaceRequest } from './http/exchange.ts'
export type { RateLimit } from './http/rate-limiter.ts'
export { SERVER_NAME } from './matrix/ids.ts'
export type { MatrixOptions, RateLimited } from './matrix/options.ts'
export type { MockServerOptions } from './options.ts'
export type { MockRoom, MockServer } from './mock-server.ts'
export { startMockServer } from './start.ts'
export { createVirtualServer, type VirtualServer, type VirtualServerOptions } from './virtual-server.ts'
export type { Close } from './rocketchat/ddp/close-codes.ts'
export type { SocketEnd, SocketSession } from './rocketchat/ddp/sockets.ts'
export type { LivechatOptions, RocketChatOptions } from './rocketchat/options.ts'
export type { RocketChatAccount, RocketChatControl, RocketChatPlace } from './rocketchat/server.ts'
export type { ServerVersion } from './rocketchat/version.ts'
export type { ZulipOptions } from './zulip/options.ts'
export type { ZulipAccount, ZulipPlace } from './zulip/server.ts'
