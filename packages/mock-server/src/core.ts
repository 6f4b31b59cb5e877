import type { ControlActions, MockUser, NewUser, RestartOptions } from './control/control.ts'
import { Faults } from './faults/faults.ts'
import { faultyFace } from './faults/faulty-face.ts'
import { faultySockets } from './faults/faulty-socket.ts'
import { faultyUpgrade } from './faults/faulty-upgrade.ts'
import { planOf } from './faults/parse-plan.ts'
import { countingClock, systemClock, type CountingClock } from './hub/clock.ts'
import type { Protocol } from './hub/protocol.ts'
import { Hub } from './hub/hub.ts'
import { seededRandom } from './hub/random.ts'
import { DEFAULT_WORLD } from './hub/world.ts'
import type { Exchange, Face } from './http/exchange.ts'
import type { UpgradeService } from './http/upgrade.ts'
import { createMatrixFace } from './matrix/face.ts'
import { roomIdOf, userIdOf } from './matrix/ids.ts'
import { DEFAULT_TYPING_SWEEP_MS } from './matrix/options.ts'
import { createParts } from './matrix/parts.ts'
import type { MockRoom } from './mock-server.ts'
import type { MockServerOptions } from './options.ts'
import { unusableOption } from './rocketchat/parse-options.ts'
import { createRocketChatServer, type RocketChatServer } from './rocketchat/server.ts'
import { unusableFigure } from './zulip/options.ts'
import { createZulipServer } from './zulip/server.ts'

/** What a test may do to the server that needs no port. */
export type CoreActions = Omit<ControlActions, 'restart' | 'reset' | 'journal' | 'waitFor' | 'setFaults' | 'faults'>

/** Rooms, users and protocols of one server, without a port: the same behind sockets and in a simulator. */
export interface Core {
  readonly clock: CountingClock
  readonly faces: readonly Face[]
  readonly rocketchat: RocketChatServer
  /** What may be spoken beside HTTP. */
  readonly upgrades: readonly UpgradeService[]
  readonly faults: Faults
  readonly users: () => readonly MockUser[]
  readonly rooms: readonly MockRoom[]
  readonly actions: CoreActions
  /** Lets go of every poll and begins anew, with its state or without. Whoever has its connections cuts them first. */
  readonly restart: (how: RestartOptions) => void
  /** Back to the first users, rooms and limits. */
  readonly reset: () => void
  /** Lets go of every poll, queue, socket and timer. */
  readonly close: () => void
}

/**
 * Builds a core.
 * @throws TypeError for a figure that cannot be used.
 */
export function createCore(
  options: MockServerOptions,
  record: (exchange: Exchange) => void,
  onRestart: (how: RestartOptions) => void = () => undefined,
): Core {
  const { matrix = {}, zulip: zulipOptions = {}, rocketchat: rocketchatOptions = {} } = options
  const { world = DEFAULT_WORLD, seed = 1 } = options
  const option = unusableOption(rocketchatOptions)
  if (option !== undefined) throw new TypeError(`unable to start the mock server; rocketchat.${option} cannot be used`)
  const figure = unusableFigure(zulipOptions)
  if (figure !== undefined) throw new TypeError(`unable to start the mock server; zulip.${figure} is out of range`)

  const plan = options.faults && planOf(options.faults)

  const clock = countingClock(options.clock ?? systemClock)
  const typingSweepMs = matrix.typingSweepMs ?? DEFAULT_TYPING_SWEEP_MS
  const hub = new Hub({ clock, random: seededRandom(seed), typingSweepMs, world })
  const parts = createParts(hub, clock, matrix)
  const zulip = createZulipServer({ hub, clock, seed }, zulipOptions)
  const actions = {
    restart: onRestart,
    endQueues: zulip.endQueues,
    expireToken: (protocol: Protocol, user: string): void => {
      if (protocol === 'matrix') parts.sessions.expire(user)
      else if (protocol === 'zulip') zulip.renewApiKey(user)
      else rocketchat.control.expireTokens(user)
    },
  }
  const faults = new Faults({ clock, onExchange: record, actions }, plan)
  const rocketchat = createRocketChatServer(
    {
      hub,
      clock,
      onExchange: (exchange) => record(faults.annotated(exchange)),
      aroundSockets: (open) => faultySockets(open, faults),
    },
    rocketchatOptions,
  )

  function admit(name: string, password: string): MockUser {
    const { accessToken } = parts.sessions.open({ user: name, seeded: true })
    const matrixAccount = { userId: userIdOf(name), accessToken }
    const [zulipAccount, rocketChatAccount] = [zulip.account(name), rocketchat.account(name)]
    return { name, password, matrix: matrixAccount, zulip: zulipAccount, rocketchat: rocketChatAccount }
  }
  const admitAll = (): readonly MockUser[] => world.users.map(({ name, password }) => admit(name, password))
  let users = admitAll()

  function forgetMatrixState(): void {
    parts.accountData.clear()
    parts.filters.clear()
    parts.transactions.clear()
  }

  function addUser({ name, password = `${name}-password`, displayName }: NewUser): MockUser | undefined {
    const shown = displayName ?? name.slice(0, 1).toUpperCase() + name.slice(1)
    return hub.users.add({ name, password, displayName: shown }) ? admit(name, password) : undefined
  }

  return {
    clock,
    faces: [createMatrixFace(parts), zulip.face, rocketchat.face].map((face) => faultyFace(face, faults)),
    rocketchat,
    upgrades: [faultyUpgrade(rocketchat.upgrade, faults)],
    faults,
    users: () => users,
    rooms: world.rooms.map(({ name }) => ({
      name,
      matrix: { roomId: roomIdOf(name) },
      zulip: zulip.place(name),
      rocketchat: rocketchat.place(name),
    })),
    actions: {
      state: () => ({
        connections: 0,
        polls: parts.polls.size + zulip.counts().polls,
        queues: zulip.counts().queues,
        ...rocketchat.counts(),
        timers: clock.pending(),
        typing: hub.typing.snapshot().map(([room, typists]) => ({ room, users: typists })),
      }),
      expireToken: (user) => parts.sessions.expire(user),
      addUser,
      kick: (user, room) => {
        const present = hub.room(room)?.has(user) ?? false
        if (present) hub.leave(room, user, hub.room(room)?.log[0]?.sender ?? user)
        return present
      },
      setRateLimit: (name, limit) => (name === 'zulip' ? zulip.setRateLimit(limit) : parts.limits.set(name, limit)),
      endQueues: zulip.endQueues,
      renewApiKey: (user) => (hub.users.get(user) === undefined ? undefined : zulip.renewApiKey(user)),
      rename: (user, displayName) => {
        hub.rename(user, displayName)
        return hub.users.get(user) !== undefined
      },
      rocketchat: rocketchat.control,
    },
    restart: ({ keepState = true, zulip: changed = {}, rocketchat: changedRocketChat }) => {
      faults.letGo()
      parts.polls.clear()
      parts.limits.refill()
      if (keepState) hub.restart()
      else hub.startOver('begin-again')
      zulip.restart(keepState, changed)
      rocketchat.restart(keepState, changedRocketChat)
      if (keepState) return
      forgetMatrixState()
      parts.sessions.clear()
      users = admitAll()
    },
    reset: () => {
      parts.polls.clear()
      hub.startOver('continue')
      forgetMatrixState()
      parts.sessions.keepSeeded()
      parts.limits.reset()
      zulip.reset()
      rocketchat.reset()
      faults.reset()
    },
    close: () => {
      faults.letGo()
      parts.polls.close()
      zulip.close()
      rocketchat.close()
      hub.typing.reset()
    },
  }
}
