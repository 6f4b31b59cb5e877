import { createTypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { type MockServer, startMockServer } from '@nowtyping/mock-server'
import { formatTyping } from '@nowtyping/react/format'

const server: MockServer = await startMockServer()
const [alice] = server.users
if (alice !== undefined) {
  const { userId, accessToken } = alice.matrix
  const typing = createTypingClient({ transport: matrix({ baseUrl: server.urls.matrix, userId, accessToken, fetch }) })
  console.log(formatTyping(typing.conversation('!general:mock.test').users.getState()))
}
// @ts-expect-error a port is a number
await startMockServer({ port: '0' })
