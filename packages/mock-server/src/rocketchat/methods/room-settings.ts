import { isJsonObject } from '../../http/json.ts'
import type { Room } from '../../hub/room.ts'
import { invalidRoom, matchFailed, MeteorError } from '../errors.ts'
import { ridOf } from '../ids.ts'
import { tellRoom } from '../streams/feed.ts'
import { asUser, findRoom, type Method, type MethodCall, type UserCall } from './method.ts'
import { checkRoomName } from './room-names.ts'

const METHOD = 'saveRoomSettings'

type Kind = 'text' | 'flag' | 'count' | 'texts' | 'object' | 'type'

interface Setting {
  readonly kind: Kind
  /** Field of the room's document that shows it, where it is no more than that. */
  readonly field?: string
  /** Permission it needs beside `edit-room`, and what the refusal then calls the action. */
  readonly needs?: readonly [permission: string, action: string]
}

const administrative = ['view-room-administration', 'Viewing_room_administration'] as const
const retention = (kind: Kind, name: string): Setting => ({ kind, field: `retention.${name}` })

// saveRoomSettings.ts: the settings there are, and what each may be.
const SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ['roomAvatar', { kind: 'text', field: 'avatarETag' }],
  ['featured', { kind: 'flag', field: 'featured', needs: administrative }],
  ['roomName', { kind: 'text' }],
  ['roomTopic', { kind: 'text', field: 'topic' }],
  ['roomAnnouncement', { kind: 'text', field: 'announcement' }],
  ['roomCustomFields', { kind: 'object', field: 'customFields' }],
  ['roomDescription', { kind: 'text', field: 'description' }],
  ['roomType', { kind: 'type' }],
  ['readOnly', { kind: 'flag' }],
  ['reactWhenReadOnly', { kind: 'flag', field: 'reactWhenReadOnly' }],
  ['systemMessages', { kind: 'texts', field: 'sysMes' }],
  ['default', { kind: 'flag', field: 'default', needs: administrative }],
  ['joinCode', { kind: 'text' }],
  ['retentionEnabled', retention('flag', 'enabled')],
  ['retentionMaxAge', retention('count', 'maxAge')],
  ['retentionExcludePinned', retention('flag', 'excludePinned')],
  ['retentionFilesOnly', retention('flag', 'filesOnly')],
  ['retentionIgnoreThreads', retention('flag', 'ignoreThreads')],
  ['retentionOverrideGlobal', retention('flag', 'overrideGlobal')],
  ['encrypted', { kind: 'flag', field: 'encrypted', needs: ['toggle-room-e2e-encryption', 'Change_Room_Encrypted'] }],
  ['favorite', { kind: 'object', field: 'favorite' }],
])

function isOfKind(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'flag':
      return typeof value === 'boolean'
    case 'count':
      return typeof value === 'number' && value >= 0
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    case 'object':
      return isJsonObject(value)
    case 'type':
      return value === 'c' || value === 'p'
  }
}

function actionNotAllowed(action: string): MeteorError {
  return new MeteorError('error-action-not-allowed', `${action.replaceAll('_', ' ')} is not allowed`, {
    method: METHOD,
    action,
  })
}

function checkSetting(call: UserCall, room: Room, name: string, value: unknown): void {
  const { user, permissions, rooms } = call
  const setting = SETTINGS.get(name)
  if (setting === undefined || !isOfKind(setting.kind, value)) throw matchFailed()
  const { needs } = setting
  if (needs !== undefined && !permissions.has(user, needs[0], room.id)) throw actionNotAllowed(needs[1])
  if (name === 'roomName' && typeof value === 'string') checkRoomName(call, value, room)
  if (name !== 'roomType' || value === rooms.typeOf(room)) return
  const mayCreate = permissions.has(user, `create-${value === 'c' ? 'c' : 'p'}`, room.id)
  if (rooms.typeOf(room) === 'd' || !mayCreate) throw actionNotAllowed('Change_Room_Type')
}

function save({ user, hub, rooms }: UserCall, room: Room, name: string, value: unknown): void {
  const page = rooms.page(room)
  const field = SETTINGS.get(name)?.field
  if (field?.startsWith('retention.')) {
    const before = page.fields.get('retention')
    const key = field.slice('retention.'.length)
    page.fields.set('retention', { ...(isJsonObject(before) && before), [key]: value })
  } else if (field !== undefined) {
    page.fields.set(field, value)
  }
  if (name === 'roomName') hub.nameRoom(room.id, user, String(value))
  if (name === 'roomType') hub.openRoom(room.id, user, value === 'c' ? 'everyone' : 'invited')
  if (name === 'readOnly') page.readOnly = value === true
  if (name !== 'joinCode') return
  page.joinCode = String(value)
  page.fields.set('joinCodeRequired', value !== '')
}

/** Changes settings of a room: one by name and value, or several in an object. All are checked before any is saved. */
export function saveRoomSettings(call: MethodCall): object {
  const [rid, asked, value] = call.params
  const own = asUser(call, METHOD)
  if (typeof rid !== 'string') throw invalidRoom(METHOD)
  const entries: readonly (readonly [string, unknown])[] =
    typeof asked === 'string' ? [[asked, value]] : isJsonObject(asked) ? Object.entries(asked) : [['', undefined]]
  if (entries.some(([name]) => !SETTINGS.has(name))) {
    throw new MeteorError('error-invalid-settings', 'Invalid settings provided', { method: METHOD })
  }
  const room = findRoom(call, rid)
  if (room === undefined) throw invalidRoom(METHOD)
  const mayEdit = call.permissions.has(own.user, 'edit-room', room.id)
  const encrypts = call.rooms.typeOf(room) === 'd' && room.has(own.user) && entries.some(([name]) => name === 'encrypted')
  if (!mayEdit && !encrypts) throw actionNotAllowed('Editing_room')
  const allowed = mayEdit ? entries : entries.filter(([name]) => name === 'encrypted')
  for (const [name, wanted] of allowed) {
    // Whoever is in a room of direct messages may encrypt it without any permission.
    if (mayEdit) checkSetting(own, room, name, wanted)
    else if (typeof wanted !== 'boolean') throw matchFailed()
  }
  for (const [name, wanted] of allowed) save(own, room, name, wanted)
  tellRoom(call, room)
  return { result: true, rid: ridOf(room.id) }
}

/** What a room is like. */
export const roomSettingMethods: readonly Method[] = [{ name: METHOD, op: 'room:settings', run: saveRoomSettings }]
