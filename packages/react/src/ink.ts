/*
 * Ranges are spelled out: Hermes refuses `\p{…}` when it reads the file, and this package is also used on React Native.
 * Besides white space: what Unicode lists as default ignorable, such as soft hyphens, joiners, direction marks,
 * fillers and variation selectors.
 */
const INK =
  // oxlint-disable-next-line no-misleading-character-class -- combining characters are meant, each by itself
  /[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]/u

/** Whether a text has anything to be seen: more than white space and characters without width. */
export function hasInk(text: string): boolean {
  return INK.test(text)
}
