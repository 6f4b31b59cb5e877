import type { WireReply } from '../../src/protocol/wire.ts'
import type { Ground } from './app.ts'
import type { Page } from './host.ts'
import type { Passage } from './http-network.ts'
import type { Resident } from './resident.ts'
import { RATES, type Mode } from './setting.ts'

/** What the checks of a whole world know. */
export interface WatchOptions<Target> {
  readonly ground: Ground<Target>
  readonly mode: Mode
  /** Those who live there; it fills after the watch was made. */
  readonly residents: readonly Resident[]
  /** Who stands behind an id of the wire. */
  readonly personOf: ReadonlyMap<string, string>
}

/** The checks of a whole world: what people see, held against what people do. */
export interface Watch {
  readonly begin: () => void
  /** The first one begins to type on, for so many milliseconds: whether the second sees it counts (L2). */
  readonly steady: (endsAfter: number) => void
  readonly changed: (resident: Resident, room: number) => void
  /** A message of somebody came to somebody. */
  readonly heard: (resident: Resident, room: number, person: string) => void
  readonly departed: (resident: Resident, passage: Passage) => void
  readonly arrived: (passage: Passage) => void
  /** A frame left on a socket. */
  readonly framed: (text: string) => void
  readonly replied: (passage: Passage, reply: WireReply) => void
  /** Heals everything, lets it settle, and checks what must come true then (L1, S15, S16). */
  readonly rest: (pass: (ms: number) => Promise<void>) => Promise<void>
  readonly end: () => void
}

/** How often everything is looked at, in milliseconds. */
const LOOK_MS = 2_000

/** Where two devices of one person end each other's typing, it is asserted again once in 5 s at most (S19). */
const OF_TWO_MS = 6_000

/** In a calm world a stop is as quick as the way there and back, and what is left of a start in flight (L3). */
const CALM_GHOST_MS = 3_000

/** Back-off, slack and a round of everything: until then a steady typist is seen by all (L1). */
const SEEN_MS = 40_000

/** Who has typed for so long types on, in milliseconds (L2). */
const STEADY_AFTER_MS = 20_000

/** Longest that a server holds a poll, in milliseconds. */
const LONGEST_POLL_MS = 60_000

