import type { Secret } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import type { MockServerOptions } from '@nowtyping/mock-server'
import { createServerWorld, type ServerWorld } from './server-world.ts'

/** A world whose clients speak Matrix; one may join with a secret of one's own. */
export type MatrixWorld = ServerWorld<string, Secret>

/** Starts a world; its clients and server are gone after `close()`. */
export function createMatrixWorld(options: MockServerOptions = {}): Promise<MatrixWorld> {
  return createServerWorld(options, {
    transport: (server, user, fetch, secret) => {
      const { userId, accessToken } = user.matrix
      return matrix({ baseUrl: server.urls.matrix, userId, accessToken: secret ?? accessToken, fetch })
    },
    isSend: (method) => method === 'PUT',
  })
}

export { turn } from './server-world.ts'
