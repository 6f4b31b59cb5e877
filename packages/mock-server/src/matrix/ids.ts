/** The one server name of this mock; ids of any other are remote. */
export const SERVER_NAME = 'mock.test'

/** Longest id of the specification, in bytes (appendices, "Identifier grammar"). */
const MAX_ID_BYTES = 255

export function userIdOf(name: string): string {
  return `@${name}:${SERVER_NAME}`
}

export function roomIdOf(room: string): string {
  return `!${room}:${SERVER_NAME}`
}

/** A user id taken apart. */
export type ParsedUserId =
  { readonly kind: 'local'; readonly name: string } | { readonly kind: 'remote' } | { readonly kind: 'invalid' }

/** Reads a user id; whether such a user exists is another matter. */
export function parseUserId(text: string): ParsedUserId {
  const colon = text.indexOf(':')
  if (!text.startsWith('@') || colon < 0 || Buffer.byteLength(text) > MAX_ID_BYTES) return { kind: 'invalid' }
  return text.slice(colon + 1) === SERVER_NAME ? { kind: 'local', name: text.slice(1, colon) } : { kind: 'remote' }
}

/** The hub's id of a room, from its Matrix id or its alias; undefined for any other text. */
export function parseRoomId(text: string): string | undefined {
  const suffix = `:${SERVER_NAME}`
  if (!(text.startsWith('!') || text.startsWith('#')) || !text.endsWith(suffix)) return undefined
  return text.slice(1, -suffix.length)
}
