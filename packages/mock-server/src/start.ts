import { randomBytes } from 'node:crypto'
import type { ControlActions, RestartOptions } from './control/control.ts'
import { createControlService } from './control/control-service.ts'
import { Journal } from './control/journal.ts'
import { createCore } from './core.ts'
import { planOf } from './faults/parse-plan.ts'
import type { Exchange } from './http/exchange.ts'
import { DEFAULT_ORIGINS, isOriginPattern } from './http/guard.ts'
import { DEFAULT_MAX_CONNECTIONS, LOOPBACK } from './http/listener.ts'
import { createService } from './http/service.ts'
import { MATRIX_BASE_PATH } from './matrix/face.ts'
import type { MockServer } from './mock-server.ts'
import type { MockServerOptions } from './options.ts'
import { ROCKETCHAT_BASE_PATH } from './rocketchat/face.ts'
import { ZULIP_BASE_PATH } from './zulip/face.ts'

export type { MockServer } from './mock-server.ts'

/**
 * Starts a chat server on 127.0.0.1.
 * @throws TypeError for an origin that is none and a figure that cannot be used; whatever `listen` throws, such as for a port in use.
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const { origins = DEFAULT_ORIGINS } = options
  const unusable = origins.find((origin) => !isOriginPattern(origin))
  if (unusable !== undefined) throw new TypeError(`unable to start the mock server; "${unusable}" is no origin`)

  const journal = new Journal()
  const onExchange = (exchange: Exchange): void => journal.record(exchange)
  const core = createCore(options, onExchange, (how) => void actions.restart(how).catch(() => undefined))
  const { clock } = core
  const service = createService({
    faces: core.faces,
    upgrades: core.upgrades,
    clock,
    origins,
    maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    onExchange,
  })

  let closed = false
  /** Asked anew after each wait: a close may have come meanwhile. */
  const isClosed = (): boolean => closed
  let endOutage = (): void => undefined
  let restarting: Promise<void> = Promise.resolve()

  async function restartNow(how: RestartOptions): Promise<void> {
    const { downMs = 0 } = how
    if (isClosed()) return
    await service.close()
    core.restart(how)
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
    ...core.actions,
    restart: (how = {}) => {
      restarting = restarting.catch(() => undefined).then(() => restartNow(how))
      return restarting
    },
    reset: () => {
      core.reset()
      journal.clear()
    },
    journal: () => journal.entries(),
    state: () => ({ ...core.actions.state(), connections: service.connections() }),
    setFaults: (plan) => core.faults.set(plan && planOf(plan)),
    faults: () => core.faults.tallies(),
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
      return core.users()
    },
    rooms: core.rooms,
    control: { ...actions, url: `http://${LOOPBACK}:${controlService.port()}`, token },
    close: async () => {
      closed = true
      endOutage()
      await restarting.catch(() => undefined)
      await Promise.all([service.close(), controlService.close()])
      core.close()
      journal.close()
    },
  }
}
