import type { TypingMessages } from '../typing-messages.ts'

/** English. */
export const en: TypingMessages = {
  locale: 'en',
  typing: { one: '{names} is typing', other: '{names} are typing' },
  recording: { one: '{names} is recording a message', other: '{names} are recording a message' },
  uploading: { one: '{names} is uploading a file', other: '{names} are uploading a file' },
  playing: { one: '{names} is playing a recording', other: '{names} are playing a recording' },
  others: { one: '{count} other', other: '{count} others' },
}
