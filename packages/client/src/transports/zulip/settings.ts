import { field } from '../shared/parse.ts'
import type { JsonRecord } from '../shared/parse.ts'

/** What the account has chosen, on Zulip, for typing. */
export interface Settings {
  /** Others may see me type in direct conversations. */
  readonly sendsDirect: boolean
  /** Others may see me type in channels. */
  readonly sendsChannel: boolean
  /** I see others type. */
  readonly receives: boolean
}

/** What an account has that has not chosen. */
export const DEFAULT_SETTINGS: Settings = { sendsDirect: true, sendsChannel: true, receives: true }

/** The names of the wire; the last is unknown before feature level 253, the two others before 105. */
const FIELDS: ReadonlyMap<unknown, keyof Settings> = new Map([
  ['send_private_typing_notifications', 'sendsDirect'],
  ['send_stream_typing_notifications', 'sendsChannel'],
  ['receives_typing_notifications', 'receives'],
])

/** The settings after one was changed; the same where it is none of typing, or no setting at all. */
export function withSetting(settings: Settings, property: unknown, value: unknown): Settings {
  const name = FIELDS.get(property)
  if (name === undefined || typeof value !== 'boolean' || settings[name] === value) return settings
  return { ...settings, [name]: value }
}

/** The settings of a snapshot; what it does not name is as it is by default. */
export function readSettings(snapshot: JsonRecord): Settings {
  let settings = DEFAULT_SETTINGS
  for (const property of FIELDS.keys()) {
    settings = withSetting(settings, property, field(snapshot, String(property)))
  }
  return settings
}
