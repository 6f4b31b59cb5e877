import type { Room } from '../../hub/room.ts'
import { slugOf } from '../documents/room.ts'
import { MeteorError } from '../errors.ts'
import type { RocketChatParts } from '../parts.ts'

/** The setting `UTF8_Channel_Names_Validation` of a fresh server. */
const NAME = /^[0-9a-zA-Z._-]{1,255}$/

/** @throws MeteorError where a room cannot have that name (getValidRoomName.ts). */
export function checkRoomName({ hub, rooms }: RocketChatParts, name: string, own?: Room): void {
  const about = { function: 'RocketChat.getValidRoomName', channel_name: name }
  if (!NAME.test(name)) throw new MeteorError('error-invalid-room-name', `${name} is not a valid room name.`, about)
  const other = hub.rooms().find((room) => room !== own && rooms.typeOf(room) !== 'd' && slugOf(room) === name)
  if (other === undefined) return
  if (rooms.page(other).archived) {
    throw new MeteorError('error-archived-duplicate-name', `There's an archived channel with name ${name}`, about)
  }
  throw new MeteorError('error-duplicate-channel-name', `A channel with name '${name}' exists`, about)
}
