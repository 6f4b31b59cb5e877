import { act, fireEvent, render, renderHook, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { describe, expect, it, vi } from 'vitest'
import { countListeners } from '../test/listeners.ts'
import { spoken } from '../test/spoken.ts'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingProvider, useTyping } from './index.ts'
import type { TypingComposer, UseTypingOptions } from './index.ts'

interface ComposerProps extends UseTypingOptions {
  readonly room?: string | null
  readonly children: (composer: TypingComposer) => ReactNode
}

function Composer({ room = 'general', children, ...options }: ComposerProps): ReactNode {
  return children(useTyping(room, options))
}

function setUp(children: (composer: TypingComposer) => ReactNode, options: UseTypingOptions = {}) {
  const { client, sent, clock } = createTestTyping()
  const tree = (room: string | null): ReactElement => (
    <TypingProvider client={client}>
      <Composer room={room} {...options}>
        {children}
      </Composer>
    </TypingProvider>
  )
  const { rerender, unmount } = render(tree('general'))
  return { client, clock, sent, said: () => spoken(sent), enter: (room: string | null) => rerender(tree(room)), unmount }
}

const box = (): HTMLElement => screen.getByRole('textbox')
const input = (value: string, element = box()): boolean => fireEvent.input(element, { target: { value } })

const START = ['start general']
const START_STOP = ['start general', 'stop general']

describe('what it returns', () => {
  it('is spread as onInputCapture and nothing else', () => {
    const { client } = createTestTyping()
    const { result } = renderHook(() => useTyping(client.conversation('general')))
    expect(Object.keys(result.current.inputProps)).toEqual(['onInputCapture'])
    expect(Object.keys(result.current)).toEqual(['inputProps', 'keystroke', 'stop'])
  })

  it('is the same object for as long as the conversation is the same', () => {
    const { client } = createTestTyping<string | { readonly rid: string }>()
    const { result, rerender } = renderHook(({ to }) => useTyping(to, { when: () => true }), {
      initialProps: { to: { rid: 'a' } },
      wrapper: ({ children }) => <TypingProvider client={client}>{children}</TypingProvider>,
    })
    const first = result.current
    rerender({ to: { rid: 'a' } })
    expect(result.current).toBe(first)
    rerender({ to: { rid: 'b' } })
    expect(result.current).not.toBe(first)
  })
})

