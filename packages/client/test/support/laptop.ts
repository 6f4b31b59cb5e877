import type { ManualClock } from '@nowtyping/client/testing'
import type { Device } from './server-world.ts'

/** A device that can sleep: time passes, but no timer of it fires and no answer reaches it until it wakes. */
export interface Laptop extends Device {
  readonly sleep: () => void
  readonly wake: () => void
}

/** Makes a laptop in the time of that clock; its own may stand while it sleeps, as that of some browsers does. */
export function createLaptop(clock: ManualClock, standsAsleep: boolean): Laptop {
  const timers = new Set<unknown>()
  let late: (() => void)[] = []
  let asleepSinceMs: number | undefined
  let sleptMs = 0
  let awake: Promise<void> = Promise.resolve()
  let wakeUp = (): void => undefined

  return {
    clock: {
      now: () => (standsAsleep ? (asleepSinceMs ?? clock.now()) - sleptMs : clock.now()),
      wall: clock.wall,
      setTimer(callback, delayMs) {
        const fire = (): void => {
          if (asleepSinceMs !== undefined) late.push(fire)
          else if (timers.delete(timer)) callback()
        }
        const timer = clock.setTimer(fire, delayMs)
        timers.add(timer)
        return timer
      },
      clearTimer(timer) {
        timers.delete(timer)
        clock.clearTimer(timer)
      },
    },
    async fetch(request) {
      const response = await request()
      await awake
      return response
    },
    sleep() {
      asleepSinceMs = clock.now()
      awake = new Promise((resolve) => {
        wakeUp = resolve
      })
    },
    wake() {
      sleptMs += clock.now() - (asleepSinceMs ?? clock.now())
      asleepSinceMs = undefined
      const due = late
      late = []
      for (const fire of due) fire()
      wakeUp()
    },
  }
}
