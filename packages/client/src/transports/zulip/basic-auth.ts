const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The value of an `Authorization` header by RFC 7617, with the text in UTF-8. */
export function basicAuth(user: string, secret: string): string {
  return `Basic ${base64(utf8(`${user}:${secret}`))}`
}

/** Written out because `btoa` and `TextEncoder` are the platform's, and a codec knows none. */
function base64(bytes: readonly number[]): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.slice(at, at + 3)
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0)
    text += digit(group >> 18) + digit(group >> 12)
    text += (second === undefined ? '=' : digit(group >> 6)) + (third === undefined ? '=' : digit(group))
  }
  return text
}

const digit = (bits: number): string => DIGITS.charAt(bits & 63)

/** The bytes of a text; a lone surrogate becomes the replacement character, as everywhere. */
function utf8(text: string): readonly number[] {
  const bytes: number[] = []
  for (const character of text) {
    const point = codePoint(character)
    if (point < 0x80) bytes.push(point)
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point))
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point))
    else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point))
  }
  return bytes
}

const tail = (bits: number): number => 0x80 | (bits & 0x3f)

function codePoint(character: string): number {
  const point = character.codePointAt(0) ?? 0
  return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
}
