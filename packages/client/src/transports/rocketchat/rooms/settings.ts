import { field } from '../../shared/parse.ts'
import type { RocketChatServer } from '../server.ts'
import { takeId } from './arguments.ts'
import { ask, given } from './ask.ts'
import { flag, name, shape } from './shape.ts'

/** What a room can be set to: what the server takes (saveRoomSettings.ts), of which its docs name eight. */
export interface RoomSettings {
  /** A data URL; empty to take it away. */
  readonly roomAvatar: string
  readonly featured: boolean
  readonly roomName: string
  readonly roomTopic: string
  readonly roomAnnouncement: string
  readonly roomCustomFields: Readonly<Record<string, unknown>>
  readonly roomDescription: string
  /** `c` channel, `p` private group. */
  readonly roomType: 'c' | 'p'
  readonly readOnly: boolean
  readonly reactWhenReadOnly: boolean
  /** Types of system messages that are not shown; the docs have a boolean, which the server does not take. */
  readonly systemMessages: readonly string[]
  /** Whether new users are put into it. */
  readonly default: boolean
  readonly joinCode: string
  readonly retentionEnabled: boolean
  /** In days. */
  readonly retentionMaxAge: number
  readonly retentionExcludePinned: boolean
  readonly retentionFilesOnly: boolean
  readonly retentionIgnoreThreads: boolean
  readonly retentionOverrideGlobal: boolean
  readonly encrypted: boolean
  /** Whether it is a favourite of those who are put into it by default. */
  readonly favorite: { readonly favorite: boolean; readonly defaultValue: boolean }
}

/** What was set, in which room. */
export interface SavedSettings {
  readonly result: boolean
  readonly rid: string
}

const readSaved = given(shape<SavedSettings>({ result: flag, rid: name }, {}))

/**
 * Changes one setting of a room, or several at once.
 * Not deprecated. REST: `POST rooms.saveRoomSettings`, which does not take `roomCustomFields`, `systemMessages` and `joinCode`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-invalid-settings`, `error-action-not-allowed`
 * (`details.action` says what; it takes `edit-room`), for a name those of `createChannel`, or a code common to all.
 */
export function saveRoomSettings<Setting extends keyof RoomSettings>(
  server: RocketChatServer,
  rid: string,
  setting: Setting,
  value: RoomSettings[Setting],
): Promise<SavedSettings>
export function saveRoomSettings(
  server: RocketChatServer,
  rid: string,
  settings: Partial<RoomSettings>,
): Promise<SavedSettings>
export async function saveRoomSettings(
  server: RocketChatServer,
  rid: string,
  setting: string | Partial<RoomSettings>,
  value?: unknown,
): Promise<SavedSettings> {
  const room = takeId('saveRoomSettings', 'rid', rid)
  return ask(server, {
    method: 'saveRoomSettings',
    params: typeof setting === 'string' ? [room, setting, value] : [room, setting],
    read: readSaved,
    twin: async (rest) => {
      const settings = typeof setting === 'string' ? { [setting]: value } : setting
      const answer = await rest.post('rooms.saveRoomSettings', { ...settings, rid: room })
      return readSaved({ result: true, rid: field(answer, 'rid') })
    },
    // What REST does not take it calls a parameter.
    renamed: new Map([
      ['invalid-params', 'error-invalid-settings'],
      ['error-room-not-found', 'error-invalid-room'],
    ]),
  })
}
