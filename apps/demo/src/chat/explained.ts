/** Something did not work, and its message says why to the person. */
export class Explained extends Error {
  override readonly name = 'Explained'
}

/** What to tell a person about a failure. */
export function wordsFor(error: unknown): string {
  return error instanceof Explained ? error.message : 'That did not work. Please try again.'
}