describe('what starts typing', () => {
  it.each<[string, (composer: TypingComposer) => ReactNode]>([
    ['a textarea', ({ inputProps }) => <textarea {...inputProps} />],
    ['an input', ({ inputProps }) => <input {...inputProps} />],
    ['an input for an address', ({ inputProps }) => <input type="url" {...inputProps} />],
    ['an input for a number to call', ({ inputProps }) => <input type="tel" {...inputProps} />],
    ['an input for mail', ({ inputProps }) => <input type="email" {...inputProps} />],
    ['a field in the element that has the props', ({ inputProps }) => <div {...inputProps}><textarea /></div>],
  ])('a key in %s', async (_, children) => {
    const { said } = setUp(children)
    await userEvent.type(box(), 'h')
    expect(said()).toEqual(START)
  })

  it.each(['true', 'plaintext-only', ''])('a key in editable content (contenteditable="%s")', (mode) => {
    const { said } = setUp(({ inputProps }) => (
      <div {...inputProps}>
        <div data-testid="editor" ref={(element) => element?.setAttribute('contenteditable', mode)} />
      </div>
    ))
    const editor = screen.getByTestId('editor')
    editor.innerHTML = '<p>h</p>'
    fireEvent.input(editor)
    expect(said()).toEqual(START)
  })

  it('a key once, and none of those after it', async () => {
    const { said } = setUp(({ inputProps }) => <textarea {...inputProps} />)
    await userEvent.type(box(), 'hello there')
    expect(said()).toEqual(START)
  })

  it('a paste, and what is dropped or dictated', async () => {
    const { said } = setUp(({ inputProps }) => <textarea {...inputProps} />)
    await userEvent.click(box())
    expect(said()).toEqual([])
    await userEvent.paste('from elsewhere')
    expect(said()).toEqual(START)
  })

  it('a composition, before it is committed', () => {
    const { said } = setUp(({ inputProps }) => <textarea {...inputProps} />)
    fireEvent.compositionStart(box())
    expect(said()).toEqual([])
    fireEvent.input(box(), { target: { value: 'に' }, isComposing: true, inputType: 'insertCompositionText' })
    expect(said()).toEqual(START)
    fireEvent.input(box(), { target: { value: 'にほ' }, isComposing: true, inputType: 'insertCompositionText' })
    fireEvent.compositionEnd(box(), { data: '日本' })
    expect(said()).toEqual(START)
  })

  it('a composition that is given up stops it', () => {
    const { said } = setUp(({ inputProps }) => <textarea {...inputProps} />)
    fireEvent.compositionStart(box())
    fireEvent.input(box(), { target: { value: 'に' }, isComposing: true, inputType: 'insertCompositionText' })
    fireEvent.input(box(), { target: { value: '' }, isComposing: true, inputType: 'deleteCompositionText' })
    expect(said()).toEqual(START_STOP)
  })

  it('keystroke(), where there is no event', () => {
    const { client, sent } = createTestTyping()
    void client.connect()
    const { result } = renderHook(() => useTyping(client.conversation('general')))
    act(() => result.current.keystroke())
    expect(spoken(sent)).toEqual(START)
    act(() => result.current.stop())
    expect(spoken(sent)).toEqual(START_STOP)
  })

  it('a key that an editor keeps from bubbling', () => {
    const { said } = setUp(({ inputProps }) => <div {...inputProps}><textarea /></div>)
    box().addEventListener('input', (event) => event.stopPropagation())
    input('h')
    expect(said()).toEqual(START)
  })
})

describe('what does not', () => {
  it.each(['search', 'password', 'number', 'date', 'range', 'checkbox', 'radio', 'color', 'file', 'hidden'])(
    'an input of type %s',
    (type) => {
      const { said } = setUp(({ inputProps }) => <input data-testid="field" type={type} {...inputProps} />)
      fireEvent.input(screen.getByTestId('field'), type === 'file' ? {} : { target: { value: '1' } })
      expect(said()).toEqual([])
    },
  )

  it('a select, or content that is not editable, in the element that has the props', () => {
    const { said } = setUp(({ inputProps }) => (
      <div {...inputProps}>
        <select data-testid="field"><option>a</option></select>
        <div data-testid="fixed" contentEditable={false}>text</div>
        <div data-testid="plain">text</div>
      </div>
    ))
    for (const id of ['field', 'fixed', 'plain']) fireEvent.input(screen.getByTestId(id))
    expect(said()).toEqual([])
  })

  it('a field in a portal, such as the search of an emoji picker', () => {
    const { said } = setUp(({ inputProps }) => <div {...inputProps}>{createPortal(<textarea />, document.body)}</div>)
    input('smile')
    expect(said()).toEqual([])
  })

  it.each([' ', '\n\n', '\u200b\ufeff', '\u00a0'])('a blank draft (%j)', (value) => {
    const { said } = setUp(({ inputProps }) => <textarea {...inputProps} />)
    input(value)
    expect(said()).toEqual([])
  })

  it('a draft that was there before, or is set by code', () => {
    const { said, enter } = setUp(({ inputProps }) => <textarea defaultValue="draft" {...inputProps} />)
    box().focus()
    fireEvent.change(box(), { target: { value: 'draft' } })
    fireEvent.keyDown(box(), { key: 'ArrowLeft' })
    fireEvent.keyUp(box(), { key: 'ArrowLeft' })
    fireEvent.blur(box())
    enter('general')
    expect(said()).toEqual([])
  })

  it('anything while there is no conversation', () => {
    const { said, enter } = setUp(({ inputProps }) => <textarea {...inputProps} />)
    enter(null)
    input('h')
    expect(said()).toEqual([])
  })

  it('a key after the composer is gone', () => {
    const { client, sent } = createTestTyping()
    void client.connect()
    const { result, unmount } = renderHook(() => useTyping(client.conversation('general')))
    unmount()
    act(() => result.current.keystroke())
    expect(spoken(sent)).toEqual([])
  })
})

