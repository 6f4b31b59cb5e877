import { DEFAULT_WORLD, type MockServer, startMockServer, type World } from '@nowtyping/mock-server'
import type { Plugin, PreviewServer, ViteDevServer } from 'vite'
import { serveAddress } from './serve-address.ts'
import { serveFaults } from './serve-faults.ts'

/** Options of `mockServer`. */
export interface MockServerPluginOptions {
  /** Hears of each mock server that has started. */
  readonly onStart?: (server: MockServer) => void
}

/** Everybody in every room, so that all of them see each other. */
const WORLD: World = {
  users: DEFAULT_WORLD.users,
  rooms: DEFAULT_WORLD.rooms.map(({ name }) => ({ name, members: DEFAULT_WORLD.users.map((user) => user.name) })),
}

const pathOf = (url: string): string => new URL(url).pathname

/**
 * Runs a mock server in the process of Vite, for as long as Vite runs. It has a port of its own, so it is of another
 * origin than the page, as a real one would be.
 */
export function mockServer({ onStart }: MockServerPluginOptions = {}): Plugin {
  async function attach(vite: ViteDevServer | PreviewServer): Promise<void> {
    const server = await startMockServer({ world: WORLD })
    onStart?.(server)
    const { matrix, zulip, rocketchat } = server.urls
    const paths = { matrix: pathOf(matrix), zulip: pathOf(zulip), rocketchat: pathOf(rocketchat) }
    serveAddress(vite, { mock: { port: Number(new URL(server.url).port), paths } })

    serveFaults(vite, server)

    const close = vite.close.bind(vite)
    vite.close = async () => {
      await Promise.all([close(), server.close()])
    }

    const printUrls = vite.printUrls.bind(vite)
    vite.printUrls = () => {
      printUrls()
      const page = vite.resolvedUrls?.local[0]
      if (page === undefined) return
      const { logger } = vite.config
      logger.info(`  ➜  One person a window: ${page}?as=alice  (or bob, carol, dave)`)
      logger.info(`  ➜  Mock server: ${server.url}`)
    }
  }

  return {
    name: 'nowtyping:mock-server',
    configureServer: attach,
    configurePreviewServer: attach,
  }
}
