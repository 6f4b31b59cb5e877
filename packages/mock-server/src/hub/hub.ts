import type { Clock } from './clock.ts'
import type { HubChange, JoinRule, Membership, RoomEvent, RoomEventBody, WireMessage } from './events.ts'
import { shuffled } from './random.ts'
import { Room } from './room.ts'
import { Typing } from './typing.ts'
import { Users } from './users.ts'
import { populate, type World } from './world.ts'

/** Most rooms of one server. */
export const MAX_ROOMS = 1_000

/** What a hub is made of. */
export interface HubOptions {
  readonly clock: Clock
  /** In [0, 1); decides every order that a real server leaves open. */
  readonly random: () => number
  /** See `Typing`, in milliseconds. */
  readonly typingSweepMs: number
  readonly world: World
}

/** Hears of a change, and whose view of the server it may alter. */
export type HubListener = (concerned: ReadonlySet<string>, change: HubChange) => void

/** How an attempt to enter a room, or to bring somebody in, ended. */
export type EntryOutcome = 'done' | 'no-such-room' | 'not-invited' | 'not-a-member'

/** The one chat behind every protocol: users, rooms, messages, typing. It knows no protocol and no socket. */
export class Hub {
  readonly users: Users = new Users()
  readonly typing: Typing
  readonly #options: HubOptions
  readonly #rooms = new Map<string, Room>()
  readonly #listeners = new Set<HubListener>()
  #serial = 0
  #generation = 1

  constructor(options: HubOptions) {
    this.#options = options
    this.typing = new Typing({
      clock: options.clock,
      sweepMs: options.typingSweepMs,
      onChange: (room) => this.announce(new Set(this.#rooms.get(room)?.joined()), { kind: 'typing', room }),
    })
    populate(this, options.world)
  }

  /** Serial of the last thing that happened, typing apart. */
  get serial(): number {
    return this.#serial
  }

  /** How many lives without memory of the one before, this one included. */
  get generation(): number {
    return this.#generation
  }

  now(): number {
    return this.#options.clock.now()
  }

  subscribe(listener: HubListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes the next serial for something a face keeps itself; it stores that, then announces it. */
  nextSerial(): number {
    this.#serial += 1
    return this.#serial
  }

  /** Tells every listener that these users' view of the server may have changed. */
  announce(concerned: ReadonlySet<string>, change: HubChange = { kind: 'other' }): void {
    for (const listener of this.#listeners) listener(concerned, change)
  }

  room(id: string): Room | undefined {
    return this.#rooms.get(id)
  }

  rooms(): readonly Room[] {
    return [...this.#rooms.values()]
  }

  roomsOf(user: string): readonly Room[] {
    return this.rooms().filter((room) => room.has(user))
  }

  /** Typists of a room in an order that means nothing. */
  typists(room: string): readonly string[] {
    return shuffled(this.typing.typists(room), this.#options.random)
  }

  /** Makes a room; undefined where the id is taken or the server is full. */
  createRoom(options: { creator: string; name: string; joinRule: JoinRule; id?: string }): Room | undefined {
    const id = options.id ?? this.#freeId(options.name)
    if (this.#rooms.has(id) || this.#rooms.size >= MAX_ROOMS) return undefined
    const room = new Room(id)
    this.#rooms.set(id, room)
    this.#append(room, options.creator, { kind: 'created' })
    this.#append(room, options.creator, this.#membership(options.creator, 'join'))
    this.#append(room, options.creator, { kind: 'opened', to: options.joinRule })
    if (options.name !== '') this.#append(room, options.creator, { kind: 'named', name: options.name })
    return room
  }

  join(id: string, user: string): EntryOutcome {
    const room = this.#rooms.get(id)
    if (room === undefined) return 'no-such-room'
    if (room.has(user)) return 'done'
    if (room.joinRule === 'invited' && room.members.get(user) !== 'invite') return 'not-invited'
    this.#append(room, user, this.#membership(user, 'join'))
    return 'done'
  }

  invite(id: string, sender: string, user: string): EntryOutcome {
    const room = this.#rooms.get(id)
    if (room === undefined || !room.has(sender)) return 'not-a-member'
    if (!room.has(user)) this.#append(room, sender, this.#membership(user, 'invite'))
    return 'done'
  }

  /** Takes a user out of a room, by their own will or another's; leaving ends their typing there. */
  leave(id: string, user: string, sender: string = user): EntryOutcome {
    const room = this.#rooms.get(id)
    const membership = room?.members.get(user)
    if (room === undefined || membership === undefined) return 'not-a-member'
    this.typing.stop(id, user)
    if (membership !== 'leave') this.#append(room, sender, this.#membership(user, 'leave'))
    return 'done'
  }

  /** Adds a message; undefined where the sender is not in the room. Their typing goes on, as on Synapse. */
  say(id: string, sender: string, text: string, wire?: WireMessage): RoomEvent | undefined {
    const room = this.#rooms.get(id)
    if (!room?.has(sender)) return undefined
    return this.#append(room, sender, { kind: 'message', text, ...(wire && { wire }) })
  }

  /** Gives a room another name. */
  nameRoom(id: string, sender: string, name: string): void {
    const room = this.#rooms.get(id)
    if (room !== undefined && room.name !== name) this.#append(room, sender, { kind: 'named', name })
  }

  /** Says anew who may join a room without being asked. */
  openRoom(id: string, sender: string, to: JoinRule): void {
    const room = this.#rooms.get(id)
    if (room !== undefined && room.joinRule !== to) this.#append(room, sender, { kind: 'opened', to })
  }

  rename(user: string, displayName: string): void {
    const known = this.users.get(user)
    if (known === undefined) return
    known.displayName = displayName
    for (const room of this.roomsOf(user)) this.#append(room, user, this.#membership(user, 'join'))
    this.announce(new Set([user]), { kind: 'renamed', user })
  }

  /** A process that starts again over the same database: only typing is gone. */
  restart(): void {
    this.typing.reset()
  }

  /** Back to the first users and rooms. `serials` says whether the count goes on or begins again with them. */
  startOver(serials: 'continue' | 'begin-again'): void {
    this.typing.reset()
    this.#rooms.clear()
    this.users.clear()
    this.#generation += 1
    if (serials === 'begin-again') this.#serial = 0
    populate(this, this.#options.world)
  }

  #membership(user: string, membership: Membership): RoomEventBody {
    return { kind: 'member', user, membership, displayName: this.users.get(user)?.displayName ?? user }
  }

  #append(room: Room, sender: string, body: RoomEventBody): RoomEvent {
    const event: RoomEvent = { ...body, serial: this.nextSerial(), atMs: this.now(), room: room.id, sender }
    room.append(event)
    this.announce(new Set(room.members.keys()), { kind: 'event', event })
    return event
  }

  #freeId(name: string): string {
    const base =
      name
        .toLowerCase()
        .match(/[a-z0-9]+/g)
        ?.join('-')
        .slice(0, 40) ?? 'room'
    let id = base
    for (let count = 2; this.#rooms.has(id); count += 1) id = `${base}-${count}`
    return id
  }
}
