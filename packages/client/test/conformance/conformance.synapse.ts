import { afterAll, describe, test } from 'vitest'
import { CASES } from './cases.ts'
import type { Case, Setup } from './home-server.ts'
import { openSynapse, type OpenedSynapse } from './synapse-home.ts'

/** Longer than the longest case, which waits for two minutes to end. */
const CASE_MS = 240_000

const STOP_MS = 30_000

const opened = new Map<Setup, Promise<OpenedSynapse>>()

function serverOf(setup: Setup): Promise<OpenedSynapse> {
  const server = opened.get(setup) ?? openSynapse(setup)
  opened.set(setup, server)
  return server
}

async function runAlone({ setup, run }: Case): Promise<void> {
  const server = await openSynapse(setup)
  try {
    await run(server)
  } finally {
    await server.close()
  }
}

describe('Synapse keeps to it', () => {
  afterAll(async () => {
    const started = await Promise.allSettled(opened.values())
    await Promise.all(started.flatMap((server) => (server.status === 'fulfilled' ? [server.value.close()] : [])))
  }, STOP_MS)

  for (const found of CASES) {
    test(found.name, { concurrent: true, timeout: CASE_MS }, async () => {
      if (found.alone) return runAlone(found)
      await found.run(await serverOf(found.setup))
    })
  }
})
