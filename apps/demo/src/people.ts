import { PROTOCOLS, type Protocol } from './messenger.ts'

/** Somebody who can log in on the mock server. */
export interface Person {
  readonly name: string
  readonly displayName: string
  /** Under which the mock server's Zulip knows them. */
  readonly email: string
  readonly password: string
  /** What they chat over. */
  readonly protocol: Protocol
}

const person = (name: string, displayName: string, protocol: Protocol): Person => ({
  name,
  displayName,
  email: `${name}@mock.test`,
  password: `${name}-password`,
  protocol,
})

/** Everybody the mock server begins with. */
export const PEOPLE: readonly Person[] = [
  person('alice', 'Alice', 'matrix'),
  person('bob', 'Bob', 'matrix'),
  person('carol', 'Carol', 'zulip'),
  person('dave', 'Dave', 'rocketchat'),
]

/** Whom a page shows: people side by side, or the one whom its query names. */
export type Cast =
  | { readonly kind: 'known'; readonly people: readonly Person[] }
  | { readonly kind: 'unknown'; readonly name: string }

/** Reads `?as=alice` off the query of the page, and what that one chats over, where it says that: `&on=zulip`. */
export function readCast(query: string): Cast {
  const parameters = new URLSearchParams(query)
  const name = parameters.get('as')
  if (name === null) return { kind: 'known', people: PEOPLE }
  const found = PEOPLE.find((each) => each.name === name.toLowerCase())
  if (found === undefined) return { kind: 'unknown', name }
  const wanted = parameters.get('on')
  const protocol = PROTOCOLS.find((each) => each === wanted) ?? found.protocol
  return { kind: 'known', people: [{ ...found, protocol }] }
}
