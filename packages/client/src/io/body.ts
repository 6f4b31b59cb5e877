/** A body that was read to its end. */
export interface Body {
  readonly text: string
  readonly bytes: number
}

/**
 * Reads a body, or gives it up at its first byte over `maxBytes` and answers `undefined`.
 * Rejects if the body breaks off or `signal` aborts.
 */
export async function readBody(response: Response, maxBytes: number, signal: AbortSignal): Promise<Body | undefined> {
  const reader = readerOf(response)
  if (reader === undefined) {
    const text = await response.text()
    const bytes = new TextEncoder().encode(text).length
    return bytes > maxBytes ? undefined : { text, bytes }
  }
  const decoder = new TextDecoder()
  const parts: string[] = []
  let bytes = 0
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a chunk comes after the one before it
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.length
    if (bytes > maxBytes || signal.aborted) {
      reader.cancel().catch(() => undefined)
      // A `fetch` that is not the platform's own may not know the signal.
      if (signal.aborted) throw new Error('aborted')
      return undefined
    }
    parts.push(decoder.decode(value, { stream: true }))
  }
  parts.push(decoder.decode())
  return { text: parts.join(''), bytes }
}

/** Without one there is no body, or the platform has no streams (React Native). */
function readerOf(response: Response): ReadableStreamDefaultReader<Uint8Array> | undefined {
  // The types promise null at least; React Native has no such property at all.
  const body: Response['body'] | undefined = response.body
  return body?.getReader()
}
