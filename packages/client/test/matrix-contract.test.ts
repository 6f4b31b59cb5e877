import { matrix } from '@nowtyping/client/matrix'
import { createMemoryServer, transportContract } from '@nowtyping/client/testing'
import { startMockServer } from '@nowtyping/mock-server'
import { describe, test } from 'vitest'
import { turn } from './support/matrix-world.ts'

describe('the memory server keeps the transport contract', () => {
  const contract = transportContract<string>(() => {
    const server = createMemoryServer()
    return {
      transport: (user) => server.transport(user),
      targets: ['general', 'random'],
      settle: () => Promise.resolve(),
    }
  })
  for (const { name, run } of contract) test(name, run)
})

describe('Matrix keeps the transport contract over real sockets', () => {
  const contract = transportContract<string>(async () => {
    const server = await startMockServer()
    return {
      transport(user) {
        const account = server.users.find(({ name }) => name === (user === 'ann' ? 'alice' : 'bob'))
        return matrix({ baseUrl: server.urls.matrix, userId: '', accessToken: '', ...account?.matrix })
      },
      targets: ['!general:mock.test', '!random:mock.test'],
      invalid: ['general', '#general:mock.test', '@alice:mock.test', '!', `!${'a'.repeat(255)}`, '!\ud800:x'],
      settle: turn,
      close: server.close,
    }
  })
  for (const { name, run } of contract) test(name, run)
})