describe('slash commands and other rules', () => {
  it.each([
    ['/', false],
    ['/topic lunch', false],
    ['/meeting', false],
    ['/me waves', true],
    ['/me', true],
    ['//not a command', true],
    ['and/or', true],
    [' /shrug', true],
  ])('by default %j counts: %s', (draft, counts) => {
    const { said } = setUp(({ inputProps }) => <textarea {...inputProps} />)
    input(draft)
    expect(said()).toEqual(counts ? START : [])
  })

  it('a rule of the app replaces the default one, is given the draft and not asked about a blank one', () => {
    const when = vi.fn<(draft: string) => boolean>((draft) => draft !== 'no')
    const { said } = setUp(({ inputProps }) => <textarea {...inputProps} />, { when })
    input('  ')
    expect(when).not.toHaveBeenCalled()
    input('no')
    expect(said()).toEqual([])
    input('/topic')
    expect(said()).toEqual(START)
    expect(when.mock.calls).toEqual([['no'], ['/topic']])
  })

  it('a draft that stops to pass the rule stops typing', () => {
    const { said } = setUp(({ inputProps }) => <textarea {...inputProps} />, { when: (draft) => draft.length < 3 })
    input('ab')
    input('abc')
    expect(said()).toEqual(START_STOP)
  })

  it('the newest rule counts, though it is a new function with each render', () => {
    const { client, sent } = createTestTyping()
    const tree = (allowed: boolean): ReactElement => (
      <TypingProvider client={client}>
        <Composer when={() => allowed}>{({ inputProps }) => <textarea {...inputProps} />}</Composer>
      </TypingProvider>
    )
    const { rerender } = render(tree(false))
    input('a')
    expect(spoken(sent)).toEqual([])
    rerender(tree(true))
    input('ab')
    expect(spoken(sent)).toEqual(START)
  })
})

