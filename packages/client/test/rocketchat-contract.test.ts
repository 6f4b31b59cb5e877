import { transportContract } from '@nowtyping/client/testing'
import { describe, test } from 'vitest'
import { createRocketChatWorld } from './support/rocketchat-world.ts'

describe('Rocket.Chat against the mock server', () => {
  const cases = transportContract(
    async () => {
      const world = await createRocketChatWorld()
      return {
        transport: (user) => world.transport(user === 'ann' ? 'alice' : 'bob'),
        targets: ['GENERAL', { rid: 'GENERAL', tmid: 'thread' }],
        equal: [
          ['GENERAL', { rid: 'GENERAL' }],
          ['GENERAL', { rid: 'GENERAL', tmid: undefined }],
        ],
        invalid: ['a/b', 'x'.repeat(256), '\ud800', 'a\nb', { rid: '' }, { rid: 'GENERAL', tmid: '' }, { rid: 'GENERAL', tmid: 'a/b' }, { rid: 7 }],
        settle: world.settle,
        close: world.close,
      }
    },
    // The server keeps nothing: who comes later hears the next start.
    { tellsLatecomers: false },
  )

  for (const { name, run } of cases) test(name, run)
})
