import type { ExchangeNote, FaceRequest } from '../http/exchange.ts'
import { parseJson } from '../http/json.ts'
import { readForm } from './form.ts'
import type { ZulipParts } from './parts.ts'
import type { Match } from './router.ts'

function userOf({ accounts }: ZulipParts, authorization: string | undefined): string | undefined {
  try {
    return accounts.admit(authorization).user.name
  } catch {
    return undefined
  }
}

// The first number among what may name a channel.
function roomOf({ directory }: ZulipParts, values: ReadonlyMap<string, string>): string | undefined {
  const parsed = parseJson(values.get('stream_id') ?? values.get('to') ?? '')
  const [id] = parsed.ok ? [parsed.value].flat() : []
  const isDirect = ['private', 'direct'].includes(values.get('type') ?? 'direct')
  return isDirect ? undefined : directory.channels().find((channel) => channel.id === id)?.room.id
}

/** What a request is about, as far as it says so itself. */
export async function foresee(parts: ZulipParts, match: Match, request: FaceRequest): Promise<ExchangeNote> {
  if (request.method === 'OPTIONS') return { route: '*', op: 'preflight' }
  if (match.kind !== 'found') return { route: '*', op: 'unknown' }
  const values = await readForm(request).catch((): ReadonlyMap<string, string> => new Map())
  const { op } = match.route
  const isTyping = op === 'typing' || op === 'typing:edit'
  const verb = values.get('op')
  return {
    route: match.pattern,
    op: isTyping && (verb === 'start' || verb === 'stop') ? `typing:${verb}` : op,
    user: userOf(parts, request.authorization),
    room: roomOf(parts, values),
  }
}
