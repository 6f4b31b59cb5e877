import { setTimeout as wait } from 'node:timers/promises'
import { startSynapse } from '../../../../scripts/synapse/server.mjs'
import type { HomeServer, Setup } from './home-server.ts'

const LOOK_EVERY_MS = 10

/** A Synapse that runs, until it is closed. */
export interface OpenedSynapse extends HomeServer {
  readonly close: () => Promise<void>
}

/** Starts a Synapse, in real time; needs the interpreter that `npm run test:synapse` prepares. */
export async function openSynapse(setup: Setup): Promise<OpenedSynapse> {
  const python = process.env['NOWTYPING_SYNAPSE_PYTHON']
  if (python === undefined) throw new Error('unable to start Synapse; use npm run test:synapse')
  const synapse = await startSynapse({ python, low: setup === 'low limits' })
  return {
    baseUrl: synapse.url,
    clock: {
      now: () => performance.now(),
      wall: () => Date.now(),
      setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
      clearTimer: (timer) => {
        // oxlint-disable-next-line no-unsafe-type-assertion -- a timer of this clock is what its `setTimer` returned
        clearTimeout(timer as ReturnType<typeof setTimeout>)
      },
    },
    fetch: globalThis.fetch,
    until: async (condition, withinMs) => {
      const end = performance.now() + withinMs
      while (!condition()) {
        if (performance.now() > end) throw new Error(`it did not come about within ${withinMs} ms`)
        // oxlint-disable-next-line no-await-in-loop -- one look after the other
        await wait(LOOK_EVERY_MS)
      }
    },
    pass: async (ms) => {
      await wait(ms)
    },
    restart: synapse.restart,
    close: synapse.stop,
  }
}
