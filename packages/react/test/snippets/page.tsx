// Snippet 7, third part: a Server Component, with words from a dictionary of its own.
import { TypingIndicator } from '@nowtyping/react'

// oxlint-disable-next-line import/no-default-export -- Next.js wants it so
export default function Page() {
  return <TypingIndicator conversation="!a:example.org" messages={{
    typing: { one: '{names} schreibt', other: '{names} schreiben' }, others: { other: '{count} weitere' },
  }} />
}
