import type { TypingMessages } from '../typing-messages.ts'

/** Portuguese, as it is written in Brazil. */
export const pt: TypingMessages = {
  locale: 'pt',
  typing: {
    one: '{names} está digitando',
    many: '{names} estão digitando',
    other: '{names} estão digitando',
  },
  recording: {
    one: '{names} está gravando uma mensagem',
    many: '{names} estão gravando uma mensagem',
    other: '{names} estão gravando uma mensagem',
  },
  uploading: {
    one: '{names} está enviando um arquivo',
    many: '{names} estão enviando um arquivo',
    other: '{names} estão enviando um arquivo',
  },
  playing: {
    one: '{names} está reproduzindo uma gravação',
    many: '{names} estão reproduzindo uma gravação',
    other: '{names} estão reproduzindo uma gravação',
  },
  others: { one: 'mais {count} pessoa', many: 'mais {count} pessoas', other: 'mais {count} pessoas' },
}
