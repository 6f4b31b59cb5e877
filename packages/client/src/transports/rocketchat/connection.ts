import type { SendOutcome } from '../../protocol/outcome.ts'
import type { Abort, Secret } from '../../protocol/platform.ts'
import { TypingError } from '../../protocol/errors.ts'
import type { OpenSocket, Socket } from '../../protocol/socket.ts'
import type { TransportConnection, TransportHost } from '../../protocol/transport.ts'
import { defer, type Deferred } from './deferred.ts'
import type { SessionEffect, SessionInput } from './exchange.ts'
import { NEW_SESSION, sessionDueAt, type LoggedIn, type SessionOptions } from './session.ts'
import { stepSession } from './session-step.ts'
import { readTarget, type RocketChatTarget } from './target.ts'

/** What carries the effects of a session out. */
export interface ConnectionOptions extends SessionOptions {
  readonly openSocket: OpenSocket
  /** Gives the token of the login; of a password, its digest. */
  readonly askToken: Secret
  /** Asks the REST API; never rejects, and is undefined for everything but a success. */
  readonly get: (path: string, headers: Readonly<Record<string, string>>, signal: Abort) => Promise<string | undefined>
}

/** A connection of the port, and what else goes over its socket. */
export interface RocketChatConnection extends TransportConnection<RocketChatTarget> {
  readonly call: (method: string, params: readonly unknown[]) => Promise<unknown>
  readonly session: () => Promise<LoggedIn>
}

const INVALID: SendOutcome = {
  type: 'gone',
  error: new TypingError('invalid-conversation', 'unable to send typing; this is no room and no thread'),
}

// oxlint-disable-next-line no-restricted-globals -- ends requests that the machine has no more use for
const newQuestions = (): AbortController => new AbortController()

/** Opens a connection: the machine decides, this carries out. */
export function openConnection(options: ConnectionOptions, host: TransportHost): RocketChatConnection {
  const inbox: SessionInput[] = []
  const sends = new Map<number, (outcome: SendOutcome) => void>()
  const calls = new Map<number, Deferred<unknown>>()
  const logins = new Map<number, Deferred<LoggedIn>>()
  let session = NEW_SESSION
  let busy = false
  let lastId = 0
  let wakesAt = Infinity
  let socket: Socket | undefined
  let questions = newQuestions()
  let closed: (() => void) | undefined

  /** An input that arrives while effects are carried out waits until they are done. */
  function run(input: SessionInput): void {
    inbox.push(input)
    if (busy) return
    busy = true
    try {
      for (let next = inbox.shift(); next !== undefined; next = inbox.shift()) {
        const step = stepSession(session, next, { options, now: host.now(), random: host.random() })
        session = step.session
        for (const effect of step.effects) carryOut(effect)
      }
    } finally {
      busy = false
    }
    const dueAt = sessionDueAt(session, host.now())
    if (dueAt !== wakesAt) host.wakeAt(dueAt)
    wakesAt = dueAt
    if (session.phase === 'ended') closed?.()
  }

  function carryOut(effect: SessionEffect): void {
    switch (effect.type) {
      case 'connect':
        return connect(effect.socket)
      case 'frame':
        // What cannot be sent any more says that the socket is gone, before the platform does.
        if (socket?.send(effect.text) === false) inbox.push({ type: 'socket-closed', socket: session.socket })
        return undefined
      case 'disconnect':
        socket?.close()
        socket = undefined
        return questions.abort()
      case 'ask-token':
        void askToken()
        return undefined
      case 'ask-info':
        void ask('info', effect.socket, '/api/info', {})
        return undefined
      case 'ask-me':
        void ask('me', effect.socket, '/api/v1/me', { 'x-user-id': effect.userId, 'x-auth-token': effect.authToken })
        return undefined
      case 'emit':
        return host.emit(effect.signal)
      case 'sent':
        sends.get(effect.send)?.(effect.outcome)
        sends.delete(effect.send)
        return undefined
      case 'called':
        calls.get(effect.call)?.resolve(effect.value)
        calls.delete(effect.call)
        return undefined
      case 'logged-in':
        logins.get(effect.call)?.resolve(effect.login)
        logins.delete(effect.call)
        return undefined
      case 'refused':
        calls.get(effect.call)?.reject(effect.error)
        logins.get(effect.call)?.reject(effect.error)
        calls.delete(effect.call)
        logins.delete(effect.call)
        return undefined
    }
  }

  function connect(id: number): void {
    questions = newQuestions()
    try {
      socket = options.openSocket({
        opened: () => run({ type: 'socket-opened', socket: id }),
        text: (text) => run({ type: 'frame', socket: id, text }),
        closed: () => run({ type: 'socket-closed', socket: id }),
      })
    } catch (cause) {
      run({ type: 'unsupported', error: unsupported(cause) })
    }
  }

  async function askToken(): Promise<void> {
    run(await tokenOf(options.askToken))
  }

  async function ask(type: 'info' | 'me', id: number, path: string, headers: Readonly<Record<string, string>>): Promise<void> {
    run({ type, socket: id, text: await options.get(path, headers, questions.signal) })
  }

  run({ type: 'open' })
  return {
    send(target, typing, { signal, activity }) {
      const sent = defer<SendOutcome>()
      const place = readTarget(target)
      const send = ++lastId
      const abandon = (): void => run({ type: 'abandon', send })
      sends.set(send, (outcome) => {
        signal.removeEventListener('abort', abandon)
        sent.resolve(outcome)
      })
      signal.addEventListener('abort', abandon)
      if (place === undefined) carryOut({ type: 'sent', send, outcome: INVALID })
      else if (signal.aborted) abandon()
      else run({ type: 'send', send, place, typing, activity })
      return sent.promise
    },
    watch(target) {
      const place = readTarget(target)
      if (place === undefined) return () => {}
      run({ type: 'watch', place })
      return () => run({ type: 'unwatch', place })
    },
    wake: () => run({ type: 'wake' }),
    due: () => {
      wakesAt = Infinity
      run({ type: 'due' })
    },
    close() {
      const gone = defer<void>()
      closed = () => gone.resolve()
      run({ type: 'close' })
      return gone.promise
    },
    call(method, params) {
      const called = defer<unknown>()
      const call = ++lastId
      calls.set(call, called)
      run({ type: 'call', call, method, params })
      return called.promise
    },
    session() {
      const asked = defer<LoggedIn>()
      const call = ++lastId
      logins.set(call, asked)
      run({ type: 'session', call })
      return asked.promise
    },
  }
}

function unsupported(cause: unknown): TypingError {
  return cause instanceof TypingError ? cause : new TypingError('unsupported', 'unable to connect; the platform lacks something')
}

/** What a callback throws may be anything, and is the app's own to see; what the platform lacks is not. */
async function tokenOf(secret: Secret): Promise<SessionInput> {
  try {
    const token: unknown = typeof secret === 'function' ? await secret() : secret
    return typeof token === 'string' ? { type: 'token', token } : { type: 'no-token' }
  } catch (cause) {
    if (cause instanceof TypingError && cause.code === 'unsupported') return { type: 'unsupported', error: cause }
    return { type: 'no-token' }
  }
}
