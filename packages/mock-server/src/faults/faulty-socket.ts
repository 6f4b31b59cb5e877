import type { ExchangeNote } from '../http/exchange.ts'
import { parseJson, stringMember } from '../http/json.ts'
import type { OpenSocket, SocketEnd, SocketSession } from '../rocketchat/ddp/sockets.ts'
import type { Faults } from './faults.ts'
import { type Fault, isOneOf } from './fault.ts'
import { delayOf } from './latency.ts'
import { Line } from './line.ts'
import { mangled } from './mangle.ts'
import type { Hit } from './schedule.ts'
import { retryAfterError, statusError } from './words.ts'

const PROTOCOL = 'rocketchat'

/** Close code where the plan does not say: the server restarts (RFC 6455 registry). */
const DEFAULT_CLOSE_CODE = 1_012

/** Faults that may keep a frame from being dealt with. */
const STOPS = [
  'hang',
  'noPong',
  'halfOpen',
  'dropBefore',
  'reset',
  'fin',
  'wsClose',
  'status',
  'retryAfter',
  'restart',
  'tokenExpire',
] as const

function kindsOf(hits: readonly Hit[]): readonly string[] {
  return hits.map(({ fault }) => fault.kind)
}

/** A socket of Rocket.Chat on its way through the faults that befall its frames. */
class FaultySocket {
  readonly #faults: Faults
  readonly #end: SocketEnd
  readonly #inwards: Line
  readonly #outwards: Line
  #session: SocketSession | undefined
  #isSilent = false
  /** Frames that the one after them overtakes. */
  #overtaken: (() => void) | undefined

  constructor(faults: Faults, end: SocketEnd) {
    this.#faults = faults
    this.#end = end
    this.#inwards = new Line(faults.clock)
    this.#outwards = new Line(faults.clock)
  }

  begin(open: OpenSocket): SocketSession {
    const session = open({
      ...this.#end,
      send: (frame) => this.#send(frame),
      close: (close) => {
        if (!this.#isSilent) this.#outwards.pass(0, () => this.#end.close(close))
        // The server gives up; whoever is at the other end of a silent socket does not hear of it.
        else session.end()
      },
    })
    this.#session = session
    return {
      ...session,
      receive: (text) => this.#receive(text),
      end: () => {
        this.#inwards.clear()
        this.#outwards.clear()
        session.end()
      },
    }
  }

  #receive(text: string): void {
    const session = this.#session
    if (this.#isSilent || session === undefined) return
    if (!this.#faults.inForce) return this.#inwards.pass(0, () => session.receive(text))
    const note = session.foresee(text)
    if (this.#isCutOff()) return this.#faults.tell(PROTOCOL, 'DDP', note, ['partition'])
    const hits = this.#faults.hits({ place: 'client-frame', protocol: PROTOCOL, ...note })
    this.#inwards.pass(delayOf(hits), () => this.#arrive(session, text, note, hits))
  }

  #arrive(session: SocketSession, text: string, note: ExchangeNote, hits: readonly Hit[]): void {
    if (this.#isSilent) return
    for (const { fault } of hits) {
      if (!this.#isStopped(fault, note, text)) continue
      return this.#faults.tell(PROTOCOL, 'DDP', note, kindsOf(hits))
    }
    const has = (kind: Fault['kind']): boolean => hits.some(({ fault }) => fault.kind === kind)
    const isUnheard = has('dropAfter') || has('hang')
    this.#faults.during(kindsOf(hits), () => {
      this.#isSilent = isUnheard
      session.receive(text)
      if (has('duplicate')) session.receive(text)
      this.#isSilent = false
    })
    if (has('dropAfter')) this.#end.terminate()
  }

  /** Whether the fault keeps the frame from being dealt with. */
  #isStopped(fault: Fault, { user }: ExchangeNote, text: string): boolean {
    const { actions } = this.#faults
    if (!isOneOf(fault, STOPS)) return false
    switch (fault.kind) {
      case 'hang':
        return fault.applied !== true
      case 'noPong':
        return true
      case 'halfOpen':
        this.#isSilent = true
        return true
      case 'dropBefore':
        this.#end.terminate()
        return true
      case 'reset':
      case 'fin':
        this.#end.end?.(fault.kind)
        return true
      case 'wsClose':
        this.#end.close({ code: fault.code ?? DEFAULT_CLOSE_CODE, reason: '' })
        return true
      case 'status':
        this.#refuse(text, statusError(fault.code))
        return true
      case 'retryAfter':
        this.#refuse(text, retryAfterError(fault))
        return true
      case 'restart':
        actions.restart(fault)
        return true
      case 'tokenExpire':
        if (user !== undefined) actions.expireToken(PROTOCOL, user)
        return user !== undefined
    }
  }

  #refuse(text: string, error: object): void {
    const parsed = parseJson(text)
    const id = parsed.ok ? stringMember(parsed.value, 'id') : undefined
    const isCall = parsed.ok && stringMember(parsed.value, 'msg') === 'method'
    if (isCall) this.#send(JSON.stringify({ msg: 'updated', methods: [id] }))
    this.#send(JSON.stringify({ msg: isCall ? 'result' : 'nosub', id, error }))
  }

  #send(frame: string): void {
    if (this.#isSilent || this.#isCutOff()) return
    if (!this.#faults.inForce) return this.#outwards.pass(0, () => this.#leave(frame, []))
    const note = this.#session?.describe(frame) ?? { route: 'frame server_id', op: 'frame:server_id' }
    const hits = this.#faults.hits({ place: 'server-frame', protocol: PROTOCOL, ...note })
    if (hits.some(({ fault }) => fault.kind === 'heartbeatStop')) return
    const text = hits.reduce((told, { fault }) => {
      return fault.kind === 'truncate' ? told.slice(0, fault.bytes ?? Math.floor(told.length / 2)) : mangled(told, fault)
    }, frame)
    this.#outwards.pass(delayOf(hits), () => this.#leave(text, hits))
  }

  #leave(text: string, hits: readonly Hit[]): void {
    if (this.#isSilent) return
    const has = (kind: Fault['kind']): boolean => hits.some(({ fault }) => fault.kind === kind)
    const { send, sendBinary } = this.#end
    const write = has('wsBinary') ? (sendBinary ?? send) : send
    const leave = (): void => {
      for (let times = has('dupFrame') ? 2 : 1; times > 0; times -= 1) write(text)
    }
    const overtaken = this.#overtaken
    this.#overtaken = undefined
    if (has('reorder') && overtaken === undefined) this.#overtaken = leave
    else {
      leave()
      overtaken?.()
    }
  }

  #isCutOff(): boolean {
    // What a partition takes once from a socket is never made good: it is as dead as one half open.
    if (!this.#faults.cutsOff(PROTOCOL, this.#session?.user())) return false
    this.#isSilent = true
    return true
  }
}

/** Opens sockets with the faults of the plan in force around each. */
export function faultySockets(open: OpenSocket, faults: Faults): OpenSocket {
  return (end) => new FaultySocket(faults, end).begin(open)
}
