import { clampMs } from '../../protocol/timing.ts'
import type { Codec, CodecState } from '../../protocol/wire.ts'
import { askRequest, readAnswer } from './asking.ts'
import type { Knowledge, ZulipAccount } from './knowledge.ts'
import { maySend, readSent, sendRequest } from './sending.ts'
import { endQueueRequest } from './wire.ts'

/**
 * Over how many answers clients spread out to exchange their queue after a server was started anew,
 * so that they do not all come at once. A queue answers at least once in 45 to 55 s: these are the
 * five minutes that Zulip asks of its clients.
 */
const RENEWAL_SPREAD = 6

/** The codec of one Zulip account. */
export function zulipCodec(account: ZulipAccount): Codec {
  return {
    begin: (salt) =>
      stateOf({
        account,
        renewsAfter: Math.floor(clampMs(salt, [0, 1], 0) * RENEWAL_SPREAD),
        selfId: account.userId,
        server: undefined,
        queue: undefined,
      }),
  }
}

function stateOf(known: Knowledge): CodecState {
  const { queue } = known
  const state: CodecState = {
    holdsMs: queue === undefined ? undefined : known.server?.holdsMs,
    ask: (ask, apiKey) => askRequest(known, ask, apiKey),
    answered(reply, ask) {
      const { known: next, ...reading } = readAnswer(known, reply, ask)
      return { ...reading, state: next === known ? state : stateOf(next), complete: false }
    },
    maySend: (address) => maySend(known, address),
    send: (address, typing, _timing, apiKey) => sendRequest(known, address, typing, apiKey),
    sent: (reply, address) => ({ state, outcome: readSent(reply, address) }),
    farewell: (apiKey) =>
      queue && {
        state: stateOf({ ...known, queue: undefined }),
        request: endQueueRequest(queue.id, { email: known.account.email, apiKey }),
      },
  }
  return state
}
