/** What was last seen of the two clocks, to notice that time was slept through (S13). */
export interface ClockWatch {
  /** Wall minus monotonic time, in milliseconds. */
  readonly offset: number
}

/** More than this, in milliseconds, is no drift and no slow page: the machine slept or the page stood still. */
export const GAP_MS = 15_000

/** Reads both clocks; `gap` where the wall clock ran ahead of the monotonic one. Steps back change nothing. */
export function watchClocks(
  watch: ClockWatch | undefined,
  now: number,
  wall: number,
): { readonly watch: ClockWatch; readonly gap: boolean } {
  const offset = wall - now
  if (watch !== undefined && offset === watch.offset) return { watch, gap: false }
  return { watch: { offset }, gap: watch !== undefined && offset - watch.offset > GAP_MS }
}

/** Whether a timer came so late that the page must have stood still; hidden pages are always late. */
export function isLate(dueAt: number, now: number, visible: boolean): boolean {
  return visible && now - dueAt > GAP_MS
}
