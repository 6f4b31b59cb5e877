import type { TypingMessages } from '../typing-messages.ts'

/** Russian. */
export const ru: TypingMessages = {
  locale: 'ru',
  typing: {
    one: '{names} печатает',
    few: '{names} печатают',
    many: '{names} печатают',
    other: '{names} печатают',
  },
  recording: {
    one: '{names} записывает сообщение',
    few: '{names} записывают сообщение',
    many: '{names} записывают сообщение',
    other: '{names} записывают сообщение',
  },
  uploading: {
    one: '{names} отправляет файл',
    few: '{names} отправляют файл',
    many: '{names} отправляют файл',
    other: '{names} отправляют файл',
  },
  playing: {
    one: '{names} воспроизводит запись',
    few: '{names} воспроизводят запись',
    many: '{names} воспроизводят запись',
    other: '{names} воспроизводят запись',
  },
  others: {
    one: 'ещё {count} человек',
    few: 'ещё {count} человека',
    many: 'ещё {count} человек',
    other: 'ещё {count} человека',
  },
}
