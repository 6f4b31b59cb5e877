import type { Clock } from '../hub/clock.ts'
import type { Hub } from '../hub/hub.ts'
import { CallLimits } from './call-limits.ts'
import { LoginTokens } from './login-tokens.ts'
import { type RocketChatOptions, RocketChatSettings } from './options.ts'
import { Permissions } from './permissions.ts'
import { RoomBook } from './room-book.ts'
import { Streams } from './streams/streams.ts'
import { TypingBridge } from './streams/typing-bridge.ts'

/** Everything the methods and routes of the Rocket.Chat face work with. */
export interface RocketChatParts {
  readonly hub: Hub
  readonly clock: Clock
  readonly settings: RocketChatSettings
  readonly logins: LoginTokens
  readonly rooms: RoomBook
  readonly permissions: Permissions
  readonly limits: CallLimits
  readonly streams: Streams
  readonly typing: TypingBridge
}

/** Builds the parts over a hub. */
export function createRocketChatParts(hub: Hub, clock: Clock, options: RocketChatOptions): RocketChatParts {
  const settings = new RocketChatSettings(options)
  const rooms = new RoomBook(hub)
  const streams = new Streams()
  rooms.openLivechat(settings.livechat)
  return {
    hub,
    clock,
    settings,
    logins: new LoginTokens(clock),
    rooms,
    permissions: new Permissions(settings, rooms, hub.users.all()[0]?.name),
    limits: new CallLimits(clock),
    streams,
    typing: new TypingBridge({ hub, clock, settings, streams }),
  }
}
