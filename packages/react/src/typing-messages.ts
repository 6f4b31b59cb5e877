import type { PluralCategory } from './locale.ts'

/** One text for each plural category of the locale; `other` stands in for those left out. */
export type PluralText = { readonly other: string } & {
  readonly [K in Exclude<PluralCategory, 'other'>]?: string | undefined
}

/** The words of one language: plain data, which a Server Component can hand over. */
export interface TypingMessages {
  /** The language of these words, BCP 47; it also decides the plurals and how names are joined. */
  readonly locale?: string | undefined
  /** With `{names}`; chosen by the number of people. */
  readonly typing: PluralText
  /** The same for people who record a message; by default they type. */
  readonly recording?: PluralText | undefined
  /** The same for people who upload a file; by default they type. */
  readonly uploading?: PluralText | undefined
  /** The same for people who play a recording; by default they type. */
  readonly playing?: PluralText | undefined
  /** With `{count}`; for the people beyond `maxNames`, and chosen by their number. */
  readonly others: PluralText
  /** What comes between two sentences, where people do different things; a comma and a space by default. */
  readonly between?: string | undefined
}