/** Makes the watch of a world. */
export function createWatch<Target>({ ground, mode, residents, personOf }: WatchOptions<Target>): Watch {
  const { protocol, timeline, server, oracle, findings, roomCount } = ground
  const { figures, sometimes } = findings
  const isCalm = mode === 'calm'
  /** By host, room and person: since when a wish has not been seen there. */
  const darkSince = new Map<string, number>()
  const seenOnce = new Set<string>()
  /** Whose message came after they had begun anew: they are hidden until they are named again, by design. */
  const excused = new Set<string>()
  /** By page and room: the order of the last stop that reached the server, and what became of the last starts. */
  const stops = new WeakMap<Page, Map<string, number>>()
  const starts = new WeakMap<Page, Map<string, { failed: boolean; okAt: number }>>()
  /** Since when what is seen of one who types on counts, and whether it is seen. */
  let lookedAt: number | undefined
  let wasVisible = false
  let isOver = false

  function peopleShown(resident: Resident, room: number): readonly string[] {
    const found: string[] = []
    for (const id of resident.app()?.shown(room) ?? []) {
      const person = personOf.get(id)
      if (person !== undefined) found.push(person)
    }
    return found
  }

  function checkGhosts(resident: Resident): void {
    const { host } = resident
    if (host.isStopped()) return
    for (let room = 0; room < roomCount; room += 1) {
      for (const person of peopleShown(resident, room)) {
        const age = oracle.sinceWish(person, room)
        const isJustAwake = timeline.now() - host.wokeAt() < protocol.wakeMs
        if (!isJustAwake) figures.worstGhostMs = Math.max(figures.worstGhostMs, age === Infinity ? 0 : age)
        const what = (): string => `${person} is shown to ${host.spec.person} in room ${room}, ${age} ms after they wished it`
        if (!isJustAwake && age > protocol.ghostMs) findings.fail(`S1: ${what()}`)
        if (isCalm && age > CALM_GHOST_MS) findings.fail(`L3: ${what()}`)
      }
    }
  }

  function checkDarkness(resident: Resident): void {
    const { host } = resident
    for (let room = 0; room < roomCount; room += 1) {
      const shown = peopleShown(resident, room)
      for (const person of new Set(personOf.values())) {
        if (person === host.spec.person) continue
        const name = `${host.index} ${room} ${person}`
        if (!oracle.isWishing(person, room)) {
          darkSince.delete(name)
          seenOnce.delete(name)
          excused.delete(name)
        } else if (shown.includes(person)) {
          darkSince.delete(name)
          seenOnce.add(name)
        } else {
          if (seenOnce.has(name)) sometimes('somebody flickered')
          const since = darkSince.get(name) ?? timeline.now()
          darkSince.set(name, since)
          const most = protocol.darkMs + (oracle.devices(person, room) > 1 ? OF_TWO_MS : 0)
          if (isCalm && !excused.has(name) && timeline.now() - since > most) {
            findings.fail(`L3: ${person} is dark for ${host.spec.person} in room ${room}, for ${timeline.now() - since} ms`)
          }
        }
      }
    }
  }

  function countVisible(): void {
    const now = timeline.now()
    if (lookedAt === undefined) return
    if (wasVisible) figures.visibleMs += now - lookedAt
    figures.watchedMs += now - lookedAt
    lookedAt = now
    wasVisible = residents[1]?.app()?.shown(0).length !== 0
  }

  function look(): void {
    if (isOver) return
    timeline.after(LOOK_MS, look)
    for (const resident of residents) {
      checkGhosts(resident)
      checkDarkness(resident)
    }
  }

  function departed({ host }: Resident, { request }: Passage): void {
    if (!isCalm) return
    const read = protocol.reading.request(request)
    if (read.kind !== 'send' || read.typing) return
    const { person } = host.spec
    for (let room = 0; room < roomCount; room += 1) {
      const isThere = protocol.keyOf(server, room) === read.conversation
      // Nothing but the person ends what they type, where nothing goes wrong (L2).
      if (isThere && oracle.isWishingOn(person, host.index, room)) findings.fail(`L2: a stop of ${person} left while they typed`)
    }
  }

  function arrived({ page, request, order, isGivenUp }: Passage): void {
    const read = protocol.reading.request(request)
    if (read.kind !== 'send') return
    const last = stops.get(page) ?? new Map<string, number>()
    stops.set(page, last)
    if (!read.typing) last.set(read.conversation, Math.max(order, last.get(read.conversation) ?? 0))
    else if (order < (last.get(read.conversation) ?? 0)) sometimes('a stop overtook its start')
    if (read.typing && isGivenUp) sometimes('a start that was given up was applied')
  }

  function replied({ page, request, isGivenUp }: Passage, reply: WireReply): void {
    const read = protocol.reading.request(request)
    if (read.kind === 'send') figures.sends += 1
    else figures.asks += 1
    if (isGivenUp) return
    const isGood = reply.type === 'answer' && reply.status === 200
    if (!isGood) figures.troubles += 1
    if (reply.type === 'answer' && reply.body.includes('BAD_EVENT_QUEUE_ID')) sometimes('a queue had gone')
    if (read.kind !== 'send') return
    if (!read.typing && reply.type === 'answer' && reply.status === 429) {
      sometimes('a pause was asked for while a stop was due')
    }
    if (!read.typing) return
    const known = starts.get(page) ?? new Map<string, { failed: boolean; okAt: number }>()
    starts.set(page, known)
    const state = known.get(read.conversation) ?? { failed: false, okAt: -Infinity }
    known.set(read.conversation, state)
    if (!isGood) state.failed = true
    else {
      const inTime = timeline.now() - state.okAt < protocol.timing.expireAfterMs
      if (state.failed && inTime) sometimes('a retry succeeded inside the margin')
      state.failed = false
      state.okAt = timeline.now()
    }
  }

  function claimNobody(which: string): void {
    for (const resident of residents) {
      for (let room = 0; room < roomCount; room += 1) {
        const [person] = peopleShown(resident, room)
        if (person !== undefined) findings.fail(`L1: ${which}, ${person} is shown to ${resident.host.spec.person} in room ${room}`)
      }
      if (resident.app()?.isOn() === true) findings.fail(`L1: ${which}, ${resident.host.spec.person} has something left to say`)
    }
  }

  /** One types on: everybody sees it soon, and as long as it lasts. */
  async function typeOn(pass: (ms: number) => Promise<void>): Promise<void> {
    const [typist] = residents
    if (typist === undefined) return
    const seen = (): boolean =>
      residents.every(
        (resident) =>
          resident.host.spec.person === typist.host.spec.person || peopleShown(resident, 0).includes(typist.host.spec.person),
      )
    for (let passed = 0; passed < 2 * SEEN_MS; passed += LOOK_MS) {
      timeline.disturb()
      typist.app()?.key(0)
      // oxlint-disable-next-line no-await-in-loop -- time goes on second by second
      await pass(LOOK_MS)
      if (passed > SEEN_MS && !seen()) findings.fail(`L1: ${typist.host.spec.person} types on and is not shown to all`)
    }
    timeline.disturb()
    typist.app()?.stop(0)
    await pass(CALM_GHOST_MS)
    claimNobody('after the last stop')
  }

  async function closeAll(pass: (ms: number) => Promise<void>): Promise<void> {
    const left = new Set(residents)
    for (const resident of residents) {
      timeline.disturb()
      resident.app()?.client.close().then(() => left.delete(resident), () => undefined)
    }
    await pass(10_000)
    for (const resident of residents) {
      const { person } = resident.host.spec
      const page = resident.app()?.page
      if (left.has(resident)) findings.fail(`L1: the client of ${person} does not close`)
      if (page?.timers() !== 0) findings.fail(`S15: ${page?.timers()} timers of ${person} after the close`)
      if (page?.listeners() !== 0) findings.fail(`S16: ${page?.listeners()} listeners of ${person} after the close`)
    }
    // A connection that broke on one side is held on the other until its time is up.
    await pass(LONGEST_POLL_MS)
    const { polls, sockets } = server.virtual.control.state()
    if (polls + sockets > 0) findings.fail(`L1: the server holds ${polls} polls and ${sockets} sockets of nobody`)
  }

  return {
    begin() {
      timeline.after(LOOK_MS, look)
    },
    steady(endsAfter) {
      timeline.after(STEADY_AFTER_MS, () => {
        lookedAt = timeline.now()
        wasVisible = residents[1]?.app()?.shown(0).length !== 0
      })
      timeline.after(endsAfter - 1, () => {
        countVisible()
        lookedAt = undefined
      })
    },
    changed(resident) {
      countVisible()
      checkGhosts(resident)
    },
    heard({ host }, room, person) {
      if (oracle.isWishing(person, room)) excused.add(`${host.index} ${room} ${person}`)
    },
    departed,
    arrived,
    framed(text) {
      if (text.includes('"stream-notify-room"') && text.includes('"method"')) figures.sends += 1
    },
    replied,
    async rest(pass) {
      lookedAt = undefined
      if (isCalm && figures.errors > 0) findings.fail(`D3: ${figures.errors} errors in a calm world`)
      if (isCalm && figures.troubles > 0) findings.fail(`D3: ${figures.troubles} requests failed in a calm world`)
      timeline.disturb()
      server.heal()
      for (const resident of residents) {
        resident.heal(RATES.calm)
        for (let room = 0; room < roomCount; room += 1) resident.app()?.stop(room)
      }
      await pass(protocol.restMs)
      claimNobody('when everything had come to rest')
      if (findings.failure() === undefined) await typeOn(pass)
      if (findings.failure() === undefined) await closeAll(pass)
    },
    end() {
      isOver = true
    },
  }
}
