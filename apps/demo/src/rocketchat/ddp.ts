import { RocketChatError } from '@nowtyping/client/rocketchat'
import { items, member, numberMember, textMember } from '../chat/json.ts'
import { readEjson, writeEjson } from './ejson.ts'

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 10_000

/** A socket that was silent for so long is asked whether it is there, and closed after as long again; milliseconds. */
const SILENCE_MS = 15_000

/** One connection to the realtime API. */
export interface Ddp {
  /** Calls a method. @throws RocketChatError where it is refused, late, or the connection is gone. */
  readonly call: (method: string, ...params: readonly unknown[]) => Promise<unknown>
  /** Asks for the events of a stream. */
  readonly subscribe: (stream: string, event: string) => void
  /** Rejects when the connection is gone. */
  readonly ended: Promise<never>
}

/** What comes over a stream. */
export interface StreamEvent {
  readonly stream: string
  readonly event: string
  readonly args: readonly unknown[]
}

interface Waiting {
  readonly method: string
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Connects; the signal closes. Rejects where there is nobody to connect to. */
export function openDdp(baseUrl: string, signal: AbortSignal, onEvent: (event: StreamEvent) => void): Promise<Ddp> {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/websocket`)
  const waiting = new Map<string, Waiting>()
  const ending = new AbortController()
  let lastId = 0
  let isQuiet = false
  let isAsked = false

  const say = (frame: object): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(writeEjson(frame))
  }
  const close = (): void => {
    // Not when the socket says so: one that is half-open takes a long time to.
    socket.close()
    ending.abort(new Error('unable to go on; the connection is gone'))
  }
  const watchdog = setInterval(() => {
    if (isQuiet && isAsked) return close()
    isAsked = isQuiet
    if (isQuiet) say({ msg: 'ping' })
    isQuiet = true
  }, SILENCE_MS)
  const first = setTimeout(close, PATIENCE_MS)

  socket.addEventListener('close', close)
  window.addEventListener('offline', close)
  signal.addEventListener('abort', close)
  if (signal.aborted) close()
  ending.signal.addEventListener('abort', () => {
    clearInterval(watchdog)
    clearTimeout(first)
    window.removeEventListener('offline', close)
    signal.removeEventListener('abort', close)
    for (const { method, reject } of waiting.values()) reject(new RocketChatError(method, { code: 'not-connected' }))
    waiting.clear()
  })

  function answer(frame: unknown): void {
    const id = textMember(frame, 'id') ?? ''
    const asked = waiting.get(id)
    if (asked === undefined) return
    waiting.delete(id)
    const error = member(frame, 'error')
    if (error === undefined) return asked.resolve(member(frame, 'result'))
    const code = textMember(error, 'error') ?? String(numberMember(error, 'error') ?? 'unknown')
    asked.reject(new RocketChatError(asked.method, { code, reason: textMember(error, 'reason') }))
  }

  const call: Ddp['call'] = (method, ...params) => {
    lastId += 1
    const id = String(lastId)
    return new Promise<unknown>((resolve, reject) => {
      if (ending.signal.aborted) return reject(new RocketChatError(method, { code: 'not-connected' }))
      const timer = setTimeout(() => {
        if (waiting.delete(id)) reject(new RocketChatError(method, { code: 'timeout' }))
      }, PATIENCE_MS)
      ending.signal.addEventListener('abort', () => clearTimeout(timer))
      waiting.set(id, { method, resolve, reject })
      say({ msg: 'method', method, id, params })
    })
  }

  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(new Error('unable to go on; the connection is gone')))
    if (ending.signal.aborted) reject(new Error('unable to go on; the connection is gone'))
  })
  ended.catch(() => undefined)

  const subscribe: Ddp['subscribe'] = (stream, event) => {
    lastId += 1
    say({ msg: 'sub', id: String(lastId), name: stream, params: [event, false] })
  }

  return new Promise((resolve, reject) => {
    ended.catch(reject)
    socket.addEventListener('open', () => say({ msg: 'connect', version: '1', support: ['1'] }))
    socket.addEventListener('message', ({ data }) => {
      isQuiet = false
      const frame = typeof data === 'string' ? readEjson(data) : undefined
      switch (textMember(frame, 'msg') ?? '') {
        case 'connected':
          clearTimeout(first)
          return resolve({ call, subscribe, ended })
        case 'ping':
          return say({ msg: 'pong', id: textMember(frame, 'id') })
        case 'result':
          return answer(frame)
        case 'changed': {
          const fields = member(frame, 'fields')
          const event = textMember(fields, 'eventName') ?? ''
          return onEvent({ stream: textMember(frame, 'collection') ?? '', event, args: items(member(fields, 'args')) })
        }
        default:
          return undefined
      }
    })
  })
}
