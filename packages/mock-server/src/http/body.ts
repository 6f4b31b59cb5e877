import type { IncomingMessage } from 'node:http'

/** Largest body the server reads, in bytes: what Synapse takes for one event. */
export const MAX_BODY_BYTES = 65_536

/** A body, or why there is none. */
export type Body =
  { readonly kind: 'read'; readonly bytes: Uint8Array } | { readonly kind: 'too-large' } | { readonly kind: 'gone' }

/** Reads a body, and stops as soon as it is known to be too large. */
export function readBody(request: IncomingMessage): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return Promise.resolve({ kind: 'too-large' })
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let length = 0
    request.on('data', (chunk: Uint8Array) => {
      length += chunk.byteLength
      if (length > MAX_BODY_BYTES) {
        request.pause()
        resolve({ kind: 'too-large' })
      } else {
        chunks.push(chunk)
      }
    })
    request.on('end', () => resolve({ kind: 'read', bytes: Buffer.concat(chunks) }))
    request.on('error', () => resolve({ kind: 'gone' }))
    request.on('close', () => resolve({ kind: 'gone' }))
  })
}
