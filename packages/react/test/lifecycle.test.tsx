import { act, fireEvent, render, screen } from '@testing-library/react'
import * as React from 'react'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import type { TypingClient, TypingConversation } from '@nowtyping/client'
import { TypingIndicator, TypingProvider, useTyping } from '@nowtyping/react'
import { countListeners } from './listeners.ts'
import { spoken } from './spoken.ts'
import { createTestTyping } from '@nowtyping/client/testing'

function Chat(): ReactElement {
  const { inputProps } = useTyping('general')
  return (
    <form aria-label="form">
      <textarea {...inputProps} />
      <TypingIndicator conversation="general" />
    </form>
  )
}

it('under StrictMode mount, unmount and mount connect once, send nothing and leave nothing', async () => {
  const { client, clock, sent, receive } = createTestTyping()
  const states: string[] = []
  client.status.subscribe(({ state }) => states.push(state))
  const { unmount } = render(<React.StrictMode><TypingProvider client={client}><Chat /></TypingProvider></React.StrictMode>)
  await act(async () => {})
  expect(states).toEqual(['connecting', 'open'])
  expect(sent).toEqual([])

  const field = screen.getByRole('textbox')
  const listeners = [countListeners(field), countListeners(screen.getByRole('form'))]
  fireEvent.input(field, { target: { value: 'h' } })
  act(() => receive('general', ['bob']))
  expect(screen.getByRole('status').textContent).toContain('bob')
  expect(spoken(sent)).toEqual(['start general'])

  unmount()
  await act(async () => {})
  expect(spoken(sent)).toEqual(['start general', 'stop general'])
  expect(listeners.map((count) => count())).toEqual([{}, {}])
  expect(states).toEqual(['connecting', 'open', 'closed'])
  expect(clock.pending()).toBe(0)
})

function Composer({ conversation, label = 'composer' }: ComposerProps): ReactElement {
  return <textarea aria-label={label} {...useTyping(conversation).inputProps} />
}

interface ComposerProps {
  readonly conversation: string | TypingConversation
  readonly label?: string
}

const type = (text: string, label = 'composer'): void =>
  void fireEvent.input(screen.getByLabelText(label), { target: { value: text } })
const settle = (): Promise<void> => act(async () => {})

describe('with several clients', () => {
  it('an account that is switched while I type stops in the old one, which closes, and starts in the new one', async () => {
    const [home, work] = [createTestTyping(), createTestTyping()]
    const tree = (client: TypingClient): ReactElement => (
      <React.StrictMode><TypingProvider client={client}><Composer conversation="general" /></TypingProvider></React.StrictMode>
    )
    const { rerender } = render(tree(home.client))
    type('h')
    rerender(tree(work.client))
    expect(spoken(home.sent)).toEqual(['start general', 'stop general'])
    await settle()
    expect([home, work].map(({ client }) => client.status.getState().state)).toEqual(['closed', 'open'])
    expect(home.clock.pending()).toBe(0)
    type('hi')
    expect([home, work].map(({ sent }) => spoken(sent))).toEqual([['start general', 'stop general'], ['start general']])
  })

  it('a sign-out while I type says stop before the connection closes, and nothing after', async () => {
    const { client, clock, sent } = createTestTyping()
    const tree = (isIn: boolean): ReactElement =>
      isIn ? <TypingProvider client={client}><Composer conversation="general" /></TypingProvider> : <p>Bye</p>
    const { rerender } = render(tree(true))
    type('h')
    rerender(tree(false))
    await settle()
    expect(client.status.getState()).toEqual({ state: 'closed' })
    client.conversation('general').keystroke()
    expect(spoken(sent)).toEqual(['start general', 'stop general'])
    expect(clock.pending()).toBe(0)

    rerender(tree(true))
    await settle()
    expect(client.status.getState().state).toBe('open')
    type('h')
    expect(spoken(sent)).toEqual(['start general', 'stop general', 'start general'])
  })

  it('nested providers each serve what is below them, and the inner one may go', async () => {
    const [home, work] = [createTestTyping(), createTestTyping()]
    const tree = (isBusy: boolean): ReactElement => (
      <TypingProvider client={home.client}>
        <Composer conversation="general" label="home" />
        {isBusy && <TypingProvider client={work.client}><Composer conversation="general" label="work" /></TypingProvider>}
      </TypingProvider>
    )
    const { rerender } = render(tree(true))
    type('h', 'home')
    type('w', 'work')
    expect([home, work].map(({ sent }) => spoken(sent))).toEqual([['start general'], ['start general']])
    rerender(tree(false))
    await settle()
    expect([home, work].map(({ sent }) => spoken(sent))).toEqual([['start general'], ['start general', 'stop general']])
    expect([home, work].map(({ client }) => client.status.getState().state)).toEqual(['open', 'closed'])
  })

  it('several providers of one client, side by side: the one that goes takes its own typing with it and nothing else', async () => {
    const { client, sent } = createTestTyping()
    const tree = (rooms: readonly string[]): ReactElement => (
      <>
        {rooms.map((room) => (
          <TypingProvider key={room} client={client}><Composer conversation={room} label={room} /></TypingProvider>
        ))}
      </>
    )
    const { rerender } = render(tree(['a', 'b']))
    type('h', 'a')
    type('h', 'b')
    rerender(tree(['b']))
    await settle()
    expect(spoken(sent)).toEqual(['start a', 'start b', 'stop a'])
    expect(client.status.getState().state).toBe('open')
  })

  it('a handle goes where its client goes: a composer that changes between two stops in the one it leaves', () => {
    const [home, work] = [createTestTyping(), createTestTyping()]
    const tree = ({ client }: { readonly client: TypingClient<string> }): ReactElement => (
      <TypingProvider client={home.client}>
        <TypingProvider client={work.client}><Composer conversation={client.conversation('general')} /></TypingProvider>
      </TypingProvider>
    )
    const { rerender } = render(tree(home))
    type('h')
    rerender(tree(work))
    type('hi')
    expect([home, work].map(({ sent }) => spoken(sent))).toEqual([['start general', 'stop general'], ['start general']])
  })
})