describe('what stops it', () => {
  const field = ({ inputProps }: TypingComposer): ReactNode => <textarea {...inputProps} />

  it.each(['', ' ', '\u200b'])('input that leaves a blank draft (%j)', (value) => {
    const { said } = setUp(field)
    input('h')
    input(value)
    expect(said()).toEqual(START_STOP)
  })

  it('a cut of everything', async () => {
    const { said } = setUp(field)
    await userEvent.type(box(), 'hello')
    await userEvent.clear(box())
    expect(said()).toEqual(START_STOP)
  })

  it('emptied editable content', () => {
    const { said } = setUp(({ inputProps }) => <div data-testid="editor" contentEditable suppressContentEditableWarning {...inputProps} />)
    const editor = screen.getByTestId('editor')
    editor.textContent = 'h'
    fireEvent.input(editor)
    editor.innerHTML = '<p><br></p>'
    fireEvent.keyUp(editor, { key: 'Enter' })
    expect(said()).toEqual(START_STOP)
  })

  it('the submit of its form, also of one that it is tied to from outside', () => {
    const { said } = setUp(({ inputProps }) => (
      <>
        <form id="send" data-testid="form" onSubmit={(event) => event.preventDefault()} />
        <textarea form="send" {...inputProps} />
      </>
    ))
    input('h')
    fireEvent.submit(screen.getByTestId('form'))
    expect(said()).toEqual(START_STOP)
  })

  it('the submit of the form around editable content', () => {
    const { said } = setUp(({ inputProps }) => (
      <form data-testid="form" onSubmit={(event) => event.preventDefault()}>
        <div data-testid="editor" contentEditable suppressContentEditableWarning {...inputProps} />
      </form>
    ))
    const editor = screen.getByTestId('editor')
    editor.textContent = 'h'
    fireEvent.input(editor)
    fireEvent.submit(screen.getByTestId('form'))
    expect(said()).toEqual(START_STOP)
  })

  it('the reset of its form, which comes before the fields are empty', () => {
    const { said } = setUp(({ inputProps }) => <form data-testid="form"><textarea {...inputProps} /></form>)
    input('h')
    const form = screen.getByTestId('form')
    expect(box()).toHaveProperty('value', 'h')
    fireEvent(form, new Event('reset'))
    expect(said()).toEqual(START_STOP)
  })

  it('a commit that finds the field empty, as after a click on a plain button', async () => {
    function Draft(): ReactElement {
      const [draft, setDraft] = useState('')
      const { inputProps } = useTyping('general')
      return (
        <>
          <textarea value={draft} onChange={(event) => setDraft(event.target.value)} {...inputProps} />
          <button type="button" onClick={() => setDraft('')}>Send</button>
        </>
      )
    }
    const { client, sent } = createTestTyping()
    render(<TypingProvider client={client}><Draft /></TypingProvider>)
    await userEvent.type(box(), 'hello')
    expect(spoken(sent)).toEqual(START)
    await userEvent.click(screen.getByRole('button'))
    expect(spoken(sent)).toEqual(START_STOP)
  })

  it('a key coming up over a field that was emptied, though only another component rendered', async () => {
    const { said } = setUp(({ inputProps }) => (
      <div {...inputProps}>
        <textarea
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            event.currentTarget.value = ''
          }}
        />
      </div>
    ))
    await userEvent.type(box(), 'hello')
    await userEvent.keyboard('{Shift}')
    expect(said()).toEqual(START)
    await userEvent.keyboard('{Enter}')
    expect(said()).toEqual(START_STOP)
  })

  it('a click that has emptied the field, though only another component rendered', async () => {
    const { said } = setUp(({ inputProps }) => (
      <div {...inputProps}>
        <textarea />
        <button type="button">Smile</button>
        <button type="button" onClick={() => void Object.assign(box(), { value: '' })}>Send</button>
      </div>
    ))
    await userEvent.type(box(), 'hello')
    await userEvent.click(screen.getByRole('button', { name: 'Smile' }))
    expect(said()).toEqual(START)
    await userEvent.click(screen.getByRole('button', { name: 'Send' }))
    expect(said()).toEqual(START_STOP)
  })

  it('an editor that code has emptied, without any event', async () => {
    const { said } = setUp(({ inputProps }) => <div data-testid="editor" contentEditable suppressContentEditableWarning {...inputProps} />)
    const editor = screen.getByTestId('editor')
    editor.innerHTML = '<p>hello</p>'
    fireEvent.input(editor)
    editor.innerHTML = '<p>hello there</p>'
    await act(async () => {})
    expect(said()).toEqual(START)
    editor.innerHTML = '<p><br></p>'
    await act(async () => {})
    expect(said()).toEqual(START_STOP)
  })

  it('an editor left with its placeholder, where that is written into it', async () => {
    const { said } = setUp(({ inputProps }) => <div data-testid="editor" contentEditable suppressContentEditableWarning {...inputProps} />)
    const editor = screen.getByTestId('editor')
    editor.innerHTML = '<p><span data-slate-placeholder="true">Write</span>h</p>'
    fireEvent.input(editor)
    expect(said()).toEqual(START)
    editor.innerHTML = '<p><span data-slate-placeholder="true">Write</span>\ufeff</p>'
    await act(async () => {})
    expect(said()).toEqual(START_STOP)
  })

  it('no editor that holds a picture for an emoji', () => {
    const { said } = setUp(({ inputProps }) => <div data-testid="editor" contentEditable suppressContentEditableWarning {...inputProps} />)
    const editor = screen.getByTestId('editor')
    editor.innerHTML = '<p><img alt="🎉"></p>'
    fireEvent.input(editor)
    expect(said()).toEqual(START)
    editor.innerHTML = '<p><img alt=""></p>'
    fireEvent.input(editor)
    expect(said()).toEqual(START_STOP)
  })

  it('a commit after the field is gone, as with a message that was being edited', () => {
    function Message({ editing }: { readonly editing: boolean }): ReactElement {
      const { inputProps } = useTyping('general')
      return editing ? <textarea {...inputProps} /> : <p>text</p>
    }
    const { client, sent } = createTestTyping()
    const tree = (editing: boolean): ReactElement => <TypingProvider client={client}><Message editing={editing} /></TypingProvider>
    const { rerender } = render(tree(true))
    input('h')
    rerender(tree(false))
    expect(spoken(sent)).toEqual(START_STOP)
  })

  it('another conversation, in the old one and only there', () => {
    const { said, enter } = setUp(field)
    input('h')
    enter('random')
    expect(said()).toEqual(START_STOP)
    input('hi')
    expect(said()).toEqual([...START_STOP, 'start random'])
    enter(null)
    expect(said()).toEqual([...START_STOP, 'start random', 'stop random'])
  })

  it('its unmount', () => {
    const { said, unmount } = setUp(field)
    input('h')
    unmount()
    expect(said()).toEqual(START_STOP)
  })

  it('the end of sharing', () => {
    const { client, sent } = createTestTyping()
    const tree = (sharing: boolean): ReactElement => (
      <TypingProvider client={client} sharing={sharing}>
        <Composer>{field}</Composer>
      </TypingProvider>
    )
    const { rerender } = render(tree(true))
    input('h')
    rerender(tree(false))
    expect(spoken(sent)).toEqual(START_STOP)
    input('hi')
    expect(spoken(sent)).toEqual(START_STOP)
  })

  it('thinking for as long as the client allows', () => {
    const { said, clock } = setUp(field)
    input('h')
    act(() => clock.advance(5_999))
    expect(said()).toEqual(START)
    act(() => clock.advance(1))
    expect(said()).toEqual(START_STOP)
    input('hi')
    expect(said()).toEqual([...START_STOP, 'start general'])
  })

  it('stop(), which is that of its own conversation however late it is called', () => {
    const composers: TypingComposer[] = []
    const { said, enter } = setUp((composer) => {
      composers.push(composer)
      return <textarea {...composer.inputProps} />
    })
    const first = composers.at(-1)
    enter('random')
    input('h')
    act(() => first?.stop())
    expect(said()).toEqual(['start random'])
    act(() => composers.at(-1)?.stop())
    expect(said()).toEqual(['start random', 'stop random'])
  })

  it('neither a blur, nor a commit or a key that finds text', async () => {
    const { said, enter } = setUp(field)
    await userEvent.type(box(), 'hello{ArrowLeft}')
    fireEvent.blur(box())
    enter('general')
    expect(said()).toEqual(START)
  })

  it('nothing twice', () => {
    const { said, unmount } = setUp(({ inputProps }) => <form data-testid="form"><textarea {...inputProps} /></form>)
    input('h')
    fireEvent.submit(screen.getByTestId('form'))
    input('')
    fireEvent.keyUp(box())
    unmount()
    expect(said()).toEqual(START_STOP)
  })
})

