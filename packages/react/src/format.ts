import type { TypingActivity, TypingUser } from '@nowtyping/client'
import { joinList, pluralOf } from './locale.ts'
import { en } from './messages/en.ts'
import { isolated, shownName } from './shown-name.ts'
import type { PluralText, TypingMessages } from './typing-messages.ts'

export type { PluralText, TypingMessages } from './typing-messages.ts'

/** How to say who is typing. */
export interface FormatTypingOptions {
  /** BCP 47, such as `de-AT`. By default that of the words, and the runtime's own where they name none. */
  readonly locale?: string | undefined
  /** The words; English by default. Further languages are at `@nowtyping/react/messages/…`. */
  readonly messages?: TypingMessages | undefined
  /** How many names come before "and 2 others"; 3 by default. */
  readonly maxNames?: number | undefined
  /** The name to show. Where it gives nothing, or throws, the user's own `name` is shown, and after that the id. */
  readonly nameOf?: ((user: TypingUser) => string | undefined) | undefined
}

/** A piece of the line: a name, isolated already; the number of those not named; or the text between. */
export type TypingPart =
  | { readonly type: 'name'; readonly value: string; readonly user: TypingUser }
  | { readonly type: 'others'; readonly value: string; readonly users: readonly TypingUser[] }
  | { readonly type: 'literal'; readonly value: string }

const DEFAULT_MAX_NAMES = 3

/** In this order, and each person in the first group they belong to: as Rocket.Chat's own client does (ComposerUserActionIndicator.tsx). */
const ACTIVITIES: readonly TypingActivity[] = ['recording', 'uploading', 'typing', 'playing']

/** "Ann and Bob are typing", with each name isolated; an empty text for nobody. */
export function formatTyping(users: readonly TypingUser[], options?: FormatTypingOptions): string {
  return formatTypingToParts(users, options)
    .map((part) => part.value)
    .join('')
}

/** The same line in parts, for markup around the names: their values put together are the line. No parts for nobody. */
export function formatTypingToParts(users: readonly TypingUser[], options: FormatTypingOptions = {}): readonly TypingPart[] {
  const { messages = en, nameOf } = options
  const locale = options.locale ?? messages.locale
  const line: TypingPart[] = []
  let places = countOfNames(options.maxNames)
  for (const { activity, people } of groupsOf(users)) {
    const named = people.slice(0, places)
    const others = people.slice(named.length)
    places -= named.length

    const items: TypingPart[] = named.map((user) => ({ type: 'name', value: shownName(user, nameOf), user }))
    if (others.length > 0) {
      const text = messages.others[pluralOf(others.length, locale)] ?? messages.others.other
      items.push({ type: 'others', value: text.replaceAll('{count}', String(others.length)), users: others })
    }
    const list = joinList(items, (part) => part.value, locale).map(isolatedPart)
    const [before = '', ...after] = wordsFor(messages[activity] ?? messages.typing, named.length, others.length, locale).split('{names}')

    if (line.length > 0) line.push(literal(messages.between ?? ', '))
    line.push(literal(before))
    for (const words of after) line.push(...list, literal(words))
  }
  return merged(line)
}

/** People by what they do, and everybody once. */
function groupsOf(users: readonly TypingUser[]): readonly { readonly activity: TypingActivity; readonly people: readonly TypingUser[] }[] {
  const placed = new Set<string>()
  return ACTIVITIES.flatMap((activity) => {
    const people: TypingUser[] = []
    for (const user of users) {
      if (placed.has(user.id) || activityOf(user) !== activity) continue
      placed.add(user.id)
      people.push(user)
    }
    return people.length > 0 ? [{ activity, people }] : []
  })
}

// Who does something that this version has no word for is there nevertheless.
function activityOf({ activity }: TypingUser): TypingActivity {
  return activity !== undefined && ACTIVITIES.includes(activity) ? activity : 'typing'
}

function wordsFor(text: PluralText, named: number, others: number, locale: string | undefined): string {
  const category = pluralOf(named + others, locale)
  // 21 is singular in Russian, as in "21 person is typing"; a list of 21 people of whom some are named never is.
  return (category === 'one' && named > 0 && named + others > 1 ? undefined : text[category]) ?? text.other
}

function countOfNames(maxNames: number | undefined): number {
  return maxNames === undefined || Number.isNaN(maxNames) ? DEFAULT_MAX_NAMES : Math.max(0, Math.floor(maxNames))
}

function literal(value: string): TypingPart {
  return { type: 'literal', value }
}

// Only once the list is joined: some languages look at how the next name begins.
function isolatedPart(part: TypingPart | string): TypingPart {
  if (typeof part === 'string') return literal(part)
  return part.type === 'name' ? { ...part, value: isolated(part.value) } : part
}

/** Joins literals that follow one another. */
function merged(parts: readonly TypingPart[]): readonly TypingPart[] {
  const result: TypingPart[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part.type !== 'literal') result.push(part)
    else if (last?.type === 'literal') result[result.length - 1] = literal(last.value + part.value)
    else if (part.value !== '') result.push(part)
  }
  return result
}
