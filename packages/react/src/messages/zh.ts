import type { TypingMessages } from '../typing-messages.ts'

/** Chinese, simplified. */
export const zh: TypingMessages = {
  locale: 'zh',
  typing: { other: '{names}正在输入' },
  recording: { other: '{names}正在录制消息' },
  uploading: { other: '{names}正在上传文件' },
  playing: { other: '{names}正在播放录音' },
  others: { other: '另外{count}人' },
  between: '，',
}
