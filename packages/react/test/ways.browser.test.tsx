import { act, useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { TypingComposer, UseTypingOptions } from '@nowtyping/react'
import { commit, compose, drop, mount, unmountAfterEach } from './composer-page.tsx'
import type { ComposerPage } from './composer-page.tsx'
import { draftOf } from '../src/field.ts'
import { WAYS } from './ways.ts'
import type { Way } from './ways.ts'

unmountAfterEach()

interface FieldProps {
  readonly composer: TypingComposer
  readonly draft: string
  readonly isReadOnly: boolean
  /** Is given how the app sets the text. */
  readonly hand: (setText: (text: string) => void) => void
}

function Controlled({ composer, draft: restored, isReadOnly, hand }: FieldProps): ReactElement {
  const [draft, setDraft] = useState(restored)
  useEffect(() => hand(setDraft), [hand])
  return (
    <textarea id="field" readOnly={isReadOnly} value={draft} onChange={(event) => setDraft(event.target.value)} {...composer.inputProps} />
  )
}

const setValue = (input: HTMLInputElement, value: string): void => void Object.assign(input, { value })
const setContent = (element: Element, text: string): void => element.replaceChildren(text)

const Uncontrolled = ({ composer, draft, isReadOnly, hand }: FieldProps): ReactElement => (
  <input
    id="field"
    ref={(input) => (input === null ? undefined : hand((text) => setValue(input, text)))}
    readOnly={isReadOnly}
    defaultValue={draft}
    {...composer.inputProps}
  />
)

const Editable = ({ composer, draft, isReadOnly, hand }: FieldProps): ReactElement => (
  <div {...composer.inputProps}>
    <div
      id="field"
      ref={(element) => (element === null ? undefined : hand((text) => setContent(element, text)))}
      contentEditable={!isReadOnly}
      suppressContentEditableWarning
    >
      {draft}
    </div>
  </div>
)

const FIELDS = { 'a controlled textarea': Controlled, 'an uncontrolled input': Uncontrolled, 'editable content': Editable }
type Kind = keyof typeof FIELDS
const KINDS: readonly Kind[] = ['a controlled textarea', 'an uncontrolled input', 'editable content']

interface WayPage extends ComposerPage {
  readonly composer: () => TypingComposer
  /** Sets the text as an app does, without an event. */
  readonly setText: (text: string) => Promise<void>
  /** Renders without the field. */
  readonly takeAway: () => void
}

/** How a way is gone. */
interface Doing {
  readonly does: (page: WayPage) => Promise<unknown>
  /** Where there is such a way at all; everywhere otherwise. */
  readonly on?: readonly Kind[]
  readonly draft?: string
  readonly isReadOnly?: boolean
  readonly options?: UseTypingOptions
  /** What the field stands in. */
  readonly around?: (field: ReactElement, setText: (text: string) => void) => ReactElement
}

const CONTROLS: readonly Kind[] = ['a controlled textarea', 'an uncontrolled input']
const UNDO = '{Control>}z{/Control}'
const ALL = '{Control>}a{/Control}'

const keys = (text: string): Promise<void> => act(() => userEvent.keyboard(text))
const click = (element: Element): Promise<void> => act(() => userEvent.click(element))

async function type(page: ComposerPage, text: string): Promise<void> {
  await click(page.field)
  await keys(text)
}

/** Writes a draft, and then goes on. */
const typed = (then: (page: WayPage) => Promise<unknown>): Pick<Doing, 'does'> => ({
  does: async (page) => {
    await type(page, 'hello')
    await then(page)
  },
})

/** Goes on with a draft that was there before. */
const restored = (then: (page: WayPage) => Promise<unknown>): Pick<Doing, 'does' | 'draft'> => ({
  draft: 'draft',
  does: async (page) => {
    await click(page.field)
    await then(page)
  },
})

/** Undoes as long as there is something; a browser may take one letter at a time. */
async function undo({ field }: WayPage): Promise<void> {
  for (let times = 0; times < 9 && draftOf(field) !== ''; times += 1) await keys(UNDO)
}

const elsewhere = ({ field }: WayPage): Element => field.ownerDocument.querySelector('#field-elsewhere') ?? field
const button = ({ field }: WayPage): Element => field.ownerDocument.querySelector('#field-button') ?? field
const inForm = (field: ReactElement): ReactElement => (
  <form onSubmit={(event) => event.preventDefault()}>
    {field}
    <button id="field-button" type="submit">Send</button>
  </form>
)

const form = ({ field }: WayPage): HTMLFormElement | null => field.closest('form')

const HOW: Record<Way, Doing> = {
  'a letter': { does: (page) => type(page, 'h') },
  'many letters': { does: (page) => type(page, 'hello there') },
  'a composition of an input method, before it is committed': {
    does: async (page) => {
      await click(page.field)
      await compose('にほ')
    },
  },
  'a composition that is given up': {
    does: async (page) => {
      await click(page.field)
      await compose('にほ')
      await compose('')
    },
  },
  'text that the system puts in: an emoji, a dictation': {
    does: async (page) => {
      await click(page.field)
      await commit('🎉')
    },
  },
  'text that a script puts in as an edit: `execCommand`, an extension': {
    does: async (page) => {
      await click(page.field)
      await act(async () => document.execCommand('insertText', false, '🎉'))
    },
  },
  'an `input` event that a script sends after it has set the text, as browsers do when they fill in a form': {
    does: async ({ field, setText }) => {
      await setText('hello')
      await act(async () => field.dispatchEvent(new Event('input', { bubbles: true })))
    },
  },
  'a paste': {
    draft: 'hello',
    does: async (page) => {
      await click(page.field)
      await keys(ALL)
      await act(() => userEvent.copy())
      await page.setText('')
      expect(page.said()).toEqual([])
      await act(() => userEvent.paste())
    },
  },
  'text dropped into it': { does: ({ field }) => drop(field, 'from elsewhere') },
  '`keystroke()`': { does: async ({ composer }) => act(() => composer().keystroke()) },
  'focus, a click, a blur': {
    does: async ({ field }) => {
      await click(field)
      await act(async () => field.blur())
    },
  },
  'arrow keys, Home, End, Escape, a modifier by itself': {
    does: (page) => type(page, '{ArrowLeft}{ArrowUp}{Home}{End}{Escape}{Shift}{Control}'),
  },
  'text that the app sets: a restored draft, a template, an emoji button': {
    draft: 'draft',
    does: async ({ setText, render }) => {
      await setText('draft 🎉')
      render()
    },
  },
  'spaces and line breaks': { does: (page) => type(page, '  {Enter} ') },
  'characters without width': {
    does: async (page) => {
      await click(page.field)
      await commit('\u200b\ufeff')
    },
  },
  'a slash command, such as `/topic lunch`': { does: (page) => type(page, '/topic lunch') },
  '`/me waves`': { does: (page) => type(page, '/me waves') },
  'a draft that `when` refuses': { options: { when: (draft) => draft.length > 3 }, does: (page) => type(page, 'yes') },
  'keys in a field that is read-only': { draft: 'draft', isReadOnly: true, does: (page) => type(page, 'hello') },

  'the field is focused, clicked, walked through with arrows, and left': restored(async ({ field }) => {
    await keys('{ArrowLeft}{End}{Home}')
    await act(async () => field.blur())
  }),
  'its text is selected and copied': restored(async () => {
    await keys(ALL)
    await act(() => userEvent.copy())
  }),
  'a letter is added': restored(() => keys('s')),
  'a letter is deleted': restored(() => keys('{End}{Backspace}')),
  'all of it is deleted': restored(() => keys(`${ALL}{Delete}`)),
  'it is sent': { ...restored((page) => click(button(page))), around: inForm },

  'some of it is deleted, cut or undone': typed(async () => {
    await keys('{Backspace}{Shift>}{ArrowLeft}{/Shift}')
    await act(() => userEvent.cut())
    await keys(UNDO)
  }),
  'more is dropped in': typed(({ field }) => drop(field, ' there')),
  'arrow keys, a selection, a copy': typed(async () => {
    await keys(`{ArrowLeft}${ALL}`)
    await act(() => userEvent.copy())
  }),
  'focus leaves the field': typed(({ field }) => act(async () => field.blur())),
  'the component renders, and there is still text': typed(async ({ render }) => render()),
  'the form is submitted, and the browser refuses it': {
    ...typed((page) => click(button(page))),
    around: (field) => inForm(<>{field}<input required /></>),
  },
  'the app empties an input or a textarea later, with no key, click or render of the component': {
    ...typed(({ setText }) => setText('')),
    on: CONTROLS,
  },

  'the last letter is deleted': { does: (page) => type(page, 'hi{Backspace}{Backspace}') },
  'all of it is selected and deleted': typed(() => keys(`${ALL}{Delete}`)),
  'all of it is cut': typed(async () => {
    await keys(ALL)
    await act(() => userEvent.cut())
  }),
  'all of it is dragged away': {
    ...typed(async (page) => {
      await keys(ALL)
      await act(() => userEvent.dragAndDrop(page.field, elsewhere(page), { sourcePosition: { x: 12, y: 10 } }))
    }),
    around: (field) => <>{field}<textarea id="field-elsewhere" /></>,
  },
  'it is undone until nothing is left': typed(undo),
  'that is redone': typed(async (page) => {
    await undo(page)
    await keys('{Control>}{Shift>}z{/Shift}{/Control}')
  }),
  'only spaces are left': typed(() => keys(`${ALL} `)),
  'it becomes a slash command': typed(() => keys('{Home}/')),
  'Enter in a form': { ...typed(() => keys('{Enter}')), on: ['an uncontrolled input'], around: inForm },
  'a button that submits the form': { ...typed((page) => click(button(page))), around: inForm },
  'a form action of React 19, and the reset that follows it': {
    ...typed((page) => click(button(page))),
    around: (field) => <form action={() => {}}>{field}<button id="field-button" type="submit">Send</button></form>,
  },
  '`form.requestSubmit()`': { ...typed((page) => act(async () => form(page)?.requestSubmit())), around: inForm },
  'a button that resets the form, or `form.reset()`': {
    ...typed((page) => act(async () => form(page)?.reset())),
    around: inForm,
  },
  'Enter without a form, and the app empties the field': {
    ...typed(() => keys('{Enter}')),
    around: (field, setText) => (
      <div
        role="presentation"
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          setText('')
        }}
      >
        {field}
      </div>
    ),
  },
  'a plain button, and the app empties the field': {
    ...typed((page) => click(button(page))),
    around: (field, setText) => <>{field}<button id="field-button" type="button" onClick={() => setText('')}>Send</button></>,
  },
  'the app empties an editor, at any time': { ...typed(({ setText }) => setText('')), on: ['editable content'] },
  'the app empties the field and renders the component': typed(async ({ setText, render }) => {
    await setText('')
    render()
  }),
  'the field is taken away': typed(async ({ takeAway }) => takeAway()),
  'another conversation': typed(async ({ render }) => render('random')),
  'the component unmounts': typed(async ({ unmount }) => unmount()),
  '`stop()`': typed(async ({ composer }) => act(() => composer().stop())),
  'six seconds without a key': typed(async ({ clock }) => {
    act(() => clock.advance(5_999))
    act(() => clock.advance(1))
  }),
  'a letter after that': typed(async ({ clock }) => {
    act(() => clock.advance(6_000))
    await keys('s')
  }),
}

