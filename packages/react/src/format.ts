import type { TypingUser } from '@nowtyping/client'
import { joinList, pluralOf } from './locale.ts'
import type { PluralCategory } from './locale.ts'
import { isolated, shownName } from './shown-name.ts'

/** One text for each plural category of the locale; `other` stands in for those left out. */
export type PluralText = { readonly other: string } & { readonly [K in Exclude<PluralCategory, 'other'>]?: string }

/** The words of one language: plain data, which a Server Component can hand over. */
export interface TypingMessages {
  /** With `{names}`; chosen by the number of people. */
  readonly typing: PluralText
  /** With `{count}`; for the people beyond `maxNames`, and chosen by their number. */
  readonly others: PluralText
}

/** How to say who is typing. */
export interface FormatTypingOptions {
  /** BCP 47, such as `pt-BR`. By default the runtime's own, or English where the words are ours. */
  readonly locale?: string | undefined
  /** The words; English by default. */
  readonly messages?: TypingMessages | undefined
  /** How many names come before "and 2 others"; 3 by default. */
  readonly maxNames?: number | undefined
  /** The name to show. Where it gives nothing, or throws, the user's own `name` is shown, and after that the id. */
  readonly nameOf?: ((user: TypingUser) => string | undefined) | undefined
}

/** A name, which whoever marks it up has to isolate, or the text between names. */
export type TypingPart =
  | { readonly type: 'name'; readonly value: string; readonly user: TypingUser }
  | { readonly type: 'text'; readonly value: string }

const DEFAULT_MAX_NAMES = 3

const ENGLISH: TypingMessages = {
  typing: { one: '{names} is typing', other: '{names} are typing' },
  others: { one: '{count} other', other: '{count} others' },
}

/** "Ann and Bob are typing", with each name isolated; an empty text for nobody. */
export function formatTyping(users: readonly TypingUser[], options?: FormatTypingOptions): string {
  return formatTypingToParts(users, options)
    .map((part) => (part.type === 'name' ? isolated(part.value) : part.value))
    .join('')
}

/** The same line in parts, for markup around the names; no parts for nobody. */
export function formatTypingToParts(users: readonly TypingUser[], options: FormatTypingOptions = {}): readonly TypingPart[] {
  if (users.length === 0) return []
  const { messages = ENGLISH, nameOf } = options
  // "Ann und Bob are typing" is nobody's language.
  const locale = options.locale ?? (messages === ENGLISH ? 'en' : undefined)
  const named = users.slice(0, countOfNames(options.maxNames))
  const others = users.length - named.length

  const items: TypingPart[] = named.map((user) => ({ type: 'name', value: shownName(user, nameOf), user }))
  if (others > 0) {
    const text = messages.others[pluralOf(others, locale)] ?? messages.others.other
    items.push({ type: 'text', value: text.replaceAll('{count}', String(others)) })
  }
  const list = joinList(items, (part) => part.value, locale).map(
    (part): TypingPart => (typeof part === 'string' ? { type: 'text', value: part } : part),
  )

  const text = messages.typing[pluralOf(users.length, locale)] ?? messages.typing.other
  const [before = '', ...after] = text.split('{names}')
  const line: TypingPart[] = [{ type: 'text', value: before }]
  for (const words of after) line.push(...list, { type: 'text', value: words })
  return merged(line)
}

function countOfNames(maxNames: number | undefined): number {
  return maxNames === undefined || Number.isNaN(maxNames) ? DEFAULT_MAX_NAMES : Math.max(0, Math.floor(maxNames))
}

/** Joins texts that follow one another. */
function merged(parts: readonly TypingPart[]): readonly TypingPart[] {
  const result: TypingPart[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part.type === 'name') result.push(part)
    else if (last?.type === 'text') result[result.length - 1] = { type: 'text', value: last.value + part.value }
    else if (part.value !== '') result.push(part)
  }
  return result
}
