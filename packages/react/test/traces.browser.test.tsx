import { act, useState } from 'react'
import type { ReactElement } from 'react'
import { expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { TypingComposer } from '@nowtyping/react'
import { mount, unmountAfterEach } from './composer-page.tsx'
import type { ComposerPage } from './composer-page.tsx'

unmountAfterEach()

/** The composer most apps have: Enter sends, and the draft is state. */
function Composer({ inputProps }: TypingComposer): ReactElement {
  const [draft, setDraft] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setDraft('')
      }}
    >
      <textarea
        id="field"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          event.currentTarget.form?.requestSubmit()
        }}
        {...inputProps}
      />
    </form>
  )
}

function burst(fromMs: number, forMs: number, everyMs: number): readonly number[] {
  const keys: number[] = []
  for (let at = 0; at < forMs; at += everyMs) keys.push(fromMs + at)
  return keys
}

const press = (keys: string): Promise<void> => act(() => userEvent.keyboard(keys))
const send = (): Promise<void> => press('{Enter}')

interface Trace {
  readonly name: string
  /** Instants of keys, in milliseconds from the first. */
  readonly keys: readonly number[]
  readonly endsAt: number
  readonly end: (page: ComposerPage) => Promise<void>
  readonly writes: number
}

const TRACES: readonly Trace[] = [
  { name: 'A: 30 s at 5 keys/s, then send', keys: burst(0, 30_000, 200), endsAt: 30_000, end: send, writes: 3 },
  { name: 'B: one key per 1.4 s for 30 s, then send', keys: burst(0, 30_000, 1_400), endsAt: 30_000, end: send, writes: 3 },
  {
    name: 'C: five times 3 s of keys and 4 s of thought, then send',
    keys: [0, 1, 2, 3, 4].flatMap((round) => burst(round * 7_000, 3_000, 200)),
    endsAt: 35_000,
    end: send,
    writes: 3,
  },
  {
    name: 'D: 2 s of keys, then all deleted',
    keys: burst(0, 2_000, 200),
    endsAt: 2_000,
    end: () => press('{Control>}a{/Control}{Delete}'),
    writes: 2,
  },
  { name: 'E: 2 s of keys, then unmounted', keys: burst(0, 2_000, 200), endsAt: 2_000, end: async ({ unmount }) => unmount(), writes: 2 },
  { name: 'F: 9.8 s of keys, 0.7 s of pause, then send', keys: burst(0, 9_800, 200), endsAt: 10_500, end: send, writes: 2 },
  // The idle end is counted from the last key, at 29.8 s.
  { name: 'G: as A, then nothing', keys: burst(0, 30_000, 200), endsAt: 35_800, end: async () => {}, writes: 3 },
]

it.each(TRACES)('$name: exactly $writes writes, the last one when it ends', async ({ keys, endsAt, end, writes }) => {
  const page = mount((composer) => <Composer {...composer} />)
  await act(() => userEvent.click(page.field))
  const waitUntil = (atMs: number): void => act(() => page.clock.advance(atMs - page.clock.now()))
  for (const at of keys) {
    waitUntil(at)
    await press('h')
  }
  expect(page.field).toHaveProperty('value', 'h'.repeat(keys.length))
  waitUntil(endsAt)
  await end(page)
  const said = page.said()
  expect(said).toEqual([...Array.from({ length: writes - 1 }, () => 'start general'), 'stop general'])
  waitUntil(120_000)
  expect(page.said()).toEqual(said)
})
