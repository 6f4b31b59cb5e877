import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { endConnection } from '../http/delivery.ts'
import type { UpgradeService } from '../http/upgrade.ts'
import type { Faults } from './faults.ts'
import { delayOf } from './latency.ts'

const NOTE = { op: 'upgrade' } as const

/** Whether the socket may still be taken over, once the faults that befall the request are through with it. */
async function passes(socket: Duplex, route: string, faults: Faults): Promise<boolean> {
  const hits = faults.hits({ place: 'upgrade', protocol: 'rocketchat', route, ...NOTE })
  if ((await faults.waits.pause(delayOf(hits))) === 'let-go') return false
  const fault = hits.find((hit) => hit.fault.kind !== 'latency')?.fault
  if (fault === undefined) return !socket.destroyed
  const status = fault.kind === 'status' ? fault.code : 0
  faults.tell('rocketchat', 'GET', { route, ...NOTE }, hits.map(({ fault: { kind } }) => kind), status)
  if (status !== 0) {
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  } else if (fault.kind === 'hang' || fault.kind === 'halfOpen') {
    await faults.waits.hold((listener) => {
      socket.once('close', listener)
      return () => socket.off('close', listener)
    })
    socket.destroy()
  } else {
    endConnection(socket, fault.kind === 'reset' || fault.kind === 'fin' ? fault.kind : 'cut')
  }
  return false
}

/** The same upgrade, with the faults of the plan in force before it. */
export function faultyUpgrade(upgrade: UpgradeService, faults: Faults): UpgradeService {
  return {
    path: upgrade.path,
    accept: (request, socket, head) => {
      if (!faults.inForce) return upgrade.accept(request, socket, head)
      const drop = (): void => void socket.destroy()
      socket.on('error', drop)
      void passes(socket, upgrade.path, faults).then((isOpen) => {
        if (!isOpen) return
        socket.off('error', drop)
        upgrade.accept(request, socket, head)
      })
    },
  }
}
