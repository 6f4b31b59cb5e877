/** How a user stands to a room. */
export type Membership = 'invite' | 'join' | 'leave'

/** Who may join a room without being asked. */
export type JoinRule = 'everyone' | 'invited'

/** A message as Matrix sent it. */
export interface MatrixWire {
  readonly protocol: 'matrix'
  readonly type: string
  readonly content: unknown
  /** Which device sent it under which name of its own, so that it can tell its echo. */
  readonly device: string
  readonly transaction: string
}

/** A message as Rocket.Chat sent it. */
export interface RocketChatWire {
  readonly protocol: 'rocketchat'
  /** Id of the message, the client's own where it gave one. */
  readonly id: string
  /** Id of the message whose thread it is in. */
  readonly tmid?: string
  /** Whether what is said in a thread shows in the room too. */
  readonly tshow?: boolean
}

/** A message as one protocol sent it, kept so that the same protocol hands it out word for word. */
export type WireMessage = MatrixWire | RocketChatWire

/** What every entry of a room's log carries. */
export interface Stamp {
  /** Place in the one order of everything that ever happened in this hub. */
  readonly serial: number
  readonly atMs: number
  readonly room: string
  readonly sender: string
}

/** What happened in a room. */
export type RoomEvent = Stamp &
  (
    | { readonly kind: 'created' }
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'opened'; readonly to: JoinRule }
    | { readonly kind: 'member'; readonly user: string; readonly membership: Membership; readonly displayName: string }
    | { readonly kind: 'message'; readonly text: string; readonly wire?: WireMessage }
  )

/** What happened: an event in a room, typing in one, another name of a user, or something a face keeps itself. */
export type HubChange =
  | { readonly kind: 'event'; readonly event: RoomEvent }
  | { readonly kind: 'typing'; readonly room: string }
  | { readonly kind: 'renamed'; readonly user: string }
  | { readonly kind: 'other' }

/** What an event adds to its stamp. */
export type RoomEventBody = RoomEvent extends infer Event
  ? Event extends Stamp
    ? Omit<Event, keyof Stamp>
    : never
  : never

/** Which part of the room's state an event sets; undefined for a message, which sets none. */
export function stateKeyOf(event: RoomEvent): string | undefined {
  switch (event.kind) {
    case 'created':
    case 'named':
    case 'opened':
      return event.kind
    case 'member':
      return `member ${event.user}`
    case 'message':
      return undefined
  }
}
