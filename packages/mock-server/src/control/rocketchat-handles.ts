import { member, stringMember } from '../http/json.ts'
import { isCloseCode } from '../rocketchat/ddp/close-codes.ts'
import { isRocketChatOptions } from '../rocketchat/parse-options.ts'
import type { RocketChatControl } from '../rocketchat/server.ts'
import { type HandleRow, ok, refuse } from './handle.ts'

/** What a test may ask of the Rocket.Chat face. */
export function rocketChatHandles(control: RocketChatControl): readonly HandleRow[] {
  return [
    [
      'POST',
      '/rocketchat/configure',
      ({ body }) => {
        if (!isRocketChatOptions(body)) return refuse(400, 'There is an option that cannot be used')
        control.configure(body)
        return ok({})
      },
    ],
    [
      'POST',
      '/rocketchat/drop-sockets',
      ({ body }) => {
        const user = stringMember(body, 'user')
        const code = member(body, 'code')
        if (code !== undefined && !isCloseCode(code)) return refuse(400, 'The code is none that a server may send')
        return ok({ dropped: control.dropSockets({ ...(user && { user }), ...(code !== undefined && { code }) }) })
      },
    ],
    ['POST', '/rocketchat/stall-sockets', ({ body }) => ok({ stalled: control.stallSockets(stringMember(body, 'user')) })],
    [
      'POST',
      '/rocketchat/expire-tokens',
      ({ body }) => {
        const how = stringMember(body, 'how') === 'expired' ? 'expired' : 'logged-out'
        return ok({ expired: control.expireTokens(stringMember(body, 'user') ?? '', how) })
      },
    ],
  ]
}
