import type { ReactElement } from 'react'

/** Props of `Avatar`. */
export interface AvatarProps {
  readonly userId: string
  readonly name: string
  readonly size?: 'small' | 'large'
}

/** Tones the style sheet knows. */
const TONES = 6

/** A first letter on a tone that a user always has; an ornament, since the name is always beside it. */
export function Avatar({ userId, name, size = 'large' }: AvatarProps): ReactElement {
  return (
    <span className="avatar" data-tone={toneOf(userId)} data-size={size} aria-hidden="true">
      {firstLetter(name)}
    </span>
  )
}

const LETTERS = new Intl.Segmenter()

function firstLetter(name: string): string {
  for (const { segment } of LETTERS.segment(name)) return segment.toUpperCase()
  return ''
}

/** A tone for a user id; these four people have four different ones. */
function toneOf(userId: string): number {
  let sum = 0
  for (const char of userId) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9_973
  return sum % TONES
}
