import type { WireReply } from '../../src/protocol/wire.ts'
import { openApp, type App, type Ground } from './app.ts'
import type { Fault } from './faults.ts'
import { createHost, type Host } from './host.ts'
import { createHttpNetwork, type Passage } from './http-network.ts'
import type { HostSpec, NetworkRates } from './setting.ts'
import type { Random } from './random.ts'
import { createSocketNetwork } from './socket-network.ts'
import { createWeather } from './weather.ts'
import type { Act } from './workload.ts'

/** Somebody at a host, with the app that is open there, and what befalls them. */
export interface Resident {
  readonly host: Host
  /** Undefined while no page is open. */
  readonly app: () => App | undefined
  readonly perform: (act: Act) => void
  readonly suffer: (fault: Extract<Fault, { host: number }>) => void
  /** A message of somebody comes to the app. */
  readonly messageFrom: (room: number, person: string) => void
  /** Everything is well from now on, and the page is open, awake and seen. */
  readonly heal: (rates: NetworkRates) => void
}

/** What a resident is made of. */
export interface ResidentOptions<Target> {
  readonly ground: Ground<Target>
  readonly spec: HostSpec
  readonly index: number
  readonly rates: NetworkRates
  readonly random: Random
  readonly nextOrder: () => number
  /** A view of theirs is another. */
  readonly changed: (resident: Resident, room: number) => void
  /** They sent a message. */
  readonly said: (resident: Resident, room: number) => void
  readonly onDeparture: (resident: Resident, passage: Passage) => void
  readonly onArrival: (passage: Passage) => void
  readonly onReply: (passage: Passage, reply: WireReply) => void
  readonly onFrame: (text: string) => void
}

/** Milliseconds that somebody waits before they load the page again. */
const PATIENCE_MS = 5_000

/** Makes a resident; the app opens at once. */
export function createResident<Target>(options: ResidentOptions<Target>): Resident {
  const { ground, spec, index, rates, random, changed, said } = options
  const { timeline, server, oracle, findings, secrets } = ground
  const { person } = spec
  const host = createHost(spec, index, timeline)
  const weather = createWeather(timeline, random.fork(`net ${index}`), rates, spec.isFar)
  const network = createHttpNetwork({
    ...options,
    timeline,
    server,
    weather,
    host,
    onDeparture: (passage) => options.onDeparture(me, passage),
  })
  const sockets = createSocketNetwork({ timeline, server, weather, host, findings, onFrame: options.onFrame })
  const ways = { ioOf: network.ioOf, openerOf: sockets.openerOf }
  const clientRandom = random.fork(`client ${index}`)
  let app: App | undefined
  let isPrivate = false
  let isResting = false

  function open(): void {
    timeline.disturb()
    const opened = openApp(ground, host, ways, clientRandom, (room) => changed(me, room))
    app = opened
    if (isPrivate) opened.client.setSharing(false)
    opened.client.connect().catch(() => undefined)
  }

  function end(): void {
    oracle.end(person, index)
    if (app !== undefined) sockets.abandon(app.page)
    host.end()
    app = undefined
  }

  function leave(): void {
    oracle.end(person, index)
    host.tell('pagehide')
    end()
  }

  function perform({ room, keys, endsAfter, ending }: Act): void {
    const typist = app
    for (const after of keys) {
      timeline.after(after, () => {
        if (typist !== undefined && typist === app && host.isInUse() && !isResting) press(typist, room)
      })
    }
    if (ending === 'idle') return
    timeline.after(endsAfter, () => {
      if (isResting || typist === undefined || typist !== app || !host.isInUse()) return
      typist.stop(room)
      if (ending === 'send') said(me, room)
    })
  }

  function press(typist: App, room: number): void {
    timeline.disturb()
    // Who would rather not be seen does not wish to be.
    if (isPrivate) typist.rooms[room]?.keystroke()
    else typist.key(room)
  }

  function suffer(fault: Extract<Fault, { host: number }>): void {
    timeline.disturb()
    switch (fault.kind) {
      case 'partition':
        weather.divide(fault.ms, fault.fails)
        if (!fault.told) return
        host.setOffline(true)
        timeline.after(fault.ms, () => {
          timeline.disturb()
          host.setOffline(false)
        })
        return
      case 'clog':
        return weather.clog(fault.ms)
      case 'sleep':
        host.sleep()
        timeline.after(fault.ms, () => {
          if (fault.dies && !isResting) breakAll()
          wake()
        })
        return
      case 'freeze':
        oracle.end(person, index)
        host.freeze()
        timeline.after(fault.ms, () => {
          timeline.disturb()
          host.thaw()
        })
        return
      case 'hide':
        oracle.end(person, index)
        host.hide()
        timeline.after(fault.ms, () => {
          timeline.disturb()
          host.show()
        })
        return
      case 'reload':
        if (app === undefined || host.isStopped()) return
        leave()
        return open()
      case 'crash':
        end()
        timeline.after(fault.ms, () => {
          if (app === undefined) open()
        })
        return
      case 'wall':
        // Set back while the monotonic clock stood, it would hide the sleep from anybody.
        return host.isStopped() ? undefined : host.setWall(fault.ms)
      case 'close': {
        const closing = app
        if (closing === undefined || host.isStopped()) return
        oracle.end(person, index)
        void closing.client.close()
        timeline.after(fault.ms, () => {
          timeline.disturb()
          if (closing === app) closing.client.connect().catch(() => undefined)
        })
        return
      }
      case 'private':
        setPrivate(true)
        timeline.after(fault.ms, () => setPrivate(false))
        return
      case 'token':
        ground.protocol.expire(server, person)
        secrets.delete(person)
        return
      case 'queues':
        server.virtual.control.endQueues(person)
        return
      case 'cut':
        return sockets.cut()
      case 'silence':
        return sockets.silence()
    }
  }

  function breakAll(): void {
    network.breakAll()
    sockets.cut()
  }

  function setPrivate(wanted: boolean): void {
    timeline.disturb()
    isPrivate = wanted
    if (wanted) oracle.end(person, index)
    app?.client.setSharing(!wanted)
  }

  function wake(): void {
    timeline.disturb()
    const isStale = app !== undefined && app.rooms.some((_, room) => (app?.shown(room).length ?? 0) > 0)
    if (isStale) findings.sometimes('a page woke up with a stale list')
    host.wake()
  }

  const me: Resident = {
    host,
    app: () => app,
    perform,
    suffer,
    messageFrom(room, author) {
      if (host.isStopped() || host.isOffline()) return
      timeline.disturb()
      app?.messageFrom(room, author)
    },
    heal(good) {
      isResting = true
      weather.heal(good)
      breakAll()
      host.setOffline(false)
      host.show()
      host.thaw()
      wake()
      setPrivate(false)
      // Nobody waits for minutes because a server once said something absurd.
      if (app !== undefined && app.waitsMs() > PATIENCE_MS) leave()
      if (app === undefined) open()
      // Whoever was closed, by themselves or by refused credentials, comes back.
      else app.client.connect().catch(() => undefined)
    },
  }
  open()
  return me
}
