import type { TypingMessages } from '../typing-messages.ts'

/** German. */
export const de: TypingMessages = {
  locale: 'de',
  typing: { one: '{names} schreibt', other: '{names} schreiben' },
  recording: { one: '{names} nimmt eine Nachricht auf', other: '{names} nehmen eine Nachricht auf' },
  uploading: { one: '{names} lädt eine Datei hoch', other: '{names} laden eine Datei hoch' },
  playing: { one: '{names} spielt eine Aufnahme ab', other: '{names} spielen eine Aufnahme ab' },
  others: { one: '{count} weitere Person', other: '{count} weitere' },
}
