import { createClientIn } from '../../src/client/create-client.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { TypingClient, TypingConversation } from '../../src/protocol/client.ts'
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts'
import type { OpenSocket } from '../../src/protocol/socket.ts'
import type { Io } from '../../src/protocol/transport.ts'
import { createInvariants, type Invariants } from '../support/invariants.ts'
import type { Findings } from './findings.ts'
import type { Host, Page } from './host.ts'
import type { ProtocolName } from './setting.ts'
import { watchForSometimes } from './engine-watch.ts'
import type { Oracle } from './oracle.ts'
import type { SimulatedProtocol } from './protocol.ts'
import type { Random } from './random.ts'
import type { SimulatedServer } from './server.ts'
import type { Timeline } from './timeline.ts'

/** What every app of a world stands on. */
export interface Ground<Target> {
  readonly name: ProtocolName
  readonly protocol: SimulatedProtocol<Target>
  readonly timeline: Timeline
  readonly server: SimulatedServer
  readonly oracle: Oracle
  readonly findings: Findings
  readonly roomCount: number
  /** What the apps of a person have in store to log in with. */
  readonly secrets: Map<string, string>
  /** All that ever opened a door: none of it may be in an error. */
  readonly everySecret: Set<string>
}

/** A chat on one page: a client that is connected, and somebody who looks at it. */
export interface App {
  readonly page: Page
  readonly client: { readonly close: () => Promise<void>; readonly connect: () => Promise<void>; readonly setSharing: (sharing: boolean) => void }
  readonly rooms: readonly TypingConversation[]
  /** People who are shown there, as the app shows them. */
  readonly shown: (room: number) => readonly string[]
  readonly key: (room: number) => void
  readonly stop: (room: number) => void
  /** A message of somebody was shown there. */
  readonly messageFrom: (room: number, person: string) => void
  /** Milliseconds that the server asked it to wait and that have not passed; absurd waits are kept too, for 5 min (S11). */
  readonly waitsMs: () => number
  /** Whether anything is said, or left to be said. */
  readonly isOn: () => boolean
}

/** Milliseconds after which an app gives its own request for a token up. */
const LOG_IN_MS = 10_000

/** Milliseconds until somebody whose credentials were refused has logged in again. */
const LOG_IN_AGAIN_MS = 5_000

/** Opens an app on the host; `changed` hears of a room whose view is another. */
export function openApp<Target>(
  ground: Ground<Target>,
  host: Host,
  ways: { readonly ioOf: (page: Page) => Io; readonly openerOf: (page: Page) => OpenSocket },
  random: Random,
  changed: (room: number) => void,
): App {
  const { protocol, timeline, server, oracle, findings, secrets, everySecret } = ground
  const { person } = host.spec
  const page = host.open()
  const io = ways.ioOf(page)
  let watched: { readonly engine: Engine; readonly invariants: Invariants } | undefined
  let asked = 0

  /** What is in store first; asked again, it must be another. */
  async function secret(): Promise<string> {
    timeline.disturb()
    asked += 1
    const stored = secrets.get(person)
    if (stored !== undefined && asked === 1) return stored
    const answer = await Promise.race([protocol.logIn({ person, server, io }), tooLate()])
    if (answer === undefined) throw new Error('unable to log in')
    secrets.set(person, answer)
    everySecret.add(answer)
    return answer
  }

  function tooLate(): Promise<undefined> {
    return new Promise((resolve) => {
      timeline.after(LOG_IN_MS, () => page.deliver(() => resolve(undefined)))
    })
  }

  const transport = protocol.transport({ person, server, io, openSocket: ways.openerOf(page), secret })

  function around(engine: Engine): Engine {
    const self = new Set(transport.kind === 'codec' ? transport.self : [])
    const limits = transport.limits ?? DEFAULT_LIMITS
    const invariants = createInvariants({ engine, limits, self, timing: protocol.timing, reading: protocol.reading })
    const look = watchForSometimes(engine, findings)
    watched = { engine, invariants }
    return {
      ...engine,
      step(input, now, wall) {
        const dueBefore = engine.dueAt()
        const effects = engine.step(input, now, wall)
        findings.trace(`${host.index} ${input.type}: ${effects.map(({ type }) => type).join()}`)
        try {
          invariants.afterStep({ input, now, wall, effects, dueBefore })
          if (page.timers() > 1) throw new Error(`S15: ${page.timers()} timers of one client`)
        } catch (error) {
          findings.fail(error)
        }
        look(now)
        return effects
      },
    }
  }

  const client: TypingClient<Target> = createClientIn(page.environment, {
    transport,
    clock: page.clock,
    random: random.next,
    inspector: { around },
    onError: (error) => {
      findings.figures.errors += 1
      findings.trace(`${host.index} error ${error.code}`)
      checkSecrets(error)
    },
  })

  /** Nothing that opens a door may be in an error, wherever it is shown. */
  function checkSecrets(error: Error): void {
    const text = `${error.message} ${error.stack ?? ''} ${JSON.stringify(error)}`
    for (const known of everySecret) {
      if (text.includes(known)) findings.fail('S18: a token is in an error')
    }
  }

  const rooms = Array.from({ length: ground.roomCount }, (_, room) => client.conversation(protocol.target(server, room)))
  for (const [room, conversation] of rooms.entries()) {
    conversation.users.subscribe((users) => {
      if (page.isGone()) return
      findings.trace(`${host.index} shows ${users.length > 9 ? users.length : users.map(({ id }) => id).join()}`)
      const mine = users.some(({ id }) => id === protocol.idOf(server, person))
      if (mine) findings.fail(`S2: ${person} is shown to ${person} in room ${room}`)
      changed(room)
    })
  }

  // What any app does: somebody logs in again, and it goes on.
  client.status.subscribe(({ state, ...status }) => {
    if (state !== 'closed' || !('error' in status)) return
    timeline.after(LOG_IN_AGAIN_MS, () => page.deliver(() => void client.connect().catch(() => undefined)))
  })

  return {
    page,
    client,
    rooms,
    shown: (room) => rooms[room]?.users.getState().map(({ id }) => id) ?? [],
    key(room) {
      const conversation = rooms[room]
      if (conversation === undefined) return
      const isNoted = conversation.isTyping.getState()
      conversation.keystroke()
      if (isNoted) watched?.invariants.noteKey(conversation.key, page.clock.now())
      oracle.key(person, host.index, room)
      if (oracle.devices(person, room) > 1) findings.sometimes('two devices of one person typed in one room')
    },
    stop(room) {
      oracle.end(person, host.index, room)
      rooms[room]?.stop()
    },
    messageFrom: (room, author) => rooms[room]?.messageFrom(protocol.idOf(server, author)),
    waitsMs() {
      const { send, ask } = watched?.engine.world.outbox ?? {}
      return Math.max(0, send?.closedUntil ?? 0, ask?.closedUntil ?? 0) - page.clock.now()
    },
    isOn: () => rooms.some(({ key }) => watched?.engine.isOn(key) === true),
  }
}
