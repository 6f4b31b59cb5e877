import type { TypingMessages } from '../typing-messages.ts'

/** Hindi; one person is spoken of in the polite plural, which fits everybody. */
export const hi: TypingMessages = {
  locale: 'hi',
  typing: { one: '{names} टाइप कर रहे हैं', other: '{names} टाइप कर रहे हैं' },
  recording: { one: '{names} संदेश रिकॉर्ड कर रहे हैं', other: '{names} संदेश रिकॉर्ड कर रहे हैं' },
  uploading: { one: '{names} फ़ाइल अपलोड कर रहे हैं', other: '{names} फ़ाइल अपलोड कर रहे हैं' },
  playing: { one: '{names} रिकॉर्डिंग चला रहे हैं', other: '{names} रिकॉर्डिंग चला रहे हैं' },
  others: { one: '{count} अन्य व्यक्ति', other: '{count} अन्य लोग' },
}
