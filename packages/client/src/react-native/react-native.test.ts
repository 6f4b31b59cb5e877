import { beforeEach, describe, expect, test } from 'vitest'
import { createTypingClient } from '../client/create-client.ts'
import type { EnvironmentEvent } from '../protocol/environment.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { createMemoryServer } from '../testing/memory-server.ts'
import { appStateEnvironment, type AppStateLike, type NetInfoLike } from './index.ts'

type Network = { readonly isConnected: boolean | null }

/** A phone: React Native's `AppState` and the NetInfo of the community, as far as they are used. */
class Phone {
  readonly #apps = new Set<(state: string) => void>()
  readonly #networks = new Set<(state: Network) => void>()
  network: Network = { isConnected: true }

  readonly appState: AppStateLike & { currentState: string | null } = {
    currentState: 'active',
    addEventListener: (_type, listener) => {
      this.#apps.add(listener)
      return { remove: () => void this.#apps.delete(listener) }
    },
  }
  readonly netInfo: NetInfoLike = {
    addEventListener: (listener) => {
      this.#networks.add(listener)
      listener(this.network)
      return () => void this.#networks.delete(listener)
    },
  }
  get listening(): number {
    return this.#apps.size + this.#networks.size
  }
  become(state: string): void {
    this.appState.currentState = state
    for (const listener of this.#apps) listener(state)
  }
  connect(isConnected: boolean | null): void {
    this.network = { isConnected }
    for (const listener of this.#networks) listener(this.network)
  }
}

describe('the app on a phone', () => {
  let phone: Phone
  let heard: EnvironmentEvent[]
  const listen = (withNetwork = true): (() => void) =>
    appStateEnvironment(phone.appState, withNetwork ? phone.netInfo : undefined)((event) => heard.push(event))

  beforeEach(() => {
    phone = new Phone()
    heard = []
  })

  test('S16 is listened to until the end, and not after', () => {
    const end = listen()
    expect(phone.listening).toBe(2)
    heard.length = 0
    end()
    expect(phone.listening).toBe(0)
    phone.become('background')
    end()
    expect(heard).toEqual([])
  })

  test('says at the start how things are', () => {
    phone.network = { isConnected: false }
    phone.appState.currentState = 'background'
    listen()
    expect(heard).toEqual(['offline', 'hidden'])
  })

  test.each(['unknown', 'inactive', null])('says nothing at the start of a state of %j', (state) => {
    phone.appState.currentState = state
    listen(false)
    expect(heard).toEqual([])
  })

  test('is hidden in the background alone, and seen when it is active', () => {
    listen(false)
    heard.length = 0
    phone.become('inactive')
    phone.become('background')
    phone.become('active')
    expect(heard).toEqual(['hidden', 'visible'])
  })

  test('passes on what is known of the network, and nothing while it is not', () => {
    listen()
    heard.length = 0
    phone.connect(false)
    phone.connect(null)
    phone.connect(true)
    expect(heard).toEqual(['offline', 'online'])
  })

  test('a client in it stops when the app goes into the background, and waits while there is no network', async () => {
    const clock = createManualClock()
    const server = createMemoryServer()
    const ann = createTypingClient({
      transport: server.transport('ann'),
      clock,
      environment: appStateEnvironment(phone.appState, phone.netInfo),
    })
    const bob = createTypingClient({ transport: server.transport('bob'), clock })
    await Promise.all([ann.connect(), bob.connect()])
    const { users } = bob.conversation('room')
    users.subscribe(() => {})
    ann.conversation('room').keystroke()
    expect(users.getState()).toEqual([{ id: 'ann' }])
    phone.become('background')
    await Promise.resolve()
    expect(users.getState()).toEqual([])
    phone.become('active')
    phone.connect(false)
    expect(ann.status.getState()).toMatchObject({ state: 'waiting', reason: 'offline' })
    phone.connect(true)
    expect(ann.status.getState()).toEqual({ state: 'open' })
    await Promise.all([ann.close(), bob.close()])
    expect(phone.listening).toBe(0)
  })
})
