import { createManualClock } from '@nowtyping/client/testing'
import { startMockServer } from '@nowtyping/mock-server'
import type { HomeServer, Setup } from './home-server.ts'
import { TOKEN_LIFE_MS } from './person.ts'

/** More rounds of the event loop than anything on a loopback needs. */
const MOST_ROUNDS = 20_000

const STEP_MS = 100

const LOW = { perSecond: 0.1, burst: 2 }

/** A mock server on a clock that goes on only while a case waits, so that minutes take no time. */
export async function openMock(setup: Setup): Promise<HomeServer & { readonly close: () => Promise<void> }> {
  const clock = createManualClock(1_700_000_000_000)
  const server = await startMockServer({
    clock,
    matrix: { accessTokenLifetimeMs: TOKEN_LIFE_MS, ...(setup === 'low limits' && { rateLimit: { message: LOW, login: LOW } }) },
  })
  let inFlight = 0

  const fetch: typeof globalThis.fetch = async (input, init) => {
    inFlight += 1
    try {
      return await globalThis.fetch(input, init)
    } finally {
      inFlight -= 1
    }
  }
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

  /** Everything under way has arrived, and what is held by the server is all there is. */
  async function settle(): Promise<void> {
    let quiet = 0
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- each round waits for the one before it
      await turn()
      quiet = inFlight === server.control.state().polls ? quiet + 1 : 0
      // An answer's body is read, and acted upon, in the turns after its head.
      if (quiet > 5) return
    }
    throw new Error('unable to settle; something is in flight for ever')
  }

  async function until(condition: () => boolean, withinMs: number): Promise<void> {
    for (let passed = 0; passed <= withinMs; passed += STEP_MS) {
      // oxlint-disable-next-line no-await-in-loop -- time stands while things arrive
      await settle()
      if (condition()) return
      clock.advance(STEP_MS)
    }
    throw new Error(`it did not come about within ${withinMs} ms`)
  }

  return {
    baseUrl: server.urls.matrix,
    clock,
    fetch,
    until,
    pass: async (ms) => {
      const end = clock.now() + ms
      await until(() => clock.now() >= end, ms + STEP_MS)
    },
    restart: server.control.restart,
    close: server.close,
  }
}
