import { act, fireEvent, render, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingProvider } from '@nowtyping/react'
import { run } from './bot.ts'
import { Chat, type Native } from './native.tsx'
import Page from './page.tsx'

it('snippet 7: a bot types while its answer comes, sees others, and leaves nothing behind', async () => {
  const { client, clock, sent, receive } = createTestTyping()
  const lines: string[] = []
  const written: string[] = []
  let toldBefore = 0
  const close = (): Promise<void> => {
    toldBefore = sent.length
    return client.close()
  }
  await run({ ...client, close }, {
    async *answer(question) {
      yield* question.split(' ').slice(0, 2)
      receive('!room:example.org', ['@bob:example.org', '@eve:example.org'])
      clock.advance(25_000)
      yield 'sky'
    },
    write: (token) => void written.push(token),
    showLine: (line) => void lines.push(line),
  })
  expect(written).toEqual(['Why', 'is', 'sky'])
  expect(lines).toEqual(['@bob:example.org, @eve:example.org'])
  expect(sent.map(({ typing, atMs }) => [typing, atMs])).toEqual([[true, 0], [false, 6_000], [true, 25_000], [false, 25_000]])
  expect(toldBefore).toBe(4)
  expect(clock.pending()).toBe(0)
  expect(client.status.getState()).toEqual({ state: 'closed' })
})

const native: Native = {
  TextInput: ({ value, onChangeText }) => <input value={value} onChange={(event) => onChangeText(event.target.value)} />,
  Text: ({ accessibilityLiveRegion, children }) => <p aria-live={accessibilityLiveRegion}>{children}</p>,
}

it('snippet 7: React Native tells by hand what its field says, and shows the words', () => {
  const { client, sent, receive } = createTestTyping()
  const { container } = render(<TypingProvider client={client}><Chat roomId="general" native={native} /></TypingProvider>)
  const field = screen.getByRole('textbox')
  for (const value of ['h', 'hi', ' ']) fireEvent.change(field, { target: { value } })
  expect(sent.map(({ typing }) => typing)).toEqual([true, false])
  act(() => receive('general', ['bob']))
  expect(container.querySelector('p')?.textContent).toBe('\u2068bob\u2069 is typing')
})

it('snippet 7: a page has its indicator from the server, and the words of its dictionary in the browser', () => {
  const { client, receive } = createTestTyping()
  const page = <TypingProvider client={client}><Page /></TypingProvider>
  expect(renderToString(page)).toContain('role="status"')
  render(page)
  act(() => receive('!a:example.org', ['bob', 'eve', 'ann', 'cem']))
  expect(screen.getByRole('status').textContent).toMatch(/ann.*bob.*cem.* 1 weitere schreiben$/u)
})
