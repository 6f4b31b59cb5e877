import { expect, it } from 'vitest'
import { hasInk } from './ink.ts'

it.each(['a', ' a ', '.', '⠀', '😀', '0\ufe0f\u20e3', 'ا', '\u0301'])('sees %j', (text) => {
  expect(hasInk(text)).toBe(true)
})

it.each(['', ' \t\r\n', '\u00a0\u3000\u2003', '\u200b\u200c\u200d\u2060\ufeff', '\u200e\u200f\u202e\u2069', '\u00ad\u180e\u3164\ufe0f'])(
  'sees nothing in %j',
  (text) => {
    expect(hasInk(text)).toBe(false)
  },
)
