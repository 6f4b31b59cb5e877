/**
 * Every way in which the text of a composer can change, or seem to, and what is sent for it, in order: the tables of
 * docs/react.md, and the tests of ways.browser.test.tsx.
 */
export const WAYS = {
  'In an empty field': {
    'a letter': 'start',
    'many letters': 'start',
    'a composition of an input method, before it is committed': 'start',
    'a composition that is given up': 'start, stop',
    'text that the system puts in: an emoji, a dictation': 'start',
    'text that a script puts in as an edit: `execCommand`, an extension': 'start',
    'an `input` event that a script sends after it has set the text, as browsers do when they fill in a form': 'start',
    'a paste': 'start',
    'text dropped into it': 'start',
    '`keystroke()`': 'start',
    'focus, a click, a blur': 'nothing',
    'arrow keys, Home, End, Escape, a modifier by itself': 'nothing',
    'text that the app sets: a restored draft, a template, an emoji button': 'nothing',
    'spaces and line breaks': 'nothing',
    'characters without width': 'nothing',
    'a slash command, such as `/topic lunch`': 'nothing',
    '`/me waves`': 'start',
    'a draft that `when` refuses': 'nothing',
    'keys in a field that is read-only': 'nothing',
  },
  'With a draft that was restored': {
    'the field is focused, clicked, walked through with arrows, and left': 'nothing',
    'its text is selected and copied': 'nothing',
    'a letter is added': 'start',
    'a letter is deleted': 'start',
    'all of it is deleted': 'nothing',
    'it is sent': 'nothing',
  },
  'While I type': {
    'some of it is deleted, cut or undone': 'start',
    'more is dropped in': 'start',
    'arrow keys, a selection, a copy': 'start',
    'focus leaves the field': 'start',
    'the component renders, and there is still text': 'start',
    'the form is submitted, and the browser refuses it': 'start',
    'the app empties an input or a textarea later, with no key, click or render of the component': 'start',
  },
  'What ends it': {
    'the last letter is deleted': 'start, stop',
    'all of it is selected and deleted': 'start, stop',
    'all of it is cut': 'start, stop',
    'all of it is dragged away': 'start, stop',
    'it is undone until nothing is left': 'start, stop',
    'that is redone': 'start, stop, start',
    'only spaces are left': 'start, stop',
    'it becomes a slash command': 'start, stop',
    'Enter in a form': 'start, stop',
    'a button that submits the form': 'start, stop',
    'a form action of React 19, and the reset that follows it': 'start, stop',
    '`form.requestSubmit()`': 'start, stop',
    'a button that resets the form, or `form.reset()`': 'start, stop',
    'Enter without a form, and the app empties the field': 'start, stop',
    'a plain button, and the app empties the field': 'start, stop',
    'the app empties an editor, at any time': 'start, stop',
    'the app empties the field and renders the component': 'start, stop',
    'the field is taken away': 'start, stop',
    'another conversation': 'start, stop',
    'the component unmounts': 'start, stop',
    '`stop()`': 'start, stop',
    'six seconds without a key': 'start, stop',
    'a letter after that': 'start, stop, start',
  },
} as const

type Tables = typeof WAYS

/** The name of a way. */
export type Way = { [K in keyof Tables]: keyof Tables[K] }[keyof Tables]
