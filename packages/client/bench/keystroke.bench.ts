import { createTypingClient } from '@nowtyping/client'
import { createMemoryServer } from '@nowtyping/client/testing'
import { bench, describe } from 'vitest'

describe('a key while I already type, beside what it is made of', () => {
  const client = createTypingClient({ transport: createMemoryServer().transport('ann') })
  void client.connect()
  const { keystroke } = client.conversation('general')
  keystroke()
  const cell = { at: 0 }

  bench('keystroke()', () => {
    for (let key = 0; key < 1_000; key += 1) keystroke()
  })
  bench('one clock read and one write', () => {
    for (let key = 0; key < 1_000; key += 1) cell.at = performance.now()
  })
})
