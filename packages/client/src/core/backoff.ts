/** Least and most wait after a failure, and the wait that is doubled with each failure in a row, in milliseconds (L4). */
export const BACKOFF_MS = { least: 250, first: 1_000, most: 30_000 } as const

/** Milliseconds to wait after so many failures in a row, uniform between the least and a growing most; `random` in [0, 1). */
export function backoffMs(failures: number, random: number): number {
  const most = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(failures, 16))
  return BACKOFF_MS.least + random * (most - BACKOFF_MS.least)
}
