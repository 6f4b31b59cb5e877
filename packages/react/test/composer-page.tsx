import { act } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import type { ManualClock } from '@nowtyping/client/testing'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingProvider, useTyping } from '@nowtyping/react'
import type { TypingComposer, UseTypingOptions } from '@nowtyping/react'
import { spoken } from './spoken.ts'

declare module 'vitest/internal/browser' {
  // What the provider for Playwright adds to another name of this interface, where `cdp()` does not see it.
  interface CDPSession {
    send: (method: string, parameters: object) => Promise<unknown>
  }
}

/** A composer in the page of a real browser, and what its client told the server. */
export interface ComposerPage {
  /** What `#field` finds, or the first text field. */
  readonly field: HTMLElement
  readonly said: () => readonly string[]
  readonly clock: ManualClock
  /** Renders the composer once more, in this room. */
  readonly render: (room?: string) => void
  readonly unmount: () => void
}

const cleanups: (() => void)[] = []

/** To be called once by a file: unmounts after each of its tests. */
export function unmountAfterEach(): void {
  beforeEach(() => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  })
  afterEach(() => {
    for (const cleanup of cleanups.splice(0)) cleanup()
  })
}

interface ComposerProps extends UseTypingOptions {
  readonly room: string
  readonly children: (composer: TypingComposer) => ReactNode
}

function Composer({ room, children, ...options }: ComposerProps): ReactNode {
  return children(useTyping(room, options))
}

/** Renders a composer of the room `general` in the page. */
export function mount(children: (composer: TypingComposer) => ReactElement, options: UseTypingOptions = {}): ComposerPage {
  const { client, sent, clock } = createTestTyping()
  const container = document.createElement('div')
  document.body.append(container)
  const root = createRoot(container)
  const render = (room = 'general'): void => {
    act(() => root.render(<TypingProvider client={client}><Composer room={room} {...options}>{children}</Composer></TypingProvider>))
  }
  const unmount = (): void => act(() => root.unmount())
  render()
  cleanups.push(() => {
    unmount()
    container.remove()
  })
  const field = container.querySelector('#field') ?? container.querySelector('[contenteditable=true],textarea,input')
  if (!(field instanceof HTMLElement)) throw new Error('there is no field')
  return { field, said: () => spoken(sent), clock, render, unmount }
}

/** What the input method of a person who writes Japanese does: it composes, and then commits or gives up. */
export const compose = (text: string): Promise<unknown> =>
  act(() => cdp().send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }))

/** Puts a text in as an input method, a dictation or an emoji picker of the system does: without keys. */
export const commit = (text: string): Promise<unknown> => act(() => cdp().send('Input.insertText', { text }))

/** Drops a text on a field, as from another window. */
export async function drop(field: Element, text: string): Promise<void> {
  // Tests run in a frame; the protocol counts from the corner of the page around it.
  const frame = window.frameElement?.getBoundingClientRect()
  const scale = (frame?.width ?? innerWidth) / innerWidth
  const box = field.getBoundingClientRect()
  const data = { items: [{ mimeType: 'text/plain', data: text }], dragOperationsMask: 1 }
  const at = {
    x: (frame?.x ?? 0) + (box.x + box.width / 2) * scale,
    y: (frame?.y ?? 0) + (box.y + box.height / 2) * scale,
  }
  const tell = (type: string): Promise<unknown> => act(() => cdp().send('Input.dispatchDragEvent', { type, data, ...at }))
  await tell('dragEnter')
  await tell('dragOver')
  await tell('drop')
}
