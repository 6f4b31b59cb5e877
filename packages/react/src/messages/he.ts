import type { TypingMessages } from '../typing-messages.ts'

/** Hebrew. */
export const he: TypingMessages = {
  locale: 'he',
  typing: { one: '{names} מקליד/ה', two: '{names} מקלידים', other: '{names} מקלידים' },
  recording: { one: '{names} מקליט/ה הודעה', two: '{names} מקליטים הודעה', other: '{names} מקליטים הודעה' },
  uploading: { one: '{names} מעלה קובץ', two: '{names} מעלים קובץ', other: '{names} מעלים קובץ' },
  playing: { one: '{names} משמיע/ה הקלטה', two: '{names} משמיעים הקלטה', other: '{names} משמיעים הקלטה' },
  // One is a word of its own, without a figure.
  others: { one: 'עוד מישהו', two: 'עוד {count} אנשים', other: 'עוד {count} אנשים' },
}
