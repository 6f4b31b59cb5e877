import { statusOf } from '../errors.ts'
import { emailOf, userIdOf } from '../ids.ts'
import type { LoginToken } from '../login-tokens.ts'
import { STREAMER_FIRST_PING_MS } from '../options.ts'
import type { RocketChatParts } from '../parts.ts'
import type { CallRecord } from './call-record.ts'
import { type ClientFrame, parseClientFrame } from './client-frame.ts'
import { CLOSE, type Close } from './close-codes.ts'
import { Heartbeat } from './heartbeat.ts'
import { answerCall, checkLimit, type ConnectedCaller } from './method-call.ts'
import { Subscriptions } from './subscriptions.ts'

/** Versions of DDP that Meteor speaks, the dearest first. */
const VERSIONS: readonly string[] = ['1', 'pre2', 'pre1']

/** What a connection has of its socket. */
export interface ConnectionPort {
  readonly send: (frame: string) => void
  readonly close: (close: Close) => void
}

/** One DDP session. All it is told is dealt with on the spot, one frame after the other. */
export class DdpConnection implements ConnectedCaller {
  readonly connection: string
  readonly #parts: RocketChatParts
  readonly #port: ConnectionPort
  readonly #record: (record: CallRecord) => void
  readonly #subscriptions: Subscriptions
  readonly #microservices: boolean
  #heartbeat: Heartbeat | undefined
  #login: LoginToken | undefined
  #connected = false
  #stalled = false
  #farewell: unknown

  constructor(id: string, parts: RocketChatParts, port: ConnectionPort, record: (record: CallRecord) => void) {
    this.connection = id
    this.#parts = parts
    this.#port = port
    this.#record = record
    this.#microservices = parts.settings.microservices
    this.#subscriptions = new Subscriptions(parts, this, (frame) => this.#send(frame), (text) => this.#sendText(text))
    this.#send(this.#microservices ? { msg: 'server_id', server_id: '0' } : { server_id: '0' })
    if (this.#microservices) this.#startHeartbeat(STREAMER_FIRST_PING_MS)
  }

  get user(): string | undefined {
    return this.#login?.user
  }

  get subscriptions(): number {
    return this.#subscriptions.size
  }

  receive(text: string): void {
    if (this.#stalled) return
    this.#heartbeat?.hear()
    const frame = parseClientFrame(text)
    if (this.#connected) this.#converse(frame)
    else this.#greet(frame)
  }

  logIn(login: LoginToken): void {
    this.#login = login
    const { user } = login
    const emails = [{ address: emailOf(user), verified: true }]
    const fields = { username: user, name: this.#parts.hub.users.get(user)?.displayName, emails }
    this.#send({ msg: 'added', collection: 'users', id: userIdOf(user), fields })
    // The streamer leaves its subscriptions as they are.
    if (!this.#microservices) this.#subscriptions.rerun()
  }

  logOut(): void {
    if (this.#login === undefined) return
    const { user, token } = this.#login
    this.#parts.logins.close(token)
    this.#login = undefined
    this.#send({ msg: 'removed', collection: 'users', id: userIdOf(user) })
    if (!this.#microservices) this.#subscriptions.rerun()
    // One millisecond later, so that the result is still heard.
    else this.#farewell = this.#parts.clock.setTimer(() => this.close(CLOSE.protocol), 1)
  }

  /** Neither hears nor says anything from now on, and keeps the socket. */
  stall(): void {
    this.#stalled = true
    this.#heartbeat?.stop()
  }

  close(close: Close): void {
    this.#port.close(close)
  }

  /** The socket has gone. */
  end(): void {
    this.#heartbeat?.stop()
    this.#parts.clock.clearTimer(this.#farewell)
    this.#subscriptions.clear()
  }

  #greet(frame: ClientFrame): void {
    switch (frame.kind) {
      case 'connect':
      case 'unusable-connect':
        return this.#connect(frame)
      case 'ping':
      case 'pong':
      case 'method':
      case 'sub':
      case 'unsub':
        if (this.#microservices) return this.close(CLOSE.protocol)
        return this.#send({ msg: 'error', reason: 'Must connect first' })
      case 'mistake':
        if (this.#microservices) return this.close(CLOSE.protocol)
        return this.#complain(frame)
    }
  }

  #connect(frame: ClientFrame & { readonly kind: 'connect' | 'unusable-connect' }): void {
    const dearest = frame.kind === 'connect' ? frame.support.find((version) => VERSIONS.includes(version)) : undefined
    const agreed = this.#microservices || (frame.kind === 'connect' && dearest === frame.version)
    this.#record({ kind: 'connect', name: 'connect', op: 'connect', user: undefined, status: agreed ? 200 : 400 })
    if (!agreed) {
      this.#send({ msg: 'failed', version: dearest ?? VERSIONS[0] })
      return this.close(CLOSE.normal)
    }
    this.#connected = true
    this.#send({ msg: 'connected', session: this.connection })
    if (!this.#microservices) this.#startHeartbeat(undefined)
  }

  #converse(frame: ClientFrame): void {
    switch (frame.kind) {
      case 'connect':
      case 'unusable-connect':
        return this.#send({ msg: 'error', reason: 'Already connected' })
      case 'ping':
        return this.#send({ msg: 'pong', id: frame.id })
      case 'pong':
        return undefined
      case 'method':
        return this.#call(frame)
      case 'sub':
        return this.#subscribe(frame)
      case 'unsub':
        return this.#subscriptions.stop(frame.id)
      case 'mistake':
        return this.#complain(frame)
    }
  }

  #complain({ reason, offending }: ClientFrame & { readonly kind: 'mistake' }): void {
    this.#send({ msg: 'error', reason, offendingMessage: offending })
  }

  #call(frame: ClientFrame & { readonly kind: 'method' }): void {
    const { frames, record } = answerCall(this.#parts, this, frame, this.#microservices)
    this.#record(record)
    for (const answer of frames) this.#send(answer)
  }

  #subscribe({ id, name, params }: ClientFrame & { readonly kind: 'sub' }): void {
    const check = (): void => checkLimit(this.#parts, this, 'subscription', name)
    const outcome = this.#subscriptions.start({ id, name, params }, check)
    if (outcome === undefined) return
    const { error, room } = outcome
    const status = error === undefined ? 200 : statusOf(error)
    this.#record({ kind: 'sub', name: outcome.name, op: 'subscribe', user: this.user, room, status })
  }

  #startHeartbeat(firstMs: number | undefined): void {
    const { clock, settings } = this.#parts
    this.#heartbeat = new Heartbeat({
      clock,
      intervalMs: settings.heartbeatIntervalMs,
      timeoutMs: settings.heartbeatTimeoutMs,
      ...(firstMs !== undefined && { firstMs }),
      ping: () => this.#send({ msg: 'ping' }),
      giveUp: () => this.close(this.#microservices ? CLOSE.timeout : CLOSE.normal),
    })
  }

  #send(frame: object): void {
    this.#sendText(JSON.stringify(frame))
  }

  #sendText(text: string): void {
    if (!this.#stalled) this.#port.send(text)
  }
}
