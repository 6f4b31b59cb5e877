import { isJsonObject, member } from '../http/json.ts'
import type { RocketChatOptions } from './options.ts'
import { isServerVersion } from './version.ts'

/** Longest a heartbeat or a token may take, in milliseconds: what a timer of Node can wait. */
const MAX_MS = 2 ** 31 - 1

const isFlag = (value: unknown): boolean => typeof value === 'boolean'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string')

function isCount(most: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
}

const CHECKS: { readonly [name in keyof Required<RocketChatOptions>]: (value: unknown) => boolean } = {
  version: (value) => typeof value === 'string' && isServerVersion(value),
  deployment: (value) => value === 'monolith' || value === 'microservices',
  useRealName: isFlag,
  allowAnonymousRead: isFlag,
  rateLimit: isFlag,
  heartbeatIntervalMs: isCount(MAX_MS),
  heartbeatTimeoutMs: isCount(MAX_MS),
  cors: isFlag,
  tokenLifetimeMs: isCount(Number.MAX_SAFE_INTEGER),
  admins: isTexts,
  permissions: (value) => isJsonObject(value) && Object.values(value).every(isTexts),
  maxDirectMessageUsers: isCount(1_000),
  allowDirectMessagesToYourself: isFlag,
  maxMessageLength: isCount(65_536),
  livechat: (value) => {
    const [token, visitor, agents] = ['token', 'visitor', 'agents'].map((name) => member(value, name))
    const isNamed = visitor === undefined || typeof visitor === 'string'
    return typeof token === 'string' && token !== '' && isNamed && (agents === undefined || isTexts(agents))
  },
}

function isOption(name: string): name is keyof RocketChatOptions {
  return Object.hasOwn(CHECKS, name)
}

/** The first option that cannot be used, by its name; undefined where all can. */
export function unusableOption(options: object): string | undefined {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(options)
  return entries.find(([name, value]) => value !== undefined && !(isOption(name) && CHECKS[name](value)))?.[0]
}

/** Whether a value from outside can be used as options. */
export function isRocketChatOptions(value: unknown): value is RocketChatOptions {
  return isJsonObject(value) && unusableOption(value) === undefined
}

/** Reads options as the command line has them, `name=value` each; undefined where one cannot be used. */
export function parseOptionTexts(texts: readonly string[]): RocketChatOptions | undefined {
  const entries = texts.map((text): readonly [string, unknown] => {
    const [, name = '', value = ''] = /^([a-zA-Z]+)=(.+)$/.exec(text) ?? []
    if (value === 'true' || value === 'false') return [name, value === 'true']
    if (name === 'livechat') return [name, { token: value }]
    return [name, /^\d{1,15}$/.test(value) ? Number(value) : value]
  })
  const options: object = Object.fromEntries(entries)
  return isRocketChatOptions(options) ? options : undefined
}
