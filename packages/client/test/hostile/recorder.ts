import { inspect } from 'node:util'
import { vi } from 'vitest'

/** Everything that was made known, and where. */
export interface Recorder {
  readonly note: (where: string, what: unknown) => void
  /** Where one of these was made known. */
  readonly leaks: (secrets: readonly string[]) => readonly string[]
}

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const

/** Every way in which a value may end up in a log: as text, as JSON, and looked into, hidden properties and causes included. */
function textsOf(what: unknown): readonly string[] {
  const texts = [inspect(what, { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null }), String(what)]
  if (what instanceof Error) texts.push(what.message, what.stack ?? '', JSON.stringify(Object.entries(what)), ...textsOf(what.cause))
  try {
    texts.push(JSON.stringify({ what }))
  } catch {
    // What has no JSON is in no log as JSON.
  }
  return texts
}

/** Records, the console included. */
export function createRecorder(): Recorder {
  const records: { readonly where: string; readonly text: string }[] = []
  const note: Recorder['note'] = (where, what) => {
    for (const text of textsOf(what)) records.push({ where, text })
  }
  for (const method of METHODS) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      for (const what of args) note(`console.${method}`, what)
    })
  }
  return {
    note,
    leaks(secrets) {
      const found = new Set<string>()
      for (const secret of secrets) for (const { where, text } of records) if (text.includes(secret)) found.add(`${where}: ${secret}`)
      return [...found]
    },
  }
}
