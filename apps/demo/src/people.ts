/** Somebody who can log in on the mock server. */
export interface Person {
  readonly name: string
  readonly displayName: string
  readonly password: string
}

const person = (name: string, displayName: string): Person => ({ name, displayName, password: `${name}-password` })

const ALICE = person('alice', 'Alice')
const BOB = person('bob', 'Bob')

/** Everybody the mock server begins with. */
export const PEOPLE: readonly Person[] = [ALICE, BOB, person('carol', 'Carol'), person('dave', 'Dave')]

/** Whom a page shows: two people side by side, or the one whom its query names. */
export type Cast =
  | { readonly kind: 'known'; readonly people: readonly Person[] }
  | { readonly kind: 'unknown'; readonly name: string }

/** Reads `?as=alice` off the query of the page. */
export function readCast(query: string): Cast {
  const name = new URLSearchParams(query).get('as')
  if (name === null) return { kind: 'known', people: [ALICE, BOB] }
  const found = PEOPLE.find((each) => each.name === name.toLowerCase())
  return found === undefined ? { kind: 'unknown', name } : { kind: 'known', people: [found] }
}
