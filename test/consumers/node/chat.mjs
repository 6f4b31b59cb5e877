// Bob sees that Alice types, through the packed client and the packed server.
import { createTypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { startMockServer } from '@nowtyping/mock-server'
import { formatTyping } from '@nowtyping/react/format'

const server = await startMockServer()
const [alice, bob] = server.users.map(({ matrix: { userId, accessToken } }) =>
  createTypingClient({ transport: matrix({ baseUrl: server.urls.matrix, userId, accessToken }) }),
)
const { users } = bob.conversation('!general:mock.test')
const seen = new Promise((resolve) => users.subscribe((now) => now.length > 0 && resolve(now)))
await Promise.all([alice.connect(), bob.connect()])
alice.conversation('!general:mock.test').keystroke()
console.log(formatTyping(await seen))
await Promise.all([alice.close(), bob.close()])
await server.close()
