import { randomBytes } from 'node:crypto'
import type { ControlActions, MockUser, RestartOptions } from './control/control.ts'
import { createControlService } from './control/control-service.ts'
import { Journal } from './control/journal.ts'
import { countingClock, systemClock } from './hub/clock.ts'
import { Hub } from './hub/hub.ts'
import { seededRandom } from './hub/random.ts'
import { DEFAULT_WORLD } from './hub/world.ts'
import type { Exchange } from './http/exchange.ts'
import { DEFAULT_ORIGINS, isOriginPattern } from './http/guard.ts'
import { DEFAULT_MAX_CONNECTIONS, LOOPBACK } from './http/listener.ts'
import { createService } from './http/service.ts'
import { createMatrixFace, MATRIX_BASE_PATH } from './matrix/face.ts'
import { roomIdOf, userIdOf } from './matrix/ids.ts'
import { DEFAULT_TYPING_SWEEP_MS } from './matrix/options.ts'
import { createParts } from './matrix/parts.ts'
import type { MockServer } from './mock-server.ts'
import type { MockServerOptions } from './options.ts'
import { ROCKETCHAT_BASE_PATH } from './rocketchat/face.ts'
import { unusableOption } from './rocketchat/parse-options.ts'
import { createRocketChatServer } from './rocketchat/server.ts'
import { ZULIP_BASE_PATH } from './zulip/face.ts'
import { unusableFigure } from './zulip/options.ts'
import { createZulipServer } from './zulip/server.ts'

export type { MockServer } from './mock-server.ts'

/**
 * Starts a chat server on 127.0.0.1.
 * @throws TypeError for an origin that is none and a figure that cannot be used; whatever `listen` throws, such as for a port in use.
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const { matrix = {}, zulip: zulipOptions = {}, rocketchat: rocketchatOptions = {} } = options
  const { origins = DEFAULT_ORIGINS, world = DEFAULT_WORLD, seed = 1 } = options
  const unusable = origins.find((origin) => !isOriginPattern(origin))
  if (unusable !== undefined) throw new TypeError(`unable to start the mock server; "${unusable}" is no origin`)
  const option = unusableOption(rocketchatOptions)
  if (option !== undefined) throw new TypeError(`unable to start the mock server; rocketchat.${option} cannot be used`)
  const figure = unusableFigure(zulipOptions)
  if (figure !== undefined) throw new TypeError(`unable to start the mock server; zulip.${figure} is out of range`)

  const clock = countingClock(options.clock ?? systemClock)
  const hub = new Hub({
    clock,
    random: seededRandom(seed),
    typingSweepMs: matrix.typingSweepMs ?? DEFAULT_TYPING_SWEEP_MS,
    world,
  })
  const parts = createParts(hub, clock, matrix)
  const zulip = createZulipServer({ hub, clock, seed }, zulipOptions)
  const journal = new Journal()
  const onExchange = (exchange: Exchange): void => journal.record(exchange)
  const rocketchat = createRocketChatServer({ hub, clock, onExchange }, rocketchatOptions)
  const service = createService({
    faces: [createMatrixFace(parts), zulip.face, rocketchat.face],
    upgrades: [rocketchat.upgrade],
    clock,
    origins,
    maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    onExchange,
  })

  function admit(name: string, password: string): MockUser {
    const { accessToken } = parts.sessions.open({ user: name, seeded: true })
    const matrixAccount = { userId: userIdOf(name), accessToken }
    const [zulipAccount, rocketChatAccount] = [zulip.account(name), rocketchat.account(name)]
    return { name, password, matrix: matrixAccount, zulip: zulipAccount, rocketchat: rocketChatAccount }
  }
  let users: readonly MockUser[] = world.users.map(({ name, password }) => admit(name, password))

  function forgetMatrixState(): void {
    parts.accountData.clear()
    parts.filters.clear()
    parts.transactions.clear()
  }

  let closed = false
  /** Asked anew after each wait: a close may have come meanwhile. */
  const isClosed = (): boolean => closed
  let endOutage = (): void => undefined
  let restarting: Promise<void> = Promise.resolve()

  async function restartNow(how: RestartOptions): Promise<void> {
    const { keepState = true, downMs = 0 } = how
    if (isClosed()) return
    await service.close()
    parts.polls.clear()
    parts.limits.refill()
    if (keepState) hub.restart()
    else hub.startOver('begin-again')
    zulip.restart(keepState, how.zulip ?? {})
    rocketchat.restart(keepState, how.rocketchat)
    if (!keepState) {
      forgetMatrixState()
      parts.sessions.clear()
      users = world.users.map(({ name, password }) => admit(name, password))
    }
    if (downMs > 0 && !isClosed()) {
      await new Promise<void>((resolve) => {
        const timer = clock.setTimer(resolve, downMs)
        endOutage = () => {
          clock.clearTimer(timer)
          resolve()
        }
      })
    }
    if (!isClosed()) await service.listen(service.port())
  }

  const actions: ControlActions = {
    restart: (how = {}) => {
      restarting = restarting.catch(() => undefined).then(() => restartNow(how))
      return restarting
    },
    reset: () => {
      parts.polls.clear()
      hub.startOver('continue')
      forgetMatrixState()
      parts.sessions.keepSeeded()
      parts.limits.reset()
      zulip.reset()
      rocketchat.reset()
      journal.clear()
    },
    journal: () => journal.entries(),
    state: () => ({
      connections: service.connections(),
      polls: parts.polls.size + zulip.counts().polls,
      queues: zulip.counts().queues,
      ...rocketchat.counts(),
      timers: clock.pending(),
      typing: hub.typing.snapshot().map(([room, typists]) => ({ room, users: typists })),
    }),
    expireToken: (user) => parts.sessions.expire(user),
    addUser: ({ name, password = `${name}-password`, displayName = name.slice(0, 1).toUpperCase() + name.slice(1) }) =>
      hub.users.add({ name, password, displayName }) ? admit(name, password) : undefined,
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
    waitFor: (predicate, signal) => journal.waitFor(predicate, signal),
  }

  const token = randomBytes(24).toString('base64url')
  const controlService = createControlService(actions, token)
  await service.listen(options.port ?? 0)
  try {
    await controlService.listen(0)
  } catch (error) {
    await service.close()
    throw error
  }

  const url = `http://${LOOPBACK}:${service.port()}`
  return {
    url,
    urls: { matrix: `${url}${MATRIX_BASE_PATH}`, zulip: `${url}${ZULIP_BASE_PATH}`, rocketchat: `${url}${ROCKETCHAT_BASE_PATH}` },
    get users() {
      return users
    },
    rooms: world.rooms.map(({ name }) => ({ name, matrix: { roomId: roomIdOf(name) }, zulip: zulip.place(name), rocketchat: rocketchat.place(name) })),
    control: { ...actions, url: `http://${LOOPBACK}:${controlService.port()}`, token },
    close: async () => {
      closed = true
      endOutage()
      await restarting.catch(() => undefined)
      await Promise.all([service.close(), controlService.close()])
      parts.polls.close()
      zulip.close()
      rocketchat.close()
      hub.typing.reset()
      journal.close()
    },
  }
}
