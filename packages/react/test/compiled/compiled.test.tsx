import { expect, it } from 'vitest'
import { TypingIndicator, TypingProvider, useTyping, useTypingUsers } from '@nowtyping/react'
import { TypingInspector } from '@nowtyping/react/inspect'

it.each([
  ['useTyping', useTyping],
  ['useTypingUsers', useTypingUsers],
  ['TypingProvider', TypingProvider],
  ['TypingIndicator', TypingIndicator],
  ['TypingInspector', TypingInspector],
])(
  '%s is what the compiler made of it, and remembers by its cache',
  (_, compiled) => {
    expect(String(compiled)).toMatch(/\$\[0\] ?(?:!==|===)/u)
  },
)
