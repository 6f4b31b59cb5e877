import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { createInspector, type Inspector } from '@nowtyping/client/inspect'
import { createTestTyping, type TestTyping } from '@nowtyping/client/testing'
import { TypingProvider, useTyping, useTypingUsers } from '@nowtyping/react'
import { TypingInspector } from '@nowtyping/react/inspect'

function watched(): TestTyping & { readonly inspector: Inspector } {
  const inspector = createInspector()
  const typing = createTestTyping({ inspector })
  void typing.client.connect()
  inspector.clear()
  return { ...typing, inspector }
}

const rows = (): readonly string[] => screen.queryAllByRole('listitem').map((row) => row.textContent)

describe('what is there to be read', () => {
  it('when, where, what and why of a burst with a re-send', () => {
    const { client, clock, inspector } = watched()
    render(<TypingInspector inspector={inspector} titleOf={(key) => key.toUpperCase()} />)
    const { keystroke } = client.conversation('general')
    act(() => {
      for (let second = 0; second < 26; second += 1) {
        keystroke()
        clock.advance(1_000)
      }
      clock.advance(60_000)
    })
    expect(rows()).toEqual([
      '0.0 s GENERAL start sent it began',
      '25.0 s GENERAL start sent re-send: it goes on',
      '31.0 s GENERAL stop sent idle: no key for a while',
    ])
    const [, resend] = screen.getAllByRole('listitem')
    expect(resend).toMatchObject({ dataset: { part: 'entry', type: 'sent', because: 'resend', typing: 'true', conversation: 'general' } })
    expect(resend?.querySelector('time')?.getAttribute('datetime')).toBe('PT25.0S')
  })

  it('who is shown and hidden, what is held, activities, and what is about no conversation', async () => {
    const { client, inspector, receive } = watched()
    render(<TypingInspector inspector={inspector} nameOf={({ id }) => (id === 'bob' ? 'Bob' : undefined)} />)
    await act(async () => {
      receive('general', ['bob'])
      client.conversation('general').messageFrom('bob')
      client.conversation('general').activity('recording')()
      client.conversation('random').keystroke()
      client.conversation('third').keystroke()
      await client.close()
    })
    expect(rows()).toEqual([
      '0.0 s general Bob shown',
      '0.0 s general Bob hidden their message is here',
      '0.0 s general start of recording sent it began',
      '0.0 s general stop of recording sent it ended',
      '0.0 s random start sent it began',
      '0.0 s third held back our own limits',
      '0.0 s random stop sent the client closed',
      '0.0 s connection closed',
    ])
  })

  it('keys, requests, and how many keys needed none', () => {
    const { client, inspector } = watched()
    const { container } = render(<TypingInspector inspector={inspector} className="panel" />)
    act(() => {
      const { keystroke, stop } = client.conversation('general')
      for (let key = 0; key < 40; key += 1) keystroke()
      stop()
    })
    const counts = [...container.querySelectorAll('[data-part="count"]')].map((count) => count.textContent)
    expect(counts).toEqual(['Keys 40', 'Sent 2', 'Saved 38'])
    expect(container.querySelector('div.panel')?.hasAttribute('data-nowtyping-inspector')).toBe(true)
  })

  it('names from strangers cannot turn the words around them', () => {
    const { inspector, receive } = watched()
    const { container } = render(<TypingInspector inspector={inspector} />)
    act(() => receive('gen\u202eeral', ['b\u202eob']))
    expect([...container.querySelectorAll('li bdi')].map((name) => name.textContent)).toEqual(['general', 'bob'])
  })
})

describe('what is asked for', () => {
  it('one conversation alone, and still when its entries are gone', async () => {
    const { client, inspector, receive } = watched()
    render(<TypingInspector inspector={inspector} />)
    act(() => {
      receive('general', ['bob'])
      receive('random', ['eve'])
      client.setSharing(false)
    })
    const filter = screen.getByRole('combobox', { name: 'Conversation' })
    await userEvent.selectOptions(filter, 'random')
    expect(rows()).toEqual(['0.0 s random eve shown'])
    act(() => inspector.clear())
    expect(rows()).toEqual([])
    expect(filter).toHaveProperty('value', 'random')
    act(() => receive('general', []))
    expect(rows()).toEqual([])
    await userEvent.selectOptions(filter, 'All')
    expect(rows()).toEqual(['0.0 s general bob hidden stopped'])
  })

  it.each([[3, ['d', 'd', 'e']], [1.9, ['e']], [0, ['e']], [Number.NaN, ['e']]])('S14 no more rows than %d, the latest', (maxRows, users) => {
    const { inspector, receive } = watched()
    const { container } = render(<TypingInspector inspector={inspector} maxRows={maxRows} />)
    act(() => {
      for (const id of ['a', 'b', 'c', 'd', 'e']) receive('general', [id])
    })
    expect([...container.querySelectorAll('[data-part="user"]')].map((user) => user.textContent)).toEqual(users)
  })
})

describe('what it does to a page', () => {
  it('renders nothing but itself, and no row twice', () => {
    const { client, inspector, receive } = watched()
    const renders: string[] = []
    const named: string[] = []
    const nameOf = ({ id }: { readonly id: string }): string => {
      named.push(id)
      return id
    }
    function Composer() {
      renders.push('composer')
      const { inputProps } = useTyping('general')
      return <textarea {...inputProps} />
    }
    function Badge() {
      renders.push('badge')
      return <output>{useTypingUsers('random', (users) => users.length)}</output>
    }
    render(
      <TypingProvider client={client}>
        <Composer />
        <Badge />
        <TypingInspector inspector={inspector} nameOf={nameOf} maxRows={3} />
      </TypingProvider>,
    )
    renders.length = 0
    act(() => client.conversation('general').keystroke())
    for (const id of ['a', 'b', 'c']) act(() => receive('general', [id]))
    expect(renders).toEqual([])
    expect(named).toEqual(['a', 'a', 'b', 'b', 'c'])
  })

  it('is a log that the keyboard reaches and that says nothing unasked', async () => {
    const { inspector } = watched()
    render(<TypingInspector inspector={inspector} />)
    const log = screen.getByRole('log', { name: 'What the client did, and why' })
    expect(log.getAttribute('aria-live')).toBe('off')
    await userEvent.tab()
    expect(document.activeElement).toBe(screen.getByRole('combobox'))
    await userEvent.tab()
    expect(document.activeElement).toBe(log)
  })

  it('comes from a server empty, hydrates without a warning, and lets go of the store', () => {
    const said = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
    const { client, inspector } = watched()
    client.conversation('general').keystroke()
    let listeners = 0
    const store = {
      ...inspector.store,
      subscribe: (listener: Parameters<typeof inspector.store.subscribe>[0]) => {
        listeners += 1
        const off = inspector.store.subscribe(listener)
        return () => {
          listeners -= 1
          off()
        }
      },
    }
    const panel = <StrictMode><TypingInspector inspector={{ store }} /></StrictMode>
    const container = document.createElement('div')
    document.body.append(container)
    container.innerHTML = renderToString(panel)
    expect(container.querySelectorAll('li')).toHaveLength(0)
    const { unmount } = render(panel, { container, hydrate: true })
    expect(rows()).toEqual(['0.0 s general start sent it began'])
    expect(listeners).toBe(1)
    unmount()
    expect(listeners).toBe(0)
    for (const spy of said) expect(spy).not.toHaveBeenCalled()
  })
})
