import type { Plugin, PreviewServer, ViteDevServer } from 'vite'
import { serveAddress } from './serve-address.ts'

/** Points the page at a homeserver that somebody else runs. */
export function homeserverAddress(homeserver: string): Plugin {
  function attach(vite: ViteDevServer | PreviewServer): void {
    serveAddress(vite, { homeserver })
    const printUrls = vite.printUrls.bind(vite)
    vite.printUrls = () => {
      printUrls()
      const page = vite.resolvedUrls?.local[0]
      if (page === undefined) return
      const { logger } = vite.config
      logger.info(`  ➜  One person a window: ${page}?panes=1`)
      logger.info(`  ➜  Homeserver: ${homeserver}`)
    }
  }

  return { name: 'nowtyping:homeserver', configureServer: attach, configurePreviewServer: attach }
}
