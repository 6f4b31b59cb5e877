import { fromEjson } from '../ejson.ts'
import { member, parseJson, stringMember } from '../../http/json.ts'

/** What a client says (DDP.md). Parameters come twice: as they were, and with their dates read. */
export type ClientFrame =
  | { readonly kind: 'connect'; readonly version: string; readonly support: readonly string[] }
  | { readonly kind: 'unusable-connect' }
  | { readonly kind: 'ping'; readonly id: string | undefined }
  | { readonly kind: 'pong' }
  | {
      readonly kind: 'method'
      readonly id: string
      readonly name: string
      readonly raw: readonly unknown[]
      readonly params: readonly unknown[]
    }
  | { readonly kind: 'sub'; readonly id: string; readonly name: string; readonly params: readonly unknown[] }
  | { readonly kind: 'unsub'; readonly id: string }
  | { readonly kind: 'mistake'; readonly reason: string; readonly offending: unknown }

function paramsOf(value: unknown): readonly unknown[] | undefined {
  const params = member(value, 'params')
  if (params === undefined) return []
  return Array.isArray(params) ? params : undefined
}

function connectOf(value: unknown): ClientFrame {
  const version = stringMember(value, 'version')
  const support = member(value, 'support')
  const list: unknown[] = Array.isArray(support) ? support : []
  const known = list.filter((item) => typeof item === 'string')
  if (version === undefined || !Array.isArray(support) || known.length !== list.length || !known.includes(version)) {
    return { kind: 'unusable-connect' }
  }
  return { kind: 'connect', version, support: known }
}

/** Reads a frame; the mistakes are named as Meteor names them (livedata_server.js). */
export function parseClientFrame(text: string): ClientFrame {
  const parsed = parseJson(text)
  if (!parsed.ok) return { kind: 'mistake', reason: 'Parse error', offending: undefined }
  const { value } = parsed
  const mistake = (reason: string): ClientFrame => ({ kind: 'mistake', reason, offending: value })
  const id = stringMember(value, 'id')
  const msg: string = stringMember(value, 'msg') ?? ''
  switch (msg) {
    case 'connect':
      return connectOf(value)
    case 'ping':
      return { kind: 'ping', id }
    case 'pong':
      return { kind: 'pong' }
    case 'method': {
      const name = stringMember(value, 'method')
      const raw = paramsOf(value)
      const isWhole = id !== undefined && name !== undefined && raw !== undefined
      if (!isWhole) return mistake('Malformed method invocation')
      return { kind: 'method', id, name, raw, params: raw.map((item) => fromEjson(item)) }
    }
    case 'sub': {
      const name = stringMember(value, 'name')
      const params = paramsOf(value)
      const isWhole = id !== undefined && id !== '' && name !== undefined && params !== undefined
      return isWhole ? { kind: 'sub', id, name, params } : mistake('Malformed subscription')
    }
    case 'unsub':
      return id === undefined ? mistake('Bad request') : { kind: 'unsub', id }
    default:
      return mistake('Bad request')
  }
}
