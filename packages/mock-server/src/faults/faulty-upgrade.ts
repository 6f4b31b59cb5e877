import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { endConnection } from '../http/delivery.ts'
import type { UpgradeService } from '../http/upgrade.ts'
import type { Faults } from './faults.ts'
import { drawLatency } from './latency.ts'

const NOTE = { op: 'upgrade' } as const

/** Whether the socket may still be taken over, once the faults that befall the request are through with it. */
async function passes(socket: Duplex, route: string, faults: Faults): Promise<boolean> {
  const hits = faults.hits({ place: 'upgrade', protocol: 'rocketchat', route, ...NOTE })
  for (const { fault, random } of hits) {
    if (fault.kind === 'latency') {
      if ((await faults.waits.pause(drawLatency(fault, random))) === 'let-go') return false
      continue
    }
    const status = fault.kind === 'status' ? fault.code : 0
    faults.tell('rocketchat', 'GET', { route, ...NOTE }, hits.map(({ fault: { kind } }) => kind), status)
    if (fault.kind === 'status') {
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
  return !socket.destroyed
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
