import type { TypingMessages } from '../typing-messages.ts'

/** Japanese; without a title after the names, because the last of them may be a number of people. */
export const ja: TypingMessages = {
  locale: 'ja',
  typing: { other: '{names}が入力しています' },
  recording: { other: '{names}がメッセージを録音しています' },
  uploading: { other: '{names}がファイルをアップロードしています' },
  playing: { other: '{names}が録音を再生しています' },
  others: { other: '他{count}人' },
  between: '、',
}
