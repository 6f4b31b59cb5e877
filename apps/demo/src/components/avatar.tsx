import type { ReactElement } from 'react'

/** Props of `Avatar`. */
export interface AvatarProps {
  readonly name: string
  readonly size?: 'small' | 'large'
}

/** Tones the style sheet knows. */
const TONES = 6

/** A first letter on a tone that a name always has, whatever the protocol; an ornament, since the name is always beside it. */
export function Avatar({ name, size = 'large' }: AvatarProps): ReactElement {
  return (
    <span className="avatar" data-tone={toneOf(name)} data-size={size} aria-hidden="true">
      {firstLetter(name)}
    </span>
  )
}

const LETTERS = new Intl.Segmenter()

function firstLetter(name: string): string {
  for (const { segment } of LETTERS.segment(name)) return segment.toUpperCase()
  return ''
}

/** A tone for a name; these four people have four different ones. */
function toneOf(name: string): number {
  let sum = 0
  for (const char of name) sum = (sum * 14 + (char.codePointAt(0) ?? 0)) % 65_521
  return sum % TONES
}
