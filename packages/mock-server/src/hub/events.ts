/** How a user stands to a room. */
export type Membership = 'invite' | 'join' | 'leave'

/** Who may join a room without being asked. */
export type JoinRule = 'everyone' | 'invited'

/** A message as one protocol sent it, kept so that the same protocol hands it out word for word. */
export interface WireMessage {
  readonly protocol: 'matrix'
  readonly type: string
  readonly content: unknown
  /** Which device sent it under which name of its own, so that it can tell its echo. */
  readonly device: string
  readonly transaction: string
}

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
