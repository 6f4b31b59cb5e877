/** A place in the server's two streams: what happened, and who types. */
export interface StreamToken {
  readonly event: number
  readonly typing: number
}

/** Writes `s12_34`. */
export function formatToken({ event, typing }: StreamToken): string {
  return `s${event}_${typing}`
}

/** Reads `s12_34`; undefined for anything else. */
export function parseToken(text: string): StreamToken | undefined {
  const match = /^s(\d{1,15})_(\d{1,15})$/.exec(text)
  return match === null ? undefined : { event: Number(match[1]), typing: Number(match[2]) }
}

/** Writes a place between two events, for `prev_batch` and paging. */
export function formatPlace(event: number): string {
  return `t${event}`
}

/** Reads a place to page from: `t12`, or the token of a sync. */
export function parsePlace(text: string): number | undefined {
  const match = /^t(\d{1,15})$/.exec(text)
  return match === null ? parseToken(text)?.event : Number(match[1])
}
