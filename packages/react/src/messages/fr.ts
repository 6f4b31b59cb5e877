import type { TypingMessages } from '../typing-messages.ts'

/** French. */
export const fr: TypingMessages = {
  locale: 'fr',
  typing: {
    one: '{names} est en train d’écrire',
    many: '{names} sont en train d’écrire',
    other: '{names} sont en train d’écrire',
  },
  recording: {
    one: '{names} enregistre un message',
    many: '{names} enregistrent un message',
    other: '{names} enregistrent un message',
  },
  uploading: {
    one: '{names} envoie un fichier',
    many: '{names} envoient un fichier',
    other: '{names} envoient un fichier',
  },
  playing: {
    one: '{names} lit un enregistrement',
    many: '{names} lisent un enregistrement',
    other: '{names} lisent un enregistrement',
  },
  others: { one: '{count} autre personne', many: '{count} autres personnes', other: '{count} autres personnes' },
}
