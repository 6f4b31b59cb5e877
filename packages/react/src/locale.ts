/** A plural category of CLDR. */
export type PluralCategory = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'

/** Undefined where that throws: Hermes has not all of `Intl`, and a locale that is not BCP 47, such as `en_US`, is refused. */
export function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

/** The plural category of a count; by the rule of English where the runtime cannot tell. */
export function pluralOf(count: number, locale: string | undefined): PluralCategory {
  return attempt(() => new Intl.PluralRules(locale).select(count)) ?? (count === 1 ? 'one' : 'other')
}

/** Puts the words of a list between its items, as in "a, b and c"; commas where the runtime has none. */
export function joinList<Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
  locale: string | undefined,
): readonly (Item | string)[] {
  const parts = attempt(() => new Intl.ListFormat(locale, { type: 'conjunction' }).formatToParts(items.map(textOf)))
  if (parts === undefined) return items.flatMap((item, index) => (index === 0 ? [item] : [', ', item]))

  const rest = items[Symbol.iterator]()
  return parts.map((part) => {
    if (part.type === 'literal') return part.value
    const next = rest.next()
    return next.done === true ? part.value : next.value
  })
}
