import { createHash, randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import { WebSocket } from 'ws'
import type { MockServer, MockUser } from '../src/index.ts'
import { isJsonObject, member } from '../src/http/json.ts'
import { dig } from './matrix-user.ts'

export const GENERAL = 'GENERAL'

/** A frame as it came. */
export type Frame = Readonly<Record<string, unknown>>

export interface DdpSocket {
  /** Every frame that came, the oldest first. */
  readonly frames: readonly Frame[]
  readonly socket: WebSocket
  readonly send: (frame: unknown) => void
  /** Resolves with the first frame, come or to come, that has these members. */
  readonly heard: (wanted: Frame) => Promise<Frame>
  /** Resolves with the result of a call, or rejects with its error as it came. */
  readonly call: (method: string, ...params: readonly unknown[]) => Promise<unknown>
  /** As `call`, with what it was refused with: `error-not-allowed`, say; undefined where it was not. */
  readonly refusal: (method: string, ...params: readonly unknown[]) => Promise<unknown>
  /** Resolves with `ready` or the error of `nosub`. */
  readonly subscribe: (stream: string, event: unknown, extra?: unknown) => Promise<unknown>
  /** Values of every event of that name, in order. */
  readonly events: (event: string) => readonly unknown[]
  /** Resolves once everything sent so far was dealt with, and all it led to on this socket has come. */
  readonly settled: () => Promise<void>
  /** Resolves with the code when the socket has closed. */
  readonly closed: Promise<number>
}

function matches(frame: unknown, wanted: Frame): boolean {
  return Object.entries(wanted).every(([name, value]) => JSON.stringify(member(frame, name)) === JSON.stringify(value))
}

const open = new Set<WebSocket>()

/** Cuts every socket that a test left open. */
export function cutSockets(): void {
  for (const socket of open) socket.terminate()
  open.clear()
}

/** Opens a socket and says nothing. */
export async function openSocket(server: MockServer): Promise<DdpSocket> {
  const socket = new WebSocket(`${server.urls.rocketchat.replace('http', 'ws')}/websocket`)
  open.add(socket)
  const frames: Frame[] = []
  const listeners = new Set<() => void>()
  socket.on('message', (data) => {
    const frame: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '')
    if (isJsonObject(frame)) frames.push(Object.fromEntries(Object.entries(frame)))
    for (const listener of listeners) listener()
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined)
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const send = (frame: unknown): void => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  const heard = (wanted: Frame): Promise<Frame> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = frames.find((frame) => matches(frame, wanted))
        if (found === undefined) return
        listeners.delete(look)
        resolve(found)
      }
      listeners.add(look)
      look()
    })
  const call: DdpSocket['call'] = async (method, ...params) => {
    const id = randomUUID()
    send({ msg: 'method', id, method, params })
    const frame = await heard({ msg: 'result', id })
    if (member(frame, 'error') !== undefined) throw new Error('refused', { cause: member(frame, 'error') })
    return member(frame, 'result')
  }
  return {
    frames,
    socket,
    send,
    heard,
    closed,
    call,
    refusal: (method, ...params) =>
      call(method, ...params).then(
        () => undefined,
        (error: unknown) => dig(error instanceof Error ? error.cause : undefined, 'error'),
      ),
    subscribe: async (stream, event, extra) => {
      const id = randomUUID()
      send({ msg: 'sub', id, name: stream, params: [event, { useCollection: false, args: [extra] }] })
      return Promise.race([
        heard({ msg: 'ready', subs: [id] }).then(() => 'ready'),
        heard({ msg: 'nosub', id }).then((frame) => dig(frame, 'error', 'error')),
      ])
    },
    events: (event) =>
      frames.filter((frame) => dig(frame, 'fields', 'eventName') === event).map((frame) => dig(frame, 'fields', 'args')),
    settled: async () => {
      const id = randomUUID()
      send({ msg: 'ping', id })
      await heard({ msg: 'pong', id })
    },
  }
}

/** Opens a socket and connects. */
export async function connected(server: MockServer): Promise<DdpSocket> {
  const socket = await openSocket(server)
  socket.send({ msg: 'connect', version: '1', support: ['1', 'pre2', 'pre1'] })
  await socket.heard({ msg: 'connected' })
  return socket
}

/** Somebody of the server's users. */
export function accountOf(server: MockServer, name: string): MockUser['rocketchat'] {
  const user = server.users.find((candidate) => candidate.name === name)
  if (user === undefined) throw new Error(`no user ${name}`)
  return user.rocketchat
}

/** Opens a socket, connects and logs in with the token the server gave out. */
export async function loggedIn(server: MockServer, name: string): Promise<DdpSocket> {
  const socket = await connected(server)
  await socket.call('login', { resume: accountOf(server, name).authToken })
  return socket
}

/** The digest that goes for a password. */
export function digestOf(password: string): { readonly digest: string; readonly algorithm: 'sha-256' } {
  return { digest: createHash('sha256').update(password).digest('hex'), algorithm: 'sha-256' }
}

/** Resolves once the server has so many sockets. */
export function socketsOf(server: MockServer, count: number): Promise<void> {
  return vi.waitFor(() => {
    if (server.control.state().sockets !== count) throw new Error('not yet')
  })
}

/** Writes a user's activities the way the official client does. */
export function write(socket: DdpSocket, name: string, activities: unknown, extra: unknown = {}): Promise<unknown> {
  return socket.call('stream-notify-room', `${GENERAL}/user-activity`, name, activities, extra)
}
