import { act, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { memo, Profiler } from 'react'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import type { TypingUser } from '@nowtyping/client'
import { TypingIndicator, TypingProvider, useTyping, useTypingUsers } from '@nowtyping/react'
import { spoken } from './spoken.ts'
import { createTestTyping } from '@nowtyping/client/testing'

interface Log {
  readonly renders: string[]
  readonly selected: string[]
}

const Row = memo(function Row({ room, log }: { readonly room: string; readonly log: Log }): ReactElement {
  log.renders.push(room)
  const busy = useTypingUsers(room, (users) => {
    log.selected.push(room)
    return users.length > 0
  })
  return <li>{busy ? `${room} …` : room}</li>
})

describe('a composer', () => {
  it('renders once over a whole conversation', async () => {
    const { client, clock, receive, sent } = createTestTyping()
    const renders: string[] = []
    function Composer(): ReactElement {
      renders.push('composer')
      const { inputProps } = useTyping('general')
      return <form aria-label="form"><textarea {...inputProps} /></form>
    }
    render(<TypingProvider client={client}><Composer /></TypingProvider>)

    act(() => receive('general', ['bob', 'eve']))
    await userEvent.type(screen.getByRole('textbox'), 'hello')
    act(() => clock.advance(60_000))
    await userEvent.type(screen.getByRole('textbox'), ' there')
    act(() => receive('general', []))
    fireEvent.submit(screen.getByRole('form'))

    expect(spoken(sent)).toEqual(['start general', 'stop general', 'start general', 'stop general'])
    expect(renders).toEqual(['composer'])
  })
})

describe.each([3, 1_000])('with %d rooms on the page', (count) => {
  const rooms = Array.from({ length: count }, (_, index) => `room ${index}`)

  it('one remote change renders the readers of its conversation and asks no other selector', () => {
    const { client, receive } = createTestTyping()
    const log: Log = { renders: [], selected: [] }
    const commits: string[] = []
    render(
      <TypingProvider client={client}>
        <Profiler id="list" onRender={(id, phase) => void commits.push(`${id} ${phase}`)}>
          {rooms.map((room) => <Row key={room} room={room} log={log} />)}
        </Profiler>
      </TypingProvider>,
    )
    expect(log.renders).toEqual(rooms)
    for (const list of [log.renders, log.selected, commits]) list.length = 0

    act(() => receive('room 1', ['bob']))
    expect(log.renders).toEqual(['room 1'])
    expect(new Set(log.selected)).toEqual(new Set(['room 1']))
    expect(commits).toEqual(['list update'])
    expect(screen.getByText('room 1 …')).toBeDefined()

    act(() => receive('room 1', ['bob', 'eve']))
    expect(log.renders).toEqual(['room 1'])
    expect(new Set(log.selected)).toEqual(new Set(['room 1']))
    expect(commits).toEqual(['list update'])

    act(() => receive('room 1', []))
    expect(log.renders).toEqual(['room 1', 'room 1'])
    expect(new Set(log.selected)).toEqual(new Set(['room 1']))
  })

  it('a remote change of a room that no row shows renders nothing and asks nobody', () => {
    const { client, receive } = createTestTyping()
    const log: Log = { renders: [], selected: [] }
    render(<TypingProvider client={client}>{rooms.map((room) => <Row key={room} room={room} log={log} />)}</TypingProvider>)
    for (const list of [log.renders, log.selected]) list.length = 0
    act(() => receive('elsewhere', ['bob']))
    expect(log).toEqual({ renders: [], selected: [] })
  })

  it('what the app may read of one row, such as its indicator, is made anew for that row alone', () => {
    const { client, receive } = createTestTyping()
    const named: string[] = []
    const nameOf = (user: TypingUser): string => {
      named.push(user.id)
      return user.id
    }
    render(
      <TypingProvider client={client}>
        {rooms.map((room) => <TypingIndicator key={room} conversation={room} announce={false} nameOf={nameOf} />)}
      </TypingProvider>,
    )
    act(() => receive('room 1', ['bob']))
    act(() => receive('room 2', ['eve']))
    expect(named).toEqual(['bob', 'eve'])
    expect(screen.queryAllByText(/typing/)).toHaveLength(2)
  })

  it('two readers of one conversation both follow', () => {
    const { client, receive } = createTestTyping()
    const log: Log = { renders: [], selected: [] }
    render(
      <TypingProvider client={client}>
        {rooms.map((room) => <Row key={room} room={room} log={log} />)}
        <Row room="room 2" log={log} />
      </TypingProvider>,
    )
    log.renders.length = 0
    act(() => receive('room 2', ['bob']))
    expect(log.renders).toEqual(['room 2', 'room 2'])
  })
})
