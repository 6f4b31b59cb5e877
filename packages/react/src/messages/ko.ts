import type { TypingMessages } from '../typing-messages.ts'

/** Korean; without a particle after the names, because it depends on how the last of them is spoken. */
export const ko: TypingMessages = {
  locale: 'ko',
  typing: { other: '{names} 입력 중' },
  recording: { other: '{names} 메시지 녹음 중' },
  uploading: { other: '{names} 파일 업로드 중' },
  playing: { other: '{names} 녹음 재생 중' },
  others: { other: '다른 {count}명' },
}
