import { describe, test } from 'vitest'
import { CASES } from './cases.ts'
import { openMock } from './mock-home.ts'

describe('the mock keeps to what a homeserver does', () => {
  for (const { name, setup, run } of CASES) {
    test(name, async () => {
      const server = await openMock(setup)
      try {
        await run(server)
      } finally {
        await server.close()
      }
    })
  }
})
