import type { TypingMessages } from '../typing-messages.ts'

/** Spanish. */
export const es: TypingMessages = {
  locale: 'es',
  typing: {
    one: '{names} está escribiendo',
    many: '{names} están escribiendo',
    other: '{names} están escribiendo',
  },
  recording: {
    one: '{names} está grabando un mensaje',
    many: '{names} están grabando un mensaje',
    other: '{names} están grabando un mensaje',
  },
  uploading: {
    one: '{names} está subiendo un archivo',
    many: '{names} están subiendo un archivo',
    other: '{names} están subiendo un archivo',
  },
  playing: {
    one: '{names} está reproduciendo una grabación',
    many: '{names} están reproduciendo una grabación',
    other: '{names} están reproduciendo una grabación',
  },
  others: { one: '{count} persona más', many: '{count} personas más', other: '{count} personas más' },
}
