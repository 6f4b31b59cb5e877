import type { Effect } from '../core/effect.ts'
import type { Engine } from '../engine/engine.ts'
import type { EngineInput } from '../engine/input.ts'
import type { Clock } from '../protocol/clock.ts'
import type { TypingTransport } from '../protocol/transport.ts'
import { createPort, type Addressee } from './port.ts'
import { createRequests } from './requests.ts'
import { shielded } from './shielded.ts'

/** The effects that concern the app, not the network. */
export type AppEffect = Extract<Effect, { type: 'notify' | 'typing' | 'status' | 'error' | 'settled' }>

/** What a driver drives, and with what. */
export interface DriverOptions<Target> {
  readonly engine: Engine
  readonly transport: TypingTransport<Target>
  readonly clock: Clock
  readonly random: () => number
  /** Whom a conversation of the engine is told to. */
  readonly addresseeOf: (conversation: string) => Addressee<Target> | undefined
  /** Hands an effect to the app. */
  readonly tellApp: (effect: AppEffect) => void
}

/** The longest delay that every platform's timers take; a longer one would fire at once. */
const MOST_DELAY_MS = 2_000_000_000

/**
 * Carries out effects, in order and synchronously, and owns the one timer (S15). An input that
 * arrives while effects are carried out waits until they are done.
 */
export function createDriver<Target>(options: DriverOptions<Target>): (input: EngineInput) => void {
  const { engine, transport, clock, tellApp } = options
  const inbox: EngineInput[] = []
  let busy = false
  let timer: unknown
  let armedAt = Infinity

  const port = transport.kind === 'connection' ? createPort({ ...options, transport, run }) : undefined
  const requests = transport.kind === 'codec' ? createRequests(transport, run) : undefined

  function run(input: EngineInput): void {
    inbox.push(input)
    if (busy) return
    busy = true
    try {
      for (let next = inbox.shift(); next !== undefined; next = inbox.shift()) {
        for (const effect of engine.step(next, clock.now(), clock.wall())) carryOut(effect)
      }
    } finally {
      busy = false
      arm()
    }
  }

  function carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'request':
      case 'token':
        return requests?.carryOut(effect)
      case 'cancel':
        requests?.carryOut(effect)
        return shielded(() => port?.carryOut(effect))
      case 'write':
      case 'open':
      case 'close':
      case 'nudge':
      case 'due':
      case 'watch':
      case 'unwatch':
        return shielded(() => port?.carryOut(effect))
      case 'notify':
      case 'typing':
      case 'status':
      case 'error':
      case 'settled':
        return shielded(() => tellApp(effect))
    }
  }

  function arm(): void {
    const at = engine.dueAt()
    if (at === armedAt) return
    if (timer !== undefined) clock.clearTimer(timer)
    timer = undefined
    armedAt = at
    if (at === Infinity) return
    const delay = Math.min(MOST_DELAY_MS, Math.max(0, Math.ceil(at - clock.now())))
    timer = clock.setTimer(() => {
      timer = undefined
      armedAt = Infinity
      run({ type: 'wake' })
    }, delay)
  }

  return run
}
