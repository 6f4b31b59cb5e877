/** A member of a room, as a `RoomMember` of matrix-js-sdk is one. */
export interface MatrixMemberLike {
  readonly roomId: string
  readonly userId: string
  /** Whether the last list of the room named them. */
  readonly typing: boolean
}

/** A room, as a `Room` of matrix-js-sdk is one. */
export interface MatrixRoomLike {
  getMembers(): readonly MatrixMemberLike[]
}

/** An event, as a `MatrixEvent` of matrix-js-sdk is one. */
export interface MatrixEventLike {
  getType(): string
  /** One of typing names its room with sliding sync alone. */
  getRoomId(): string | undefined
  getContent(): unknown
}

/** The part of a `MatrixClient` of matrix-js-sdk that is used: that of version 37, or a stand-in. */
export interface MatrixClientLike {
  getUserId(): string | null
  /** `SYNCING`, `RECONNECTING` and so on; null before the first sync. */
  getSyncState(): string | null
  getRoom(roomId: string): MatrixRoomLike | null
  sendTyping(roomId: string, isTyping: boolean, timeoutMs: number): PromiseLike<unknown>
  on(event: string, listener: (...args: never[]) => void): unknown
  removeListener(event: string, listener: (...args: never[]) => void): unknown
}
