/** What `cancel` takes. */
export interface Appointment {
  readonly at: number
  readonly order: number
  act: (() => void) | undefined
}

/** The one time of a simulated world, in whole milliseconds. */
export interface Timeline {
  readonly now: () => number
  /** Does something at an instant, or now where that has passed; at one instant, what was asked for first comes first. */
  readonly at: (instant: number, act: () => void) => Appointment
  readonly after: (ms: number, act: () => void) => Appointment
  readonly cancel: (appointment: Appointment) => void
  /** Says that promises were settled: they are waited for before anything else happens. */
  readonly disturb: () => void
  /** Goes on to that instant, or until `ends` says so; real time is not waited for. */
  readonly run: (until: number, ends: () => boolean) => Promise<void>
}

/** Turns of the microtask queue after which nothing of ours is left in it; `simulation.test.ts` holds that it is enough. */
export const MICROTASKS = 24

/** Lets promises settle. */
export type Settle = () => Promise<void>

const SETTLED: Promise<void> = Promise.resolve()

const settleMicrotasks: Settle = async () => {
  // oxlint-disable-next-line no-await-in-loop -- each turn lets the next one come
  for (let turn = 0; turn < MICROTASKS; turn += 1) await SETTLED
}

const isBefore = (a: Appointment, b: Appointment): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Makes a timeline: a heap by time and by order of asking. */
export function createTimeline(startMs: number, settle: Settle = settleMicrotasks): Timeline {
  const heap: Appointment[] = []
  let now = startMs
  let order = 0
  let isDisturbed = true

  function push(appointment: Appointment): void {
    let index = heap.length
    heap.push(appointment)
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || isBefore(parent, appointment)) break
      heap[index] = parent
      index = above
    }
    heap[index] = appointment
  }

  function pop(): void {
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const [a, b] = [heap[left], heap[left + 1]]
      if (a === undefined) break
      const child = b !== undefined && isBefore(b, a) ? left + 1 : left
      const lesser = heap[child] ?? a
      if (isBefore(last, lesser)) break
      heap[index] = lesser
      index = child
    }
    heap[index] = last
  }

  function at(instant: number, act: () => void): Appointment {
    order += 1
    const appointment: Appointment = { at: Math.max(now, Math.ceil(instant)), order, act }
    push(appointment)
    return appointment
  }

  return {
    now: () => now,
    at,
    after: (ms, act) => at(now + ms, act),
    cancel(appointment) {
      // It stays where it is: what is taken out of the middle of a heap costs more than a turn that does nothing.
      appointment.act = undefined
    },
    disturb() {
      isDisturbed = true
    },
    async run(until, ends) {
      for (let next = heap[0]; next !== undefined && next.at <= until && !ends(); next = heap[0]) {
        pop()
        if (next.act === undefined) continue
        now = next.at
        next.act()
        if (!isDisturbed) continue
        isDisturbed = false
        // oxlint-disable-next-line no-await-in-loop -- one thing happens after the other
        await settle()
      }
      now = Math.max(now, until)
    },
  }
}
