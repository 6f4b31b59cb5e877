import { createRequire } from 'node:module'
import type { WebSocketClass } from '../../src/protocol/platform.ts'

const isClass = (value: unknown): value is WebSocketClass => typeof value === 'function'

/** The `WebSocket` of the package `ws`, which the mock server brings: Node 20 has none of its own. */
export function nodeWebSocket(): WebSocketClass {
  const ws: unknown = createRequire(new URL('../../../mock-server/package.json', import.meta.url))('ws')
  if (!isClass(ws)) throw new Error('unable to find a WebSocket; the package ws is not what it was')
  return ws
}
