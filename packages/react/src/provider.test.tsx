import { act, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { StrictMode, useEffect, useLayoutEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import type { TypingClient } from '@nowtyping/client'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingIndicator, TypingProvider, useTyping, useTypingClient, useTypingUsers } from './index.ts'

/** The states of the connection from now on. */
function follow(client: TypingClient): readonly string[] {
  const states = [client.status.getState().state]
  client.status.subscribe(({ state }) => states.push(state))
  return states
}

/** Lets the microtasks run in which a client is closed. */
const settle = (): Promise<void> => act(async () => {})

function Who({ room }: { readonly room: string }): ReactElement {
  return <p>{useTypingUsers(room).map((user) => user.id).join()}</p>
}

describe('the connection', () => {
  it('opens with the first mount and closes after the last unmount', async () => {
    const { client } = createTestTyping()
    const states = follow(client)
    const { unmount } = render(<TypingProvider client={client} />)
    await settle()
    expect(states).toEqual(['idle', 'connecting', 'open'])
    unmount()
    expect(states.at(-1)).toBe('open')
    await settle()
    expect(states).toEqual(['idle', 'connecting', 'open', 'closed'])
  })

  it('is one for all providers of a client, side by side, nested or in another root', async () => {
    const { client } = createTestTyping()
    const states = follow(client)
    const rows = render(
      <TypingProvider client={client}>
        <TypingProvider client={client} />
        <TypingProvider client={client} />
      </TypingProvider>,
    )
    const other = render(<TypingProvider client={client} />)
    rows.unmount()
    await settle()
    expect(states).toEqual(['idle', 'connecting', 'open'])
    other.unmount()
    await settle()
    expect(states).toEqual(['idle', 'connecting', 'open', 'closed'])
  })

  it('is one under StrictMode, which mounts, unmounts and mounts', async () => {
    const { client } = createTestTyping()
    const states = follow(client)
    render(<StrictMode><TypingProvider client={client} /></StrictMode>)
    await settle()
    expect(states).toEqual(['idle', 'connecting', 'open'])
  })

  it('outlives a remount in the same turn, as with a new key', async () => {
    const { client } = createTestTyping()
    const states = follow(client)
    const { rerender } = render(<TypingProvider key="a" client={client} />)
    rerender(<TypingProvider key="b" client={client} />)
    await settle()
    expect(states).toEqual(['idle', 'connecting', 'open'])
  })

  it('opens again for a later mount', async () => {
    const { client } = createTestTyping()
    const first = render(<TypingProvider client={client} />)
    first.unmount()
    await settle()
    const states = follow(client)
    const second = render(<TypingProvider client={client} />)
    await settle()
    expect(states).toEqual(['closed', 'connecting', 'open'])
    second.unmount()
    await settle()
    expect(states.at(-1)).toBe('closed')
  })

  it('is left open where the app had opened it', async () => {
    const { client } = createTestTyping()
    await client.connect()
    const { unmount } = render(<TypingProvider client={client} />)
    unmount()
    await settle()
    expect(client.status.getState().state).toBe('open')
    await client.close()
  })

  it('is left open where the app opened it after a provider had come and gone', async () => {
    const { client } = createTestTyping()
    render(<TypingProvider client={client} />).unmount()
    await settle()
    await client.connect()
    render(<TypingProvider client={client} />).unmount()
    await settle()
    expect(client.status.getState().state).toBe('open')
    await client.close()
  })

  it('is left closed where the app closed it, though further providers mount', async () => {
    const { client } = createTestTyping()
    render(<TypingProvider client={client} />)
    await client.close()
    render(<TypingProvider client={client} />)
    await settle()
    expect(client.status.getState().state).toBe('closed')
  })

  it('goes over to the new client where that changes', async () => {
    const [home, work] = [createTestTyping().client, createTestTyping().client]
    const { rerender } = render(<TypingProvider client={home} />)
    rerender(<TypingProvider client={work} />)
    await settle()
    expect([home.status.getState().state, work.status.getState().state]).toEqual(['closed', 'open'])
  })

  it('may fail: the client tells, and no rejection is left over', async () => {
    const { client } = createTestTyping()
    const failing = { ...client, connect: () => Promise.reject(new Error('refused')), close: () => Promise.reject(new Error('gone')) }
    const unhandled = vi.fn<() => void>()
    process.on('unhandledRejection', unhandled)
    render(<TypingProvider client={failing} />).unmount()
    await act(() => new Promise((resolve) => setImmediate(resolve)))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('sharing and ignored', () => {
  function record() {
    const { client } = createTestTyping()
    const calls: string[] = []
    const recorded: TypingClient<string> = {
      ...client,
      setSharing: (sharing) => void calls.push(`sharing ${sharing === true}`),
      setIgnored: (ignored) => void calls.push(`ignored ${[...ignored].join()}`),
      connect: () => {
        calls.push('connect')
        return client.connect()
      },
    }
    return { client: recorded, calls }
  }

  it('are set before it connects', () => {
    const { client, calls } = record()
    render(<TypingProvider client={client} sharing={false} ignored={['eve']} />)
    expect(calls).toEqual(['sharing false', 'ignored eve', 'connect'])
  })

  it('are left as they are where they are left out', () => {
    const { client, calls } = record()
    render(<TypingProvider client={client} />)
    expect(calls).toEqual(['connect'])
  })

  it('let a rule decide where I am shown, and follow it', () => {
    const { client, sent } = createTestTyping()
    const tree = (allowed: string): ReactElement => <TypingProvider client={client} sharing={(key) => key === allowed} />
    const { rerender } = render(tree('family'))
    act(() => client.conversation('work').keystroke())
    act(() => client.conversation('family').keystroke())
    rerender(tree('work'))
    expect(sent.map(({ target, typing }) => `${target} ${typing}`)).toEqual(['family true', 'family false'])
  })

  it('show others only where I am shown, if that is wanted', () => {
    const { client, receive } = createTestTyping()
    const seen = (): number => client.conversation('general').users.getState().length
    const { rerender } = render(<TypingProvider client={client} sharing={false} showing="reciprocal" />)
    act(() => receive('general', ['bob']))
    expect(seen()).toBe(0)
    rerender(<TypingProvider client={client} sharing showing="reciprocal" />)
    expect(seen()).toBe(1)
    rerender(<TypingProvider client={client} sharing showing={false} />)
    expect(seen()).toBe(0)
  })

  it('hide whom I ignore, and show them again', () => {
    const { client, receive } = createTestTyping()
    const tree = (ignored: readonly string[] | ReadonlySet<string>): ReactElement => (
      <StrictMode>
        <TypingProvider client={client} ignored={ignored}><Who room="general" /></TypingProvider>
      </StrictMode>
    )
    const { container, rerender } = render(tree(new Set(['eve'])))
    act(() => receive('general', ['bob', 'eve']))
    expect(container.textContent).toBe('bob')
    rerender(tree([]))
    expect(container.textContent).toBe('bob,eve')
  })
})

describe('the nearest provider', () => {
  it('counts, and a handle brings its own client', () => {
    const [home, work] = [createTestTyping(), createTestTyping()]
    function Handle(): ReactElement {
      return <p>{useTypingUsers(home.client.conversation('general')).map((user) => user.id).join()}</p>
    }
    const { container } = render(
      <TypingProvider client={home.client}>
        <Who room="general" />
        <TypingProvider client={work.client}>
          <Who room="general" />
          <Handle />
        </TypingProvider>
      </TypingProvider>,
    )
    act(() => {
      home.receive('general', ['ann'])
      work.receive('general', ['bob'])
    })
    expect([...container.querySelectorAll('p')].map((p) => p.textContent)).toEqual(['ann', 'bob', 'ann'])
  })

  it('is what useTypingClient gives', () => {
    const { client, receive } = createTestTyping()
    function Timeline(): ReactElement {
      const nearest = useTypingClient()
      useEffect(() => receive('general', [nearest === client ? 'same' : 'other']), [nearest])
      return <Who room="general" />
    }
    const { container } = render(<TypingProvider client={client}><Timeline /></TypingProvider>)
    expect(container.textContent).toBe('same')
  })
})

describe('a target that is no conversation', () => {
  it('does not throw while rendering, and is reported once to a handler that may set state', () => {
    const reported: string[] = []
    let show = (): void => {}
    const { client } = createTestTyping({
      onError: ({ code }) => {
        reported.push(code)
        show()
      },
    })
    function App(): ReactElement {
      const [errors, setErrors] = useState(0)
      useLayoutEffect(() => {
        show = () => setErrors((count) => count + 1)
      }, [])
      return (
        <TypingProvider client={client}>
          <Broken />
          <p data-testid="errors">{errors}</p>
        </TypingProvider>
      )
    }
    function Broken(): ReactElement {
      return <textarea aria-label="field" {...useTyping('').inputProps} defaultValue={useTypingUsers('').length} />
    }
    render(<StrictMode><App /></StrictMode>)
    fireEvent.input(screen.getByLabelText('field'), { target: { value: 'h' } })
    expect(reported).toEqual(['invalid-conversation'])
    expect(screen.getByTestId('errors').textContent).toBe('1')
  })
})

describe('without a provider', () => {
  const silence = (): void => void vi.spyOn(console, 'error').mockImplementation(() => {})

  it('a target is an error that names the hook and the remedy', () => {
    silence()
    expect(() => renderHook(() => useTyping('general'))).toThrow(/useTyping .*<TypingProvider client=\{…\}>.*client\.conversation\(target\)/)
    expect(() => renderHook(() => useTypingUsers('general'))).toThrow(/useTypingUsers .*<TypingProvider/)
    expect(() => render(<TypingIndicator conversation="general" />)).toThrow(/TypingIndicator .*<TypingProvider/)
    expect(() => renderHook(() => useTypingClient())).toThrow(/useTypingClient.*<TypingProvider/)
  })

  it('a handle is enough, and so is nothing', () => {
    const { client, receive } = createTestTyping()
    void client.connect()
    render(<TypingIndicator conversation={client.conversation('general')} />)
    act(() => receive('general', ['bob']))
    expect(screen.getByRole('status').textContent).toContain('bob')
    expect(renderHook(() => useTyping(null)).result.current.inputProps).toBeDefined()
    expect(renderHook(() => useTypingUsers(undefined)).result.current).toEqual([])
  })
})
