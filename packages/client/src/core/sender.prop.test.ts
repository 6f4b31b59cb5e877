import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkSenderStep } from '../../test/support/sender-invariants.ts'
import { NO_PACE, withSend } from './attempt.ts'
import { EVENTS, TIMING, type EventName } from './sender.table.ts'
import {
  isAtRest,
  isInFlight,
  isWishing,
  QUIET,
  senderDueAt,
  wantOf,
  type Sender,
  type SenderEvent,
  type SenderStep,
} from './sender.ts'
import { stepSender } from './sender-step.ts'

/** What happens from outside; a deadline happens by itself. */
type Happening = Exclude<EventName, `due: ${string}` | 'timing: shorter'>

const happening = fc.constantFrom<Happening>(
  'key',
  'key',
  'key',
  'stop',
  'cut',
  'cut, no stop may leave',
  'leave',
  'leave',
  'leave',
  'ok',
  'ok',
  'unsent',
  'unknown',
  'server',
  'limited',
  'auth',
  'gone',
  'echo: I type',
  'echo: I do not',
  'returned',
  'reset',
)
const pause = fc.constantFrom(0, 0, 1, 40, 175, 500, 1_000, 3_000, 6_000, 25_000, 40_000, 310_000)
const history = fc.array(fc.tuple(pause, happening), { maxLength: 80, size: 'max' })

/** One sender, its clock and what others can have of it. Every step is checked. */
function createLife(random: number): {
  readonly happen: (name: Happening) => void
  readonly wait: (ms: number) => void
  readonly sender: () => Sender
  readonly attempts: readonly boolean[]
} {
  let sender = QUIET
  let now = 0
  let pace = NO_PACE
  let leftAt = 0
  let lastKeyAt = -Infinity
  let mayStart = false
  const attempts: boolean[] = []

  function step(event: SenderEvent): SenderStep {
    const result = stepSender(sender, event, { now, timing: TIMING, pace, random })
    checkSenderStep(sender, event, result, now)
    if (!isWishing(result.sender)) mayStart = false
    for (const effect of result.effects) {
      if (effect.type !== 'attempt') continue
      attempts.push(effect.typing)
      leftAt = now
      // S5: a stop was decided, and no key came since.
      if (effect.typing) expect(mayStart).toBe(true)
    }
    sender = result.sender
    return result
  }

  return {
    attempts,
    sender: () => sender,
    happen(name) {
      if (name === 'leave' && wantOf(sender, now) === undefined) return
      if (name === 'key') {
        lastKeyAt = now
        mayStart = true
      }
      if (isInFlight(sender) && EVENTS[name].type === 'answer') pace = withSend(pace, now - leftAt)
      step(EVENTS[name])
    },
    wait(ms) {
      const until = now + ms
      for (let at = senderDueAt(sender, now); at <= until; at = senderDueAt(sender, now)) {
        now = Math.max(now, at)
        step({ type: 'due', lastKeyAt })
      }
      now = until
    },
  }
}

function lived(events: readonly (readonly [number, Happening])[], random: number): ReturnType<typeof createLife> {
  const life = createLife(random)
  for (const [ms, name] of events) {
    life.wait(ms)
    life.happen(name)
  }
  return life
}

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('a sender, whatever happens', () => {
  test('S4, S5, S8, S10 and S12 hold after every step', () => {
    fc.assert(
      fc.property(history, chance, (events, random) => void lived(events, random)),
      { numRuns: 500 },
    )
  })

  test('L1 comes to rest when no key comes and everything is answered', () => {
    fc.assert(
      fc.property(history, chance, (events, random) => {
        const life = lived(events, random)
        life.happen('stop')
        life.happen('reset')
        for (let n = 0; n < 20; n += 1) {
          life.happen('returned')
          life.happen('leave')
          life.happen('ok')
          life.wait(3_000)
        }
        expect(isAtRest(life.sender())).toBe(true)
        const before = life.attempts.length
        life.wait(1_000_000)
        expect(life.attempts).toHaveLength(before)
      }),
      { numRuns: 300 },
    )
  })

  test('L1 is on soon after a key when everything is answered, and one stop ends it', () => {
    fc.assert(
      fc.property(history, chance, (events, random) => {
        const life = lived(events, random)
        life.happen('reset')
        life.happen('key')
        for (let n = 0; n < 4; n += 1) {
          life.happen('returned')
          life.happen('leave')
          life.happen('ok')
        }
        expect(life.sender()).toMatchObject({ phase: 'typing', remote: 'on' })
        life.happen('stop')
        const before = life.attempts.length
        life.happen('leave')
        life.happen('ok')
        expect(life.attempts.slice(before)).toEqual([false])
      }),
      { numRuns: 300 },
    )
  })
})
