import { describe, expect, it } from 'vitest'
import type { TypingUser } from '@nowtyping/client'
import { formatTyping } from './format.ts'
import type { PluralText, TypingMessages } from './format.ts'
import { ar } from './messages/ar.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'
import { es } from './messages/es.ts'
import { fr } from './messages/fr.ts'
import { he } from './messages/he.ts'
import { hi } from './messages/hi.ts'
import { ja } from './messages/ja.ts'
import { ko } from './messages/ko.ts'
import { pt } from './messages/pt.ts'
import { ru } from './messages/ru.ts'
import { zh } from './messages/zh.ts'

const CATALOGUES: readonly (readonly [string, TypingMessages])[] = Object.entries({ ar, de, en, es, fr, he, hi, ja, ko, pt, ru, zh })
const ACTIVITIES = ['typing', 'recording', 'uploading', 'playing'] as const

const textsOf = (text: PluralText): readonly string[] => Object.values(text).map(String)
const occurrences = (text: string, placeholder: string): number => text.split(placeholder).length - 1

/** The counts, up to a thousand, that a category of this locale stands for. */
const countsOf = (category: Intl.LDMLPluralRule, rules: Intl.PluralRules): readonly number[] =>
  Array.from({ length: 1_001 }, (_, count) => count).filter((count) => rules.select(count) === category)

describe.each(CATALOGUES)('the words of %s', (locale, messages) => {
  const rules = new Intl.PluralRules(locale)
  const categories = rules.resolvedOptions().pluralCategories.toSorted()

  it('name their language, by which the runtime knows it', () => {
    expect(messages.locale).toBe(locale)
    expect(Intl.ListFormat.supportedLocalesOf(locale)).toEqual([locale])
  })

  it.each([...ACTIVITIES, 'others'] as const)('have a text for each plural of the language, and no other: %s', (kind) => {
    expect(Object.keys(messages[kind] ?? {}).toSorted()).toEqual(categories)
  })

  it.each(ACTIVITIES)('say once in each sentence who it is about: %s', (activity) => {
    const texts = textsOf(messages[activity] ?? { other: '' })
    expect(texts.map((text) => [text, occurrences(text, '{names}'), occurrences(text, '{')])).toEqual(texts.map((text) => [text, 1, 1]))
  })

  it('say how many others, but where the plural is that of a single number', () => {
    for (const category of rules.resolvedOptions().pluralCategories) {
      const text = messages.others[category] ?? ''
      const counted = occurrences(text, '{count}')
      expect(countsOf(category, rules).length === 1 ? [0, 1] : [1]).toContain(counted)
      expect(occurrences(text, '{')).toBe(counted)
    }
  })

  it('tell the four activities apart, and are all of them written', () => {
    const sentences = ACTIVITIES.map((activity) => messages[activity]?.other)
    expect(new Set(sentences).size).toBe(4)
    for (const sentence of sentences) expect(sentence?.replace('{names}', '').trim()).not.toBe('')
  })

  it('are data, which goes through JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(messages))).toEqual(messages)
  })
})

describe('sentences', () => {
  const names = ['Ana', 'Boris', 'Irene', 'Dee', 'Eli']
  const typing = (count: number): readonly TypingUser[] => names.slice(0, count).map((id) => ({ id }))
  const mixed: readonly TypingUser[] = [{ id: 'Ana' }, { id: 'Boris', activity: 'recording' }]
  const said = (users: readonly TypingUser[], messages: TypingMessages): string => formatTyping(users, { messages }).replace(/[\u2068\u2069]/gu, '')

  it.each<readonly [TypingMessages, string, string, string, string]>([
    [en, 'Ana is typing', 'Ana and Boris are typing', 'Ana, Boris, Irene, and 2 others are typing', 'Boris is recording a message, Ana is typing'],
    [de, 'Ana schreibt', 'Ana und Boris schreiben', 'Ana, Boris, Irene und 2 weitere schreiben', 'Boris nimmt eine Nachricht auf, Ana schreibt'],
    [es, 'Ana está escribiendo', 'Ana y Boris están escribiendo', 'Ana, Boris, Irene y 2 personas más están escribiendo', 'Boris está grabando un mensaje, Ana está escribiendo'],
    [fr, 'Ana est en train d’écrire', 'Ana et Boris sont en train d’écrire', 'Ana, Boris, Irene et 2 autres personnes sont en train d’écrire', 'Boris enregistre un message, Ana est en train d’écrire'],
    [pt, 'Ana está digitando', 'Ana e Boris estão digitando', 'Ana, Boris, Irene e mais 2 pessoas estão digitando', 'Boris está gravando uma mensagem, Ana está digitando'],
    [ru, 'Ana печатает', 'Ana и Boris печатают', 'Ana, Boris, Irene и ещё 2 человека печатают', 'Boris записывает сообщение, Ana печатает'],
    [ar, 'Ana يكتب', 'Ana وBoris يكتبان', 'Ana وBoris وIrene وشخصان آخران يكتبون', 'Boris يسجّل رسالة، Ana يكتب'],
    [he, 'Ana מקליד/ה', 'Ana ו-Boris מקלידים', 'Ana, Boris, Irene ועוד 2 אנשים מקלידים', 'Boris מקליט/ה הודעה, Ana מקליד/ה'],
    [hi, 'Ana टाइप कर रहे हैं', 'Ana और Boris टाइप कर रहे हैं', 'Ana, Boris, Irene, और 2 अन्य लोग टाइप कर रहे हैं', 'Boris संदेश रिकॉर्ड कर रहे हैं, Ana टाइप कर रहे हैं'],
    [ja, 'Anaが入力しています', 'Ana、Borisが入力しています', 'Ana、Boris、Irene、他2人が入力しています', 'Borisがメッセージを録音しています、Anaが入力しています'],
    [zh, 'Ana正在输入', 'Ana和Boris正在输入', 'Ana、Boris、Irene和另外2人正在输入', 'Boris正在录制消息，Ana正在输入'],
    [ko, 'Ana 입력 중', 'Ana 및 Boris 입력 중', 'Ana, Boris, Irene 및 다른 2명 입력 중', 'Boris 메시지 녹음 중, Ana 입력 중'],
  ])('read as written down here: $0.locale', (messages, one, two, five, both) => {
    expect([said(typing(1), messages), said(typing(2), messages), said(typing(5), messages), said(mixed, messages)]).toEqual([one, two, five, both])
  })

  it('join names as the language does, which may depend on the next name', () => {
    expect(said([{ id: 'Ana' }, { id: 'Irene' }], es)).toBe('Ana e Irene están escribiendo')
    expect(said([{ id: 'נועה' }, { id: 'דן' }], he)).toBe('נועה ודן מקלידים')
  })
})