describe('listeners on the field, its form and the page', () => {
  it('come with the first key and go with the stop', () => {
    const { unmount } = setUp(({ inputProps }) => <form data-testid="form"><textarea {...inputProps} /></form>)
    const onField = countListeners(box())
    const onForm = countListeners(screen.getByTestId('form'))
    const onPage = countListeners(document)

    input(' ')
    expect([onField(), onForm(), onPage()]).toEqual([{}, {}, {}])
    input('h')
    input('he')
    expect([onField(), onForm(), onPage()]).toEqual([{ keyup: 1 }, { submit: 1, reset: 1 }, { click: 1 }])
    input('')
    expect([onField(), onForm(), onPage()]).toEqual([{}, {}, {}])
    input('h')
    unmount()
    expect([onField(), onForm(), onPage()]).toEqual([{}, {}, {}])
  })

  it('move with the writer from one field of a composer to the other', () => {
    setUp(({ inputProps }) => <div {...inputProps}><textarea aria-label="a" /><textarea aria-label="b" /></div>)
    const [a, b] = [screen.getByLabelText('a'), screen.getByLabelText('b')]
    const [onA, onB] = [countListeners(a), countListeners(b)]
    input('h', a)
    input('h', b)
    expect([onA(), onB()]).toEqual([{}, { keyup: 1 }])
  })
})

