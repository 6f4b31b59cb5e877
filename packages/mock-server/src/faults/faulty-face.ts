import type { Answer, Delivery, ExchangeNote, Face, FaceReply, FaceRequest } from '../http/exchange.ts'
import { endlessPoll, impatientPoll, isPollOp } from './polls.ts'
import { isOneOf } from './fault.ts'
import type { Faults } from './faults.ts'
import { drawLatency } from './latency.ts'
import { mangled } from './mangle.ts'
import type { Hit } from './schedule.ts'
import { retryAfterAnswer, statusAnswer } from './words.ts'

/** How long something may wait to be overtaken, and news of a slow poll, where the plan does not say; in milliseconds. */
const DEFAULT_WAIT_MS = 5_000

/** Pieces of a drip where the plan does not say: bytes, and milliseconds between two. */
const DRIP = { chunk: 16, ms: 100 } as const

const BEFORE = [
  'latency',
  'reorder',
  'hang',
  'halfOpen',
  'dropBefore',
  'reset',
  'fin',
  'status',
  'retryAfter',
  'restart',
  'tokenExpire',
  'queueExpire',
  'duplicate',
  'emptyPollStorm',
  'heartbeatStop',
] as const

const AFTER = ['hang', 'dropAfter', 'truncate', 'drip'] as const

// The journal shows 0 where there was no answer.
const NO_ANSWER: Answer = { status: 0, headers: {}, body: '' }

/** One request on its way through the faults that befall it. */
class Passage {
  readonly #face: Face
  readonly #faults: Faults
  readonly #note: ExchangeNote
  readonly #hits: readonly Hit[]
  readonly #befell: string[]
  readonly #owner: string
  #request: FaceRequest
  #isTwice = false
  #isEndless = false

  constructor(face: Face, faults: Faults, request: FaceRequest, note: ExchangeNote, hits: readonly Hit[]) {
    this.#face = face
    this.#faults = faults
    this.#request = request
    this.#note = note
    this.#owner = `${face.protocol} ${note.user ?? ''}`
    this.#hits = hits
    this.#befell = hits.map(({ fault }) => fault.kind)
  }

  /** The whole way. */
  async pass(): Promise<FaceReply> {
    if (this.#isCutOff()) return this.#hold(this.#note)
    return (await this.#beforeAll(this.#hits)) ?? this.after(await this.#handle())
  }

  // One after the other: what the first delays, the second meets later.
  async #beforeAll([hit, ...rest]: readonly Hit[]): Promise<FaceReply | undefined> {
    if (hit === undefined) return undefined
    return (await this.#before(hit)) ?? this.#beforeAll(rest)
  }

  async #before({ fault, random }: Hit): Promise<FaceReply | undefined> {
    if (!isOneOf(fault, BEFORE)) return undefined
    const { actions, clock, waits } = this.#faults
    const { protocol } = this.#face
    const { user } = this.#note
    switch (fault.kind) {
      case 'latency':
        return (await waits.pause(drawLatency(fault, random))) === 'let-go' ? this.#end('cut') : undefined
      case 'reorder':
        return (await this.#faults.overtake(this.#owner, fault.ms ?? DEFAULT_WAIT_MS)) === 'let-go' ? this.#end('cut') : undefined
      case 'hang':
        return fault.applied === true ? undefined : this.#hold(this.#note)
      case 'halfOpen':
        return this.#hold(this.#note)
      case 'dropBefore':
        return this.#end('cut')
      case 'reset':
      case 'fin':
        return this.#end(fault.kind)
      case 'status':
        return this.#reply(statusAnswer(protocol, fault.code))
      case 'retryAfter':
        return this.#reply(retryAfterAnswer(protocol, fault, clock.now()))
      case 'restart':
        actions.restart(fault)
        return this.#end('cut')
      case 'tokenExpire':
        if (user !== undefined) actions.expireToken(protocol, user)
        return undefined
      case 'queueExpire':
        if (user !== undefined) actions.endQueues(user)
        return undefined
      case 'duplicate':
        this.#isTwice = true
        return undefined
      case 'emptyPollStorm':
        this.#request = impatientPoll(this.#request)
        return undefined
      case 'heartbeatStop':
        this.#isEndless = true
        return undefined
    }
  }

  async #handle(): Promise<FaceReply> {
    const { protocol } = this.#face
    const handle = (request: FaceRequest): Promise<FaceReply> => this.#face.handle(request)
    if (this.#isTwice) {
      const { answer, note } = await handle(this.#request)
      this.#faults.tell(protocol, this.#request.method, note, this.#befell, answer.status)
    }
    const reply = await (this.#isEndless ? endlessPoll(protocol, this.#request, handle) : handle(this.#request))
    if (!isPollOp(reply.note.op)) this.#faults.dealtWith(this.#owner)
    return reply
  }

  /** What becomes of the answer. */
  async after({ answer: whole, note }: FaceReply): Promise<FaceReply> {
    const faults = this.#hits.map(({ fault }) => fault)
    const lateMs = faults.reduce((sum, fault) => sum + (fault.kind === 'slowPoll' ? (fault.ms ?? DEFAULT_WAIT_MS) : 0), 0)
    await this.#faults.waits.pause(lateMs)
    if (this.#isCutOff()) return this.#hold(note)
    const answer = { ...whole, body: faults.reduce(mangled, whole.body) }
    const fault = faults.find((candidate) => isOneOf(candidate, AFTER))
    switch (fault?.kind) {
      case undefined:
        return this.#reply(answer, note)
      case 'hang':
        return this.#hold(note, answer)
      case 'dropAfter':
        return this.#reply(answer, note, { kind: 'cut' })
      case 'truncate': {
        const { bytes = Math.floor(Buffer.byteLength(answer.body) / 2), mode = 'broken' } = fault
        return this.#reply(answer, note, { kind: 'truncate', bytes, mode })
      }
      case 'drip':
        return this.#reply(answer, note, { kind: 'drip', chunk: fault.chunk ?? DRIP.chunk, ms: fault.ms ?? DRIP.ms })
    }
  }

  #isCutOff(): boolean {
    const isCutOff = this.#faults.cutsOff(this.#face.protocol, this.#note.user)
    if (isCutOff) this.#befell.push('partition')
    return isCutOff
  }

  async #hold(note: ExchangeNote, answer = NO_ANSWER): Promise<FaceReply> {
    await this.#faults.waits.hold(this.#request.onGone)
    return this.#reply(answer, note, { kind: 'cut' })
  }

  #end(kind: 'cut' | 'reset' | 'fin'): FaceReply {
    return this.#reply(NO_ANSWER, this.#note, { kind })
  }

  #reply(answer: Answer, note = this.#note, delivery?: Delivery): FaceReply {
    return { answer, note, faults: this.#befell, ...(delivery && { delivery }) }
  }
}

/** The same face, with the faults of the plan in force around it. */
export function faultyFace(face: Face, faults: Faults): Face {
  return {
    ...face,
    handle: async (request) => {
      const { protocol } = face
      if (faults.inForce) {
        const note = await face.foresee(request)
        return new Passage(face, faults, request, note, faults.hits({ place: 'request', protocol, ...note })).pass()
      }
      const reply = await face.handle(request)
      // A partition may have come while a poll was held.
      return new Passage(face, faults, request, reply.note, []).after(reply)
    },
  }
}
