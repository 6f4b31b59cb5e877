export { createChannel, createDirectMessage, createPrivateGroup } from './creating.ts'
export { loadHistory, readMessages } from './history.ts'
export { getRoomById, getRoomNameById, getRooms, getSubscriptions } from './listing.ts'
export { addUserToRoom, getUsersOfRoom, joinRoom, leaveRoom, removeUserFromRoom } from './membership.ts'
export { muteUserInRoom, unmuteUserInRoom } from './muting.ts'
export { notifyRoom } from './notifying.ts'
export {
  addRoomLeader,
  addRoomModerator,
  addRoomOwner,
  getRoomRoles,
  removeRoomLeader,
  removeRoomModerator,
  removeRoomOwner,
} from './roles.ts'
export { COMMON_ROOM_ERRORS, isRoomError, ROOM_ERRORS } from './room-errors.ts'
export { sendMessage } from './sending.ts'
export { saveRoomSettings } from './settings.ts'
export { archiveRoom, hideRoom, openRoom, toggleFavorite, unarchiveRoom } from './showing.ts'
export type { NewRoom } from './creating.ts'
export type { History, HistoryOptions } from './history.ts'
export type { Changes, Removed } from './listing.ts'
export type { UsersOfRoom, UsersOfRoomOptions } from './membership.ts'
export type { RoomMessage } from './message.ts'
export type { RoomNotice, UserActivity } from './notifying.ts'
export type { RoomRoles } from './roles.ts'
export type { CreatedRoom, Room } from './room.ts'
export type { RoomErrorCode } from './room-errors.ts'
export type { NewMessage } from './sending.ts'
export type { RoomSettings, SavedSettings } from './settings.ts'
export type { RoomSubscription } from './subscription.ts'
export type { RoomMember, RoomUser } from './user.ts'
export type { RocketChatServer, RocketChatSession } from '../server.ts'
