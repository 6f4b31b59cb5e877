import { act, useEffect, useMemo } from 'react'
import type { ReactElement } from 'react'
import { LexicalComposer } from '@lexical/react/LexicalComposer'
import { ContentEditable } from '@lexical/react/LexicalContentEditable'
import { EditorRefPlugin } from '@lexical/react/LexicalEditorRefPlugin'
import { LexicalErrorBoundary } from '@lexical/react/LexicalErrorBoundary'
import { PlainTextPlugin } from '@lexical/react/LexicalPlainTextPlugin'
import { EditorContent, useEditor } from '@tiptap/react'
import { StarterKit } from '@tiptap/starter-kit'
import { $createParagraphNode, $createTextNode, $getRoot, $selectAll } from 'lexical'
import type { LexicalEditor } from 'lexical'
import { createEditor, Editor, Transforms } from 'slate'
import { Editable, Slate, withReact } from 'slate-react'
import { describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { commit, compose, mount, unmountAfterEach } from '../composer-page.tsx'
import { draftOf } from '../../src/field.ts'
import type { TypingComposer } from '../../src/index.ts'

unmountAfterEach()

/** What an app does to an editor by code. */
interface Controls {
  readonly setText: (text: string) => void
  readonly selectAll: () => void
}

interface Handed {
  readonly hand: (controls: Controls) => void
}

function LexicalField({ hand }: Handed): ReactElement {
  const attach = (editor: LexicalEditor | null): void => {
    if (editor === null) return
    hand({
      setText: (text) => editor.update(() => {
        const paragraph = $createParagraphNode()
        if (text !== '') paragraph.append($createTextNode(text))
        $getRoot().clear().append(paragraph)
      }, { discrete: true }),
      selectAll: () => editor.update(() => void $selectAll(), { discrete: true }),
    })
  }
  return (
    <LexicalComposer initialConfig={{ namespace: 'test', onError: (error) => { throw error } }}>
      <EditorRefPlugin editorRef={attach} />
      <PlainTextPlugin
        contentEditable={<ContentEditable aria-placeholder="Write to everybody" placeholder={<p>Write to everybody</p>} />}
        ErrorBoundary={LexicalErrorBoundary}
      />
    </LexicalComposer>
  )
}

function TipTapField({ hand }: Handed): ReactElement {
  const editor = useEditor({
    extensions: [StarterKit],
    onCreate: (created) => hand({
      setText: (text) => void created.editor.commands.setContent(text),
      selectAll: () => void created.editor.commands.selectAll(),
    }),
  })
  return <EditorContent editor={editor} />
}

function SlateField({ hand }: Handed): ReactElement {
  const editor = useMemo(() => withReact(createEditor()), [])
  useEffect(() => hand({
    setText: (text) => {
      Transforms.select(editor, [])
      Editor.deleteFragment(editor)
      if (text !== '') Transforms.insertText(editor, text)
    },
    selectAll: () => Transforms.select(editor, []),
  }), [editor, hand])
  return (
    <Slate editor={editor} initialValue={[{ children: [{ text: '' }] }]}>
      <Editable placeholder="Write to everybody" />
    </Slate>
  )
}

const draft = (field: Element): string => draftOf(field).replaceAll('\ufeff', '')

describe.each([['Lexical', LexicalField], ['TipTap', TipTapField], ['Slate', SlateField]])('around %s', (_, Field) => {
  async function open() {
    const handed: Controls[] = []
    const composers: TypingComposer[] = []
    const hand = (controls: Controls): void => void handed.push(controls)
    const page = mount((composer) => {
      composers.push(composer)
      return <div {...composer.inputProps}><Field hand={hand} /></div>
    })
    await act(() => userEvent.click(page.field))
    return {
      ...page,
      setText: (text: string) => act(async () => handed.at(-1)?.setText(text)),
      selectAll: () => act(async () => handed.at(-1)?.selectAll()),
      stop: () => act(() => composers.at(-1)?.stop()),
    }
  }

  it('keys start once, arrows and a blur are nothing, and the last letter deleted stops', async () => {
    const { field, said } = await open()
    await act(() => userEvent.keyboard('hello'))
    expect(field.textContent).toBe('hello')
    expect(said()).toEqual(['start general'])
    await act(() => userEvent.keyboard('{ArrowLeft}{ArrowLeft}'))
    await act(async () => field.blur())
    await act(() => userEvent.click(field))
    expect(said()).toEqual(['start general'])
    await act(() => userEvent.keyboard('{End}{Backspace}{Backspace}{Backspace}{Backspace}{Backspace}'))
    expect(said()).toEqual(['start general', 'stop general'])
  })

  it('an input method starts while it composes', async () => {
    const { field, said } = await open()
    await compose('に')
    await compose('にほ')
    expect(said()).toEqual(['start general'])
    await commit('日本')
    expect(field.textContent).toBe('日本')
    expect(said()).toEqual(['start general'])
  })

  it('a restored draft is nothing; a key in it starts', async () => {
    const { field, said, setText } = await open()
    await setText('draft')
    expect(field.textContent).toBe('draft')
    expect(said()).toEqual([])
    // Not one key: Lexical and Slate put the first one in by themselves, and the browser then tells of no input.
    await act(() => userEvent.keyboard('ed'))
    expect(said()).toEqual(['start general'])
  })

  it('a cut of everything stops; what the editor pastes by itself is nothing until the next key', async () => {
    const { field, said, selectAll } = await open()
    await act(() => userEvent.keyboard('hello'))
    await selectAll()
    await expect.poll(() => String(getSelection()).trim()).toBe('hello')
    await act(() => userEvent.cut())
    expect(draft(field)).toBe('')
    expect(said()).toEqual(['start general', 'stop general'])
    await act(() => userEvent.paste())
    expect(draft(field)).toBe('hello')
    expect(said()).toEqual(['start general', 'stop general'])
    await act(() => userEvent.keyboard('ed'))
    expect(said()).toEqual(['start general', 'stop general', 'start general'])
  })

  it('stop() before the draft is sent and emptied by code', async () => {
    const { field, said, setText, stop } = await open()
    await act(() => userEvent.keyboard('hello'))
    stop()
    await setText('')
    expect(draft(field)).toBe('')
    expect(said()).toEqual(['start general', 'stop general'])
    await act(() => userEvent.keyboard('hi'))
    expect(said()).toEqual(['start general', 'stop general', 'start general'])
  })

  it('a draft that code empties stops, though nothing said so and nothing rendered', async () => {
    const { field, said, setText } = await open()
    await act(() => userEvent.keyboard('hello'))
    await setText('')
    expect(draft(field)).toBe('')
    expect(said()).toEqual(['start general', 'stop general'])
  })
})
