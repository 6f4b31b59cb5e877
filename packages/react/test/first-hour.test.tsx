import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { createTypingClient } from '@nowtyping/client'
import type { TypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { TypingProvider, useTyping, useTypingUsers } from '@nowtyping/react'

const TOKEN = 'not-to-be-said'

/** What a homeserver answers: the first `/sync` at once, later ones never, typing as the test says. */
function homeserver(answers: { readonly sync: [number, object]; readonly typing?: [number, object] }): TypingClient<string> {
  let polls = 0
  const answer = ([status, body]: [number, object]): Promise<Response> => Promise.resolve(Response.json(body, { status }))
  return createTypingClient({
    transport: matrix({
      baseUrl: 'https://matrix.example.org',
      userId: '@ann:example.org',
      accessToken: TOKEN,
      fetch: (input) => {
        const url = input instanceof Request ? input.url : String(input)
        if (!url.includes('/sync')) return answer(answers.typing ?? [200, {}])
        polls += 1
        return polls === 1 ? answer(answers.sync) : new Promise(() => {})
      },
    }),
  })
}

function Composer({ room }: { readonly room: string }): ReactElement {
  const { inputProps } = useTyping(room)
  return <textarea aria-label={`${useTypingUsers(room).length} type`} {...inputProps} />
}

/** Renders what a first app has, types in it, and returns what the console was told. */
function firstApp(client: TypingClient, room = '!room:example.org') {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const app = render(<TypingProvider client={client}><Composer room={room} /></TypingProvider>)
  const type = (text: string): void => void fireEvent.input(screen.getByRole('textbox'), { target: { value: text } })
  type('h')
  return { ...app, type, said: () => warn.mock.calls.map(([text]) => String(text)) }
}

const OPEN: [number, object] = [200, { next_batch: 's1' }]

it('a missing provider is an error that says what to add, and where', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  expect(() => render(<Composer room="!room:example.org" />)).toThrow(
    'unable to use useTyping with a target; there is no <TypingProvider client={…}> above this component. ' +
      'Add one, or pass a handle: client.conversation(target)',
  )
})

describe('without an onError, the console of a new user says once', () => {
  it('that the token is refused', async () => {
    const client = homeserver({ sync: [401, { errcode: 'M_UNKNOWN_TOKEN', error: 'Unknown token' }] })
    const { said, type } = firstApp(client)
    await waitFor(() => expect(client.status.getState().state).toBe('closed'))
    type('he')
    expect(said()).toEqual(['nowtyping: unable to connect; the credentials were refused and there are no others (unauthorized)'])
    expect(client.status.getState()).toMatchObject({ error: { code: 'unauthorized' } })
    expect(said().join('')).not.toContain(TOKEN)
  })

  it('that I am not in the room', async () => {
    const client = homeserver({ sync: OPEN, typing: [403, { errcode: 'M_FORBIDDEN', error: 'You are not in this room' }] })
    const { said, type, unmount } = firstApp(client)
    await waitFor(() => expect(said()).not.toEqual([]))
    type('he')
    expect(said()).toEqual(['nowtyping: unable to send typing; the server answered 403 M_FORBIDDEN (forbidden)'])
    unmount()
    await act(async () => {})
  })

  it.each(['#general:example.org', 'general', ''])('that %j is no room', async (room) => {
    const client = homeserver({ sync: OPEN })
    const { said, type, unmount } = firstApp(client, room)
    type('he')
    expect(said()).toEqual(['nowtyping: unable to find the conversation; the matrix transport has no address for this target, but for the id of a room, such as !abc:example.org (invalid-conversation)'])
    unmount()
    await act(async () => {})
  })
})
