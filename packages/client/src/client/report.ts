import type { TypingError, TypingErrorCode } from '../protocol/errors.ts'

/** What a developer can act on; the rest passes by itself and is in `status`. */
const ACTIONABLE: ReadonlySet<TypingErrorCode> = new Set<TypingErrorCode>([
  'unauthorized',
  'forbidden',
  'invalid-conversation',
  'unsupported',
])

/** So many different warnings are remembered, to say each once. */
const MOST_WARNINGS = 100

/** Where failures go that the app does not listen for: once each to the console, so that a first hour is not silent. */
export function createWarner(): (error: TypingError) => void {
  const said = new Set<string>()
  return (error) => {
    const what = `${error.code} ${error.conversation ?? ''}`
    if (!ACTIONABLE.has(error.code) || said.has(what) || said.size >= MOST_WARNINGS) return
    said.add(what)
    // oxlint-disable-next-line no-console -- the one place, and only where the app listens to nothing
    console.warn(`nowtyping: ${error.message} (${error.code})`)
  }
}
