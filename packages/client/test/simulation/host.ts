import type { Clock } from '../../src/protocol/clock.ts'
import type { Environment, EnvironmentEvent } from '../../src/protocol/environment.ts'
import type { HostSpec } from './setting.ts'
import type { Appointment, Timeline } from './timeline.ts'

/** One page of a host, from its opening to its end. */
export interface Page {
  readonly clock: Clock
  readonly environment: Environment
  /** Whether it has ended. */
  readonly isGone: () => boolean
  /** Timers that its clients have set. */
  readonly timers: () => number
  /** Those who are told what happens to it. */
  readonly listeners: () => number
  /** Lets something reach the page: now, once it is awake again, or never. */
  readonly deliver: (act: () => void) => void
}

/** A machine with a browser in it. */
export interface Host {
  readonly spec: HostSpec
  readonly index: number
  /** Opens another page; the one before has ended. */
  readonly open: () => Page
  /** The page ends at once, without a word. */
  readonly end: () => void
  readonly tell: (event: EnvironmentEvent) => void
  /** Neither runs timers nor hears: asleep, or frozen. */
  readonly isStopped: () => boolean
  readonly isHidden: () => boolean
  readonly isOffline: () => boolean
  /** Whether somebody can look at it and type. */
  readonly isInUse: () => boolean
  /** When it last woke up. */
  readonly wokeAt: () => number
  readonly sleep: () => void
  readonly wake: () => void
  readonly freeze: () => void
  readonly thaw: () => void
  readonly hide: () => void
  readonly show: () => void
  readonly setOffline: (isOffline: boolean) => void
  readonly setWall: (ms: number) => void
}

/** Browsers let hidden pages run their timers once a second. */
const HIDDEN_TICK_MS = 1_000

/** The wall clock at the start of a world. */
const WALL_MS = 1_700_000_000_000

/** Makes a host whose page is not open yet. */
export function createHost(spec: HostSpec, index: number, timeline: Timeline): Host {
  let asleepSince: number | undefined
  let frozen = false
  let hidden = false
  let offline = false
  let sleptMs = 0
  let wallMs = WALL_MS
  let wokeAt = -Infinity
  let late: (() => void)[] = []
  let tells = new Set<(event: EnvironmentEvent) => void>()
  let page: { isGone: boolean; timers: number } | undefined

  const isStopped = (): boolean => asleepSince !== undefined || frozen
  const standing = (): number => (spec.standsAsleep && asleepSince !== undefined ? timeline.now() - asleepSince : 0)
  const now = (): number => timeline.now() - sleptMs - standing()

  function tell(event: EnvironmentEvent): void {
    const listening = tells
    // What happens to a page that stands still is told when it goes on.
    if (isStopped()) late.push(() => listening.forEach((listener) => listener(event)))
    else for (const listener of listening) listener(event)
  }

  function run(): void {
    const due = late
    late = []
    for (const act of due) act()
  }

  function open(): Page {
    const mine = { isGone: false, timers: 0 }
    page = mine
    tells = new Set()
    const listening = tells
    return {
      clock: {
        now,
        wall: () => wallMs + timeline.now(),
        setTimer(callback, delayMs) {
          const dueAt = now() + delayMs
          const timer: { appointment: Appointment | undefined; isSet: boolean } = { appointment: undefined, isSet: true }
          mine.timers += 1
          const fire = (): void => {
            if (!timer.isSet || mine.isGone) return
            if (isStopped()) late.push(fire)
            // Where the clock stood, the timer stood as well.
            else if (now() < dueAt) timer.appointment = timeline.after(dueAt - now(), fire)
            else {
              timer.isSet = false
              mine.timers -= 1
              callback()
            }
          }
          const shownDelay = hidden ? Math.ceil(delayMs / HIDDEN_TICK_MS) * HIDDEN_TICK_MS : delayMs
          timer.appointment = timeline.after(shownDelay, fire)
          return timer
        },
        clearTimer(timer) {
          // oxlint-disable-next-line no-unsafe-type-assertion -- a timer of this clock is what its `setTimer` returned
          const set = timer as { appointment: Appointment | undefined; isSet: boolean }
          if (!set.isSet) return
          set.isSet = false
          mine.timers -= 1
          if (set.appointment !== undefined) timeline.cancel(set.appointment)
        },
      },
      environment(listener) {
        listening.add(listener)
        listener(offline ? 'offline' : 'online')
        listener(hidden ? 'hidden' : 'visible')
        return () => void listening.delete(listener)
      },
      isGone: () => mine.isGone,
      timers: () => mine.timers,
      listeners: () => listening.size,
      deliver(act) {
        if (mine.isGone) return
        const arrive = (): void => {
          if (mine.isGone) return
          timeline.disturb()
          act()
        }
        if (isStopped()) late.push(arrive)
        else arrive()
      },
    }
  }

  return {
    spec,
    index,
    open,
    end() {
      if (page !== undefined) page.isGone = true
      page = undefined
      tells.clear()
      late = []
    },
    tell,
    isStopped,
    isHidden: () => hidden,
    isOffline: () => offline,
    isInUse: () => page !== undefined && !isStopped() && !hidden,
    wokeAt: () => wokeAt,
    sleep() {
      asleepSince ??= timeline.now()
    },
    wake() {
      if (asleepSince === undefined) return
      if (spec.standsAsleep) sleptMs += timeline.now() - asleepSince
      asleepSince = undefined
      wokeAt = timeline.now()
      if (!frozen) run()
    },
    freeze() {
      if (isStopped()) return
      tell('pagehide')
      frozen = true
    },
    thaw() {
      if (!frozen) return
      frozen = false
      tell('pageshow')
      tell(hidden ? 'hidden' : 'visible')
      if (asleepSince !== undefined) return
      wokeAt = timeline.now()
      run()
    },
    hide() {
      if (hidden || isStopped()) return
      hidden = true
      tell('hidden')
    },
    show() {
      if (!hidden) return
      hidden = false
      tell('visible')
    },
    setOffline(isOffline) {
      if (offline === isOffline) return
      offline = isOffline
      tell(offline ? 'offline' : 'online')
    },
    setWall(ms) {
      wallMs += ms
    },
  }
}
