import type { JoinRule } from './events.ts'
import type { User } from './users.ts'

/** Who and what exists when the server starts. */
export interface World {
  readonly users: readonly { readonly name: string; readonly password: string; readonly displayName: string }[]
  /** Rooms anyone may join; the first member is who made it. */
  readonly rooms: readonly { readonly name: string; readonly members: readonly string[] }[]
}

function person(name: string, displayName: string): World['users'][number] {
  return { name, password: `${name}-password`, displayName }
}

/** Four people and two rooms: Alice and Bob in both, Carol in one, Dave in none. */
export const DEFAULT_WORLD: World = {
  users: [person('alice', 'Alice'), person('bob', 'Bob'), person('carol', 'Carol'), person('dave', 'Dave')],
  rooms: [
    { name: 'general', members: ['alice', 'bob', 'carol'] },
    { name: 'random', members: ['alice', 'bob'] },
  ],
}

/** What can be filled with a world. */
export interface Populated {
  readonly users: { readonly add: (user: User) => boolean }
  readonly createRoom: (room: {
    readonly creator: string
    readonly name: string
    readonly id: string
    readonly joinRule: JoinRule
  }) => { readonly id: string } | undefined
  readonly join: (room: string, user: string) => unknown
}

/** Fills an empty hub. */
export function populate(hub: Populated, world: World): void {
  for (const user of world.users) {
    if (!hub.users.add({ ...user })) throw new Error(`unable to add a user; "${user.name}" is taken or no usable name`)
  }
  for (const { name, members } of world.rooms) {
    const [creator, ...others] = members
    if (creator === undefined) throw new Error(`unable to add a room; "${name}" has no member`)
    const room = hub.createRoom({ creator, name, id: name, joinRule: 'everyone' })
    if (room === undefined) throw new Error(`unable to add a room; "${name}" is taken or no usable name`)
    for (const member of others) hub.join(room.id, member)
  }
}
