import type { PreviewServer, ViteDevServer } from 'vite'

/** Where the page asks for the address of the chat server. It tells no token: people log in. */
const ADDRESS_PATH = '/nowtyping.json'

/** What the page is told. */
export type AddressAnswer =
  | { readonly mock: { readonly port: number; readonly paths: Readonly<Record<'matrix' | 'zulip' | 'rocketchat', string>> } }
  | { readonly homeserver: string }

/** Tells the page where the chat server is. */
export function serveAddress(vite: ViteDevServer | PreviewServer, address: AddressAnswer): void {
  const answer = JSON.stringify(address)
  vite.middlewares.use(ADDRESS_PATH, (_, response) => {
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('Content-Type', 'application/json')
    response.end(answer)
  })
}
