import { MAX_ID_BYTES } from '../../protocol/conversation.ts'
import { field, isRecord, parseJson, readList, readText, type JsonRecord } from '../shared/parse.ts'

/** The setting that has people go by their real names. */
export const REAL_NAME_SETTING = 'UI_Use_Real_Name'

/** What is known of me; undefined is what is not. */
export interface Identity {
  /** Whom the names belong to. */
  readonly userId: string | undefined
  readonly username: string | undefined
  readonly name: string | undefined
  /** Whether the server's setting has people go by their real names. */
  readonly useRealName: boolean | undefined
}

/** Nothing is known. */
export const NOBODY_YET: Identity = Object.freeze({ userId: undefined, username: undefined, name: undefined, useRealName: undefined })

/** The name that the server takes from me, and shows to others; undefined while it is not known. */
export function shownName({ username, name, useRealName }: Identity): string | undefined {
  return useRealName === true ? name : username
}

/** The ids that are mine in views: the username always, the real name while the setting says so. */
export function ownIds({ username, name, useRealName }: Identity): readonly string[] {
  const ids = useRealName === true ? [username, name] : [username]
  return ids.filter((id) => id !== undefined)
}

/** What is known of me once a login said who I am: another account has other names. */
export function loggedInAs(identity: Identity, userId: string): Identity {
  return identity.userId === userId ? identity : { ...NOBODY_YET, userId, useRealName: identity.useRealName }
}

/** Names of a user as documents of the server hold them. */
export interface Names {
  readonly username: string | undefined
  readonly name: string | undefined
}

/** The names in a user document or an event about one. */
export function readNames(user: JsonRecord): Names {
  return { username: readName(field(user, 'username')), name: readName(field(user, 'name')) }
}

/** What is known of me, with names that were heard; what was not told stays. */
export function withNames(identity: Identity, { username, name }: Names): Identity {
  return { ...identity, username: username ?? identity.username, name: name ?? identity.name }
}

function readName(value: unknown): string | undefined {
  const name = readText(value, MAX_ID_BYTES)
  return name === '' ? undefined : name
}

/** Most settings that are looked through; a server has about a thousand public ones. */
const MOST_SETTINGS = 20_000

/** Whether a list of public settings, or one event about a setting, says how people go by; undefined if it does not. */
export function readRealNameSetting(value: unknown): boolean | undefined {
  const list = readList(isRecord(value) ? field(value, 'update') : value, MOST_SETTINGS)
  for (const setting of list?.items ?? []) {
    if (!isRecord(setting) || field(setting, '_id') !== REAL_NAME_SETTING) continue
    const on = field(setting, 'value')
    return typeof on === 'boolean' ? on : undefined
  }
  return undefined
}

/** The names in an answer of `/api/v1/me`; undefined where it holds none. */
export function readMe(text: string | undefined): Names | undefined {
  const me = text === undefined ? undefined : parseJson(text)
  return isRecord(me) ? readNames(me) : undefined
}

/** The major version in an answer of `/api/info`; undefined where there is none. */
export function readMajorVersion(text: string | undefined): number | undefined {
  const answer = text === undefined ? undefined : parseJson(text)
  if (!isRecord(answer)) return undefined
  // Administrators are told more, under `info`.
  const info = field(answer, 'info')
  const version = readText(field(answer, 'version') ?? (isRecord(info) ? field(info, 'version') : undefined), MAX_ID_BYTES)
  const major = /^(\d{1,6})\./.exec(version ?? '')?.[1]
  return major === undefined ? undefined : Number(major)
}
