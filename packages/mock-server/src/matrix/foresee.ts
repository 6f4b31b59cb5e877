import type { ExchangeNote, FaceRequest } from '../http/exchange.ts'
import { member, parseJson } from '../http/json.ts'
import { parseRoomId } from './ids.ts'
import type { MatrixParts } from './parts.ts'
import type { Match } from './router.ts'

function opOf({ route, param }: Match & { readonly kind: 'found' }, body: Uint8Array): string {
  if (route.op === 'typing') {
    const parsed = parseJson(body)
    return parsed.ok && member(parsed.value, 'typing') ? 'typing:start' : 'typing:stop'
  }
  return route.op === 'event' && param('type') === 'm.room.message' ? 'message' : route.op
}

/** What a request is about, as far as it says so itself. */
export function foresee({ hub, sessions }: MatrixParts, match: Match, request: FaceRequest): ExchangeNote {
  if (request.method === 'OPTIONS') return { route: '*', op: 'preflight' }
  if (match.kind !== 'found') return { route: '*', op: 'unknown' }
  return {
    route: match.pattern,
    op: opOf(match, request.body),
    user: sessions.ownerOf(request.authorization?.slice('Bearer '.length).trim() ?? ''),
    room: hub.room(parseRoomId(match.param('roomId')) ?? '')?.id,
  }
}