describe('several composers of one conversation', () => {
  function setUpTwo() {
    const { client, sent } = createTestTyping()
    const composers = new Map<string, TypingComposer>()
    const tree = (...names: readonly string[]): ReactElement => (
      <TypingProvider client={client}>
        {names.map((name) => (
          <Composer key={name}>
            {(composer) => {
              composers.set(name, composer)
              return <form aria-label={`form ${name}`}><textarea aria-label={name} {...composer.inputProps} /></form>
            }}
          </Composer>
        ))}
      </TypingProvider>
    )
    const { rerender } = render(tree('a', 'b'))
    return { client, sent, composers, show: (...names: string[]) => rerender(tree(...names)) }
  }

  it('belong to the one last typed in: what ends in another changes nothing', () => {
    const { sent, composers, show } = setUpTwo()
    input('one', screen.getByLabelText('a'))
    input('two', screen.getByLabelText('b'))
    act(() => composers.get('a')?.stop())
    fireEvent.submit(screen.getByLabelText('form a'))
    input('', screen.getByLabelText('a'))
    show('b')
    expect(spoken(sent)).toEqual(START)
    show()
    expect(spoken(sent)).toEqual(START_STOP)
  })

  it('belong to the first again once it is typed in', () => {
    const { sent, show } = setUpTwo()
    input('one', screen.getByLabelText('a'))
    input('two', screen.getByLabelText('b'))
    input('one more', screen.getByLabelText('a'))
    show('a')
    expect(spoken(sent)).toEqual(START)
    fireEvent.submit(screen.getByLabelText('form a'))
    expect(spoken(sent)).toEqual(START_STOP)
  })

  it('leave no listener on the field that was left', () => {
    setUpTwo()
    const [a, b] = [screen.getByLabelText('a'), screen.getByLabelText('b')]
    const onA = countListeners(a)
    input('one', a)
    input('two', b)
    expect(onA()).toEqual({})
  })

  it('all end with the stop of the conversation itself', () => {
    const { client, sent } = setUpTwo()
    input('one', screen.getByLabelText('a'))
    act(() => client.conversation('general').stop())
    expect(spoken(sent)).toEqual(START_STOP)
  })

  it('are apart where the conversations are', () => {
    const { client, sent } = createTestTyping()
    const { unmount } = render(<Typed conversation="random" />, { wrapper: ({ children }) => (
      <TypingProvider client={client}><Typed conversation="general" />{children}</TypingProvider>
    ) })
    input('one', screen.getByLabelText('general'))
    input('two', screen.getByLabelText('random'))
    input('', screen.getByLabelText('random'))
    expect(spoken(sent)).toEqual(['start general', 'start random', 'stop random'])
    unmount()
    expect(spoken(sent)).toEqual(['start general', 'start random', 'stop random', 'stop general'])
  })
})

function Typed({ conversation }: { readonly conversation: string }): ReactElement {
  return <textarea aria-label={conversation} {...useTyping(conversation).inputProps} />
}