it('a composer that is mounted anew with another key stops, and starts with the next key', () => {
  const { client, sent } = createTestTyping()
  const tree = (key: string): ReactElement => (
    <TypingProvider client={client}><Composer key={key} conversation="general" /></TypingProvider>
  )
  const { rerender } = render(tree('a'))
  type('h')
  rerender(tree('b'))
  expect(spoken(sent)).toEqual(['start general', 'stop general'])
  type('hi')
  expect(spoken(sent)).toEqual(['start general', 'stop general', 'start general'])
})

// React 18 has no <Activity>, and so nothing to be tested there.
describe.each('Activity' in React ? [React.Activity] : [])('in an <Activity>', (Activity) => {
  it('that is hidden, typing stops; shown again, it starts with the next key', () => {
    const { client, sent } = createTestTyping()
    const tree = (mode: 'visible' | 'hidden'): ReactElement => (
      <TypingProvider client={client}>
        <Activity mode={mode}><Chat /></Activity>
      </TypingProvider>
    )
    const { rerender } = render(tree('visible'))
    const field = screen.getByRole('textbox')
    fireEvent.input(field, { target: { value: 'h' } })
    rerender(tree('hidden'))
    expect(spoken(sent)).toEqual(['start general', 'stop general'])
    rerender(tree('hidden'))
    rerender(tree('visible'))
    expect(screen.getByRole('textbox')).toBe(field)
    expect(spoken(sent)).toEqual(['start general', 'stop general'])
    fireEvent.input(field, { target: { value: 'hi' } })
    expect(spoken(sent)).toEqual(['start general', 'stop general', 'start general'])
  })

  it('that is hidden with its provider, the connection closes, and opens again', async () => {
    const { client, receive } = createTestTyping()
    const tree = (mode: 'visible' | 'hidden'): ReactElement => (
      <Activity mode={mode}>
        <TypingProvider client={client}><TypingIndicator conversation="general" /></TypingProvider>
      </Activity>
    )
    const { rerender } = render(tree('visible'))
    await act(async () => rerender(tree('hidden')))
    expect(client.status.getState().state).toBe('closed')
    await act(async () => rerender(tree('visible')))
    expect(client.status.getState().state).toBe('open')
    act(() => receive('general', ['bob']))
    expect(screen.getByRole('status').textContent).toContain('bob')
  })
})
