import type { Face, FaceReply } from '../http/exchange.ts'
import { jsonAnswer } from '../http/json.ts'
import type { RocketChatParts } from './parts.ts'

/** Where the Rocket.Chat face is served. */
export const ROCKETCHAT_BASE_PATH = '/rocketchat'

/** Where its WebSockets are, below the base path. */
export const ROCKETCHAT_SOCKET_PATH: string = `${ROCKETCHAT_BASE_PATH}/websocket`

/** The REST half of Rocket.Chat over a hub. */
export function createRocketChatFace(parts: RocketChatParts): Face {
  void parts
  const nothing = (): FaceReply => ({
    answer: jsonAnswer(404, { success: false, error: 'Nothing was found' }),
    note: { route: '*', op: 'unknown' },
  })
  return {
    protocol: 'rocketchat',
    basePath: ROCKETCHAT_BASE_PATH,
    handle: () => Promise.resolve(nothing()),
    refuse: (reason) => jsonAnswer(403, { success: false, error: reason }),
    tooLarge: nothing,
  }
}
