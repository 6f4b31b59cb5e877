import type { ReactElement } from 'react'
import { expect, it, vi } from 'vitest'
import { spoken } from './spoken.ts'

type Component = () => ReactElement

interface Family {
  current: Component
}

/** The part of a renderer that Fast Refresh works with, as React hands it to whoever stands in this place. */
interface Renderer {
  readonly setRefreshHandler: (familyOf: (type: unknown) => Family | undefined) => void
  readonly scheduleRefresh: (root: unknown, update: { readonly staleFamilies: Set<Family>; readonly updatedFamilies: Set<Family> }) => void
}

/** What bundlers put there before React is loaded. */
const hook = vi.hoisted(() => {
  const found: { renderer?: Renderer; root?: unknown } = {}
  Object.assign(globalThis, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: (renderer: Renderer) => {
        found.renderer = renderer
        return 1
      },
      onCommitFiberRoot: (_id: number, root: unknown) => {
        found.root = root
      },
      onCommitFiberUnmount: () => {},
      onPostCommitFiberRoot: () => {},
    },
  })
  return found
})

const { act } = await import('react')
const { createRoot } = await import('react-dom/client')
const { userEvent } = await import('vitest/browser')
const { createTestTyping } = await import('@nowtyping/client/testing')
const { TypingIndicator, TypingProvider, useTyping } = await import('@nowtyping/react')

const version = (label: string): Component =>
  function Chat() {
    const { inputProps } = useTyping('general')
    return <><textarea aria-label={label} {...inputProps} /><TypingIndicator conversation="general" /></>
  }

it('Fast Refresh of a component keeps its draft and the connection; I stop, and start with the next key', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const { client, sent, receive } = createTestTyping()
  const states: string[] = []
  client.status.subscribe(({ state }) => states.push(state))
  const [First, Second] = [version('first'), version('second')]
  const family: Family = { current: First }
  hook.renderer?.setRefreshHandler((shown) => (shown === First || shown === Second ? family : undefined))
  const container = document.createElement('div')
  document.body.append(container)
  const root = createRoot(container)
  act(() => root.render(<TypingProvider client={client}><First /></TypingProvider>))
  act(() => receive('general', ['bob']))
  const field = container.querySelector('textarea')
  if (field === null) throw new Error('there is no field')
  await act(() => userEvent.type(field, 'h'))
  expect(spoken(sent)).toEqual(['start general'])

  family.current = Second
  act(() => hook.renderer?.scheduleRefresh(hook.root, { staleFamilies: new Set(), updatedFamilies: new Set([family]) }))
  await act(async () => {})

  expect(container.querySelector('textarea')).toBe(field)
  expect([field.getAttribute('aria-label'), field.value]).toEqual(['second', 'h'])
  expect(states).toEqual(['connecting', 'open'])
  expect(container.textContent).toContain('bob')
  expect(spoken(sent)).toEqual(['start general', 'stop general'])
  await act(() => userEvent.type(field, 'i'))
  expect(spoken(sent)).toEqual(['start general', 'stop general', 'start general'])
  act(() => root.unmount())
  container.remove()
})
