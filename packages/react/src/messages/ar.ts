import type { TypingMessages } from '../typing-messages.ts'

/** Arabic. */
export const ar: TypingMessages = {
  locale: 'ar',
  typing: {
    zero: '{names} يكتبون',
    one: '{names} يكتب',
    two: '{names} يكتبان',
    few: '{names} يكتبون',
    many: '{names} يكتبون',
    other: '{names} يكتبون',
  },
  recording: {
    zero: '{names} يسجّلون رسالة',
    one: '{names} يسجّل رسالة',
    two: '{names} يسجّلان رسالة',
    few: '{names} يسجّلون رسالة',
    many: '{names} يسجّلون رسالة',
    other: '{names} يسجّلون رسالة',
  },
  uploading: {
    zero: '{names} يرفعون ملفًا',
    one: '{names} يرفع ملفًا',
    two: '{names} يرفعان ملفًا',
    few: '{names} يرفعون ملفًا',
    many: '{names} يرفعون ملفًا',
    other: '{names} يرفعون ملفًا',
  },
  playing: {
    zero: '{names} يشغّلون تسجيلًا',
    one: '{names} يشغّل تسجيلًا',
    two: '{names} يشغّلان تسجيلًا',
    few: '{names} يشغّلون تسجيلًا',
    many: '{names} يشغّلون تسجيلًا',
    other: '{names} يشغّلون تسجيلًا',
  },
  // One and two are words of their own, without a figure.
  others: {
    zero: '{count} آخرون',
    one: 'شخص آخر',
    two: 'شخصان آخران',
    few: '{count} آخرون',
    many: '{count} شخصًا آخر',
    other: '{count} شخص آخر',
  },
  between: '، ',
}
