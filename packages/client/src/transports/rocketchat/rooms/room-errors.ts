import { RocketChatError } from '../rocketchat-error.ts'

/** What any method may be refused with, over the socket or over REST. */
export const COMMON_ROOM_ERRORS = [
  /** A limit of the server; `retryAfterMs` says how long to wait, where the server does. */
  'too-many-requests',
  /** Refused by us, before anything was sent: an id, a name or a date that cannot be one. */
  'invalid-argument',
  /** The answer is not what this method answers. */
  'bad-response',
  /** The server has neither the method nor its REST twin. */
  'unsupported',
  /** It never left. */
  'not-connected',
  /** No answer came; it may have been carried out. */
  'connection-lost',
  'timeout',
  /** REST twins refuse most things in an archived room; the methods do not ask. */
  'error-room-archived',
] as const

/** What the server refuses each function with, beside `COMMON_ROOM_ERRORS`: read in its sources, not in its docs. */
export const ROOM_ERRORS = {
  getRooms: [],
  getSubscriptions: [],
  getRoomById: ['error-invalid-user', 'error-not-allowed'],
  getRoomNameById: ['error-invalid-user', 'error-not-allowed'],
  archiveRoom: ['error-invalid-user', 'error-invalid-room', 'error-direct-message-room', 'error-not-authorized'],
  unarchiveRoom: ['error-invalid-user', 'error-invalid-room', 'error-not-authorized'],
  toggleFavorite: ['error-invalid-user', 'error-invalid-subscription'],
  hideRoom: ['error-invalid-user'],
  openRoom: ['error-invalid-user', 'error-invalid-room'],
  joinRoom: [
    'error-invalid-user',
    'error-invalid-room',
    'error-not-allowed',
    'error-code-required',
    'error-code-invalid',
  ],
  leaveRoom: [
    'error-invalid-user',
    'error-invalid-room',
    'error-not-allowed',
    'error-user-not-in-room',
    'error-you-are-last-owner',
  ],
  createDirectMessage: ['error-invalid-user', 'error-not-allowed', 'error-direct-message-max-user-exceeded'],
  createPrivateGroup: [
    'error-invalid-user',
    'error-not-allowed',
    'error-team-not-found',
    'error-invalid-name',
    'error-invalid-room-name',
    'error-duplicate-channel-name',
    'error-archived-duplicate-name',
    'error-invalid-members',
    'error-app-prevented',
    'error-federated-users-in-non-federated-rooms',
    'error-not-authorized-federation',
  ],
  createChannel: [
    'error-invalid-user',
    'error-not-allowed',
    'error-team-not-found',
    'error-invalid-name',
    'error-invalid-room-name',
    'error-duplicate-channel-name',
    'error-archived-duplicate-name',
    'error-invalid-members',
    'error-app-prevented',
    'error-federated-users-in-non-federated-rooms',
    'error-not-authorized-federation',
  ],
  notifyRoom: [],
  sendMessage: [
    'error-invalid-user',
    'error-not-allowed',
    'error-invalid-message',
    'error-message-size-exceeded',
    'error-message-ts-out-of-sync',
    'invalid-params',
  ],
  loadHistory: ['error-invalid-user'],
  readMessages: ['error-invalid-user', 'error-room-does-not-exist', 'error-not-allowed'],
  addRoomLeader: ['error-invalid-user', 'error-not-allowed', 'error-user-not-in-room', 'error-user-already-leader'],
  addRoomModerator: [
    'error-invalid-user',
    'error-invalid-room',
    'error-not-allowed',
    'error-user-not-in-room',
    'error-user-already-moderator',
  ],
  addRoomOwner: [
    'error-invalid-user',
    'error-invalid-room',
    'error-not-allowed',
    'error-user-not-in-room',
    'error-user-already-owner',
  ],
  removeRoomLeader: ['error-invalid-user', 'error-not-allowed', 'error-user-not-in-room', 'error-user-not-leader'],
  removeRoomModerator: ['error-invalid-user', 'error-invalid-room', 'error-not-allowed', 'error-user-not-moderator'],
  removeRoomOwner: [
    'error-invalid-user',
    'error-invalid-room',
    'error-not-allowed',
    'error-user-not-owner',
    'error-remove-last-owner',
  ],
  getRoomRoles: ['error-invalid-user', 'error-invalid-room'],
  getUsersOfRoom: ['error-invalid-user', 'error-invalid-room', 'error-not-allowed', 'not-authorized'],
  muteUserInRoom: [
    'error-invalid-user',
    'error-not-allowed',
    'error-invalid-room',
    'error-invalid-room-type',
    'error-user-not-in-room',
  ],
  unmuteUserInRoom: [
    'error-invalid-user',
    'error-not-allowed',
    'error-invalid-room',
    'error-invalid-room-type',
    'error-user-not-in-room',
  ],
  addUserToRoom: [
    'error-invalid-user',
    'error-invalid-room',
    'error-not-allowed',
    'error-cant-invite-for-direct-room',
    'error-user-not-found',
    'error-user-is-banned',
  ],
  removeUserFromRoom: [
    'error-invalid-user',
    'error-not-allowed',
    'error-room-not-found',
    'error-user-not-in-room',
    'error-you-are-last-owner',
    'error-app-prevented',
  ],
  saveRoomSettings: [
    'error-invalid-user',
    'error-invalid-room',
    'error-invalid-settings',
    'error-action-not-allowed',
    'error-invalid-room-name',
    'error-duplicate-channel-name',
    'error-archived-duplicate-name',
  ],
} as const

/** What `code` of the `RocketChatError` of a function can be. */
export type RoomErrorCode<Method extends keyof typeof ROOM_ERRORS> =
  | (typeof ROOM_ERRORS)[Method][number]
  | (typeof COMMON_ROOM_ERRORS)[number]

/**
 * Whether an error is one that this function is known to reject with, so that a `switch` over its `code` is
 * checked; servers may have others, and apps on the server may throw their own.
 */
export function isRoomError<Method extends keyof typeof ROOM_ERRORS>(
  error: unknown,
  method: Method,
): error is RocketChatError & { readonly code: RoomErrorCode<Method> } {
  if (!(error instanceof RocketChatError)) return false
  const known: readonly string[] = [...ROOM_ERRORS[method], ...COMMON_ROOM_ERRORS]
  return known.includes(error.code)
}
