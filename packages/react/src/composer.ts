import type { TypingConversation } from '@nowtyping/client'
import { draftOf, fieldOf, followContent, formOf } from './field.ts'
import type { TypingInputEvent } from './field.ts'
import { hasInk } from './ink.ts'

/** Holds `onInputCapture` and nothing else, now and later, so that it never meets a handler, a ref or a `register()` of yours. */
export interface TypingInputProps {
  readonly onInputCapture: (event: TypingInputEvent) => void
}

/** What a composer needs to tell others that I type; the same object for as long as the conversation is the same. */
export interface TypingComposer {
  /** To be spread on the text field, or on the element around a rich-text editor. */
  readonly inputProps: TypingInputProps
  /** For a draft that changes without an input event, as with voice or on React Native. */
  readonly keystroke: () => void
  /**
   * Stops at once, if this composer is the one last typed in. A submitted form, an emptied field,
   * another conversation and an unmount do it by themselves.
   */
  readonly stop: () => void
}

/** Whether a draft with something in it may count as typing. */
export type DraftRule = (draft: string) => boolean

/** The binding between the fields of one composer and one conversation. */
export interface ComposerBinding {
  readonly composer: TypingComposer
  /** After each commit: keys count from now on, by this rule, and a field that was emptied by code is noticed. */
  readonly commit: (when: DraftRule | undefined) => void
  /** Unmounted, hidden or switched: stops, and no key counts until the next commit. */
  readonly release: () => void
}

interface Watch {
  readonly field: Element
  readonly form: HTMLFormElement | null
  readonly end: () => void
}

/** Takes the place of the composer that owns a conversation: how to make it let go, without a stop. */
type LetGo = () => void

// The composer last typed in owns its conversation; what the others stop is not theirs.
const owners = new WeakMap<TypingConversation, LetGo>()

// A command is for a program and not for the people in the room; `/me` is shown to them, and `//` escapes a slash.
const COMMAND = /^\/(?!\/|me(?:\s|$))/

const isNoCommand: DraftRule = (draft) => !COMMAND.test(draft)

/** Binds the fields of one composer to a conversation; does nothing before the first key. */
export function bindComposer(conversation: TypingConversation | undefined): ComposerBinding {
  let mounted = false
  let mayCount = isNoCommand
  let watch: Watch | undefined

  const letGo: LetGo = () => {
    watch?.end()
    watch = undefined
  }

  const keystroke = (): void => {
    if (conversation === undefined || !mounted) return
    const owner = owners.get(conversation)
    if (owner !== letGo) {
      owner?.()
      owners.set(conversation, letGo)
    }
    conversation.keystroke()
  }

  const stop = (): void => {
    letGo()
    if (conversation === undefined || owners.get(conversation) !== letGo) return
    owners.delete(conversation)
    conversation.stop()
  }

  const stopIfEmpty = (): void => {
    if (watch !== undefined && !(watch.field.isConnected && hasInk(draftOf(watch.field)))) stop()
  }

  const onInputCapture = (event: TypingInputEvent): void => {
    const field = fieldOf(event)
    if (field === undefined || conversation === undefined || !mounted) return
    const draft = draftOf(field)
    if (!hasInk(draft) || !mayCount(draft)) return stop()
    keystroke()
    const form = formOf(field)
    if (watch?.field === field && watch.form === form) return
    letGo()
    watch = watchField(field, form, stopIfEmpty, stop)
  }

  return {
    composer: { inputProps: { onInputCapture }, keystroke, stop },
    commit: (when) => {
      mounted = true
      mayCount = when ?? isNoCommand
      stopIfEmpty()
    },
    release: () => {
      mounted = false
      stop()
    },
  }
}

/**
 * No event tells that code has emptied a field. A draft sent with Enter is gone by the time that key comes up, one sent
 * with a button when the click is over; what an editor shows tells by itself. A form says that it is submitted, and
 * that it is about to be reset, when its fields are still full.
 */
function watchField(field: Element, form: HTMLFormElement | null, stopIfEmpty: () => void, stop: () => void): Watch {
  const page = field.ownerDocument
  const unfollow = followContent(field, stopIfEmpty)
  field.addEventListener('keyup', stopIfEmpty)
  page.addEventListener('click', stopIfEmpty)
  form?.addEventListener('submit', stop)
  form?.addEventListener('reset', stop)
  return {
    field,
    form,
    end: () => {
      unfollow()
      field.removeEventListener('keyup', stopIfEmpty)
      page.removeEventListener('click', stopIfEmpty)
      form?.removeEventListener('submit', stop)
      form?.removeEventListener('reset', stop)
    },
  }
}
