import { WebSocket } from 'ws'
import type { WebSocketClass } from '../../src/protocol/platform.ts'

/** The `WebSocket` of the package `ws`: Node 20 has none of its own. */
export const nodeWebSocket = (): WebSocketClass => WebSocket