function open(kind: Kind, { draft = '', isReadOnly = false, options, around = (field) => field }: Doing): WayPage {
  const Field = FIELDS[kind]
  const composers: TypingComposer[] = []
  let set: (text: string) => void = () => {}
  const hand = (given: (text: string) => void): void => {
    set = given
  }
  let isAway = false
  const page = mount((composer) => {
    composers.push(composer)
    return isAway ? <p /> : around(<Field composer={composer} draft={draft} isReadOnly={isReadOnly} hand={hand} />, (text) => set(text))
  }, options)
  return {
    ...page,
    composer: () => {
      const composer = composers.at(-1)
      if (composer === undefined) throw new Error('there is no composer')
      return composer
    },
    setText: (text) => act(async () => set(text)),
    takeAway: () => {
      isAway = true
      page.render()
    },
  }
}

const isWay = (way: string): way is Way => Object.hasOwn(HOW, way)
const rows = Object.values(WAYS)
  .flatMap((ways) => Object.entries<string>(ways))
  .flatMap<[Way, string]>(([way, requests]) => (isWay(way) ? [[way, requests]] : []))

describe.each(KINDS)('in %s', (kind) => {
  it.each(rows.filter(([way]) => (HOW[way].on ?? KINDS).includes(kind)))('%s: %s', async (way, requests) => {
    const page = open(kind, HOW[way])
    await HOW[way].does(page)
    const said = page.said().map((told) => told.split(' ', 1).join(''))
    expect(said.join(', ') || 'nothing').toBe(requests)
  })
})
