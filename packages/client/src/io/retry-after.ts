/** Longest header value that is looked at: a date has 29 characters. */
const MAX_LENGTH = 64

/**
 * What a `Retry-After` asks for, in milliseconds from `wallMs`: whole seconds, or an HTTP date of
 * RFC 9110 §5.6.7 in the one form that servers may send; undefined for anything else. A date gone
 * by is 0. Unclamped, but finite.
 */
export function readRetryAfter(value: string | null, wallMs: number): number | undefined {
  const text = value?.trim() ?? ''
  if (text.length > MAX_LENGTH) return undefined
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, Number.MAX_SAFE_INTEGER)
  const at = Date.parse(text)
  // Date.parse takes '1.5' for a day in January; only an HTTP date reads back as it was written.
  if (Number.isNaN(at) || new Date(at).toUTCString() !== text) return undefined
  return Math.max(0, at - wallMs)
}
