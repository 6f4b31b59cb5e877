import { MAX_TYPISTS, NOBODY, type TypingUser } from '../protocol/conversation.ts'
import { clampMs, TYPIST_EXPIRY_BOUNDS_MS } from '../protocol/timing.ts'

/** One who types: since when, and until when if nothing more is heard (`Infinity` where the server keeps lists). */
export interface Typist {
  readonly user: TypingUser
  readonly since: number
  readonly until: number
}

/** Who types in one conversation. */
export interface Typists {
  /** Longest typing first, ties by id; without me. */
  readonly all: readonly Typist[]
  /** What is shown: without those who are ignored. The same array until the set changes (S17). */
  readonly view: readonly TypingUser[]
  /** When a list last named this conversation. */
  readonly namedAt: number
}

/** What is heard of a conversation. */
export type TypistsEvent =
  /** These and nobody else (S3). */
  | { readonly type: 'snapshot'; readonly users: readonly TypingUser[] }
  | { readonly type: 'started'; readonly user: TypingUser; readonly expireInMs: number }
  | { readonly type: 'stopped'; readonly userId: string }
  | { readonly type: 'message'; readonly userId: string }
  | { readonly type: 'cleared' }
  /** Time passed. */
  | { readonly type: 'due' }
  /** Who I am, or who is ignored, changed. */
  | { readonly type: 'filter' }

/** What is given with every event. */
export interface TypistsInput {
  readonly now: number
  /** My own ids: in no view (S2). */
  readonly self: ReadonlySet<string>
  /** Ids that are kept but not shown. */
  readonly ignored: { readonly has: (userId: string) => boolean }
}

/** A conversation in which nobody types. */
export const NO_TYPISTS: Typists = Object.freeze({ all: Object.freeze([]), view: NOBODY, namedAt: -Infinity })

/** Milliseconds after which a start is believed to have ended, where the transport gives no number. */
const FALLBACK_EXPIRY_MS = 15_000

/** One step of a conversation's typists. What changes nothing leaves the same object. */
export function stepTypists(typists: Typists, event: TypistsEvent, input: TypistsInput): Typists {
  const { all } = typists
  switch (event.type) {
    case 'snapshot':
      return withAll(typists, replaced(all, event.users, input), input, input.now)
    case 'started':
      return withAll(typists, started(all, event.user, event.expireInMs, input), input)
    case 'stopped':
    case 'message':
      return withAll(typists, without(all, (typist) => typist.user.id === event.userId), input)
    case 'cleared':
      return all.length === 0 ? typists : NO_TYPISTS
    case 'due':
      return withAll(typists, without(all, (typist) => typist.until <= input.now), input)
    case 'filter':
      return withAll(typists, without(all, (typist) => input.self.has(typist.user.id)), input)
  }
}

/** When the first of them expires; `Infinity` where nobody does. */
export function typistsDueAt(typists: Typists): number {
  let at = Infinity
  for (const typist of typists.all) if (typist.until < at) at = typist.until
  return at
}

function replaced(all: readonly Typist[], users: readonly TypingUser[], { now, self }: TypistsInput): readonly Typist[] {
  const listed = new Map<string, TypingUser>()
  for (const user of users) if (!self.has(user.id)) listed.set(user.id, user)
  const kept: Typist[] = []
  let renamed = false
  for (const typist of all) {
    // The longest typing come first here, so that a cut keeps them.
    const user = listed.get(typist.user.id)
    if (user === undefined) continue
    listed.delete(user.id)
    const same = isSameUser(user, typist.user)
    kept.push(same ? typist : { ...typist, user })
    renamed ||= !same
  }
  if (listed.size === 0 && kept.length === all.length && !renamed) return all
  for (const user of listed.values()) kept.push({ user, since: now, until: Infinity })
  return inOrder(kept)
}

function started(all: readonly Typist[], user: TypingUser, expireInMs: number, { now, self }: TypistsInput): readonly Typist[] {
  // What is left of it may be nothing: a start that was read late is no start.
  if (self.has(user.id) || expireInMs <= 0) return all
  const until = now + clampMs(expireInMs, TYPIST_EXPIRY_BOUNDS_MS, FALLBACK_EXPIRY_MS)
  const known = all.find((typist) => typist.user.id === user.id)
  if (known === undefined) return all.length < MAX_TYPISTS ? inOrder([...all, { user, since: now, until }]) : all
  const renewed = { ...known, until, user: isSameUser(known.user, user) ? known.user : user }
  return all.map((typist) => (typist === known ? renewed : typist))
}

/** Whether there is nothing to tell the two apart by. */
export function isSameUser(a: TypingUser, b: TypingUser): boolean {
  return a.id === b.id && a.name === b.name && a.activity === b.activity
}

function without(all: readonly Typist[], gone: (typist: Typist) => boolean): readonly Typist[] {
  return all.some(gone) ? all.filter((typist) => !gone(typist)) : all
}

function inOrder(all: Typist[]): readonly Typist[] {
  all.sort((a, b) => a.since - b.since || (a.user.id < b.user.id ? -1 : 1))
  return all.length > MAX_TYPISTS ? all.slice(0, MAX_TYPISTS) : all
}

function withAll(
  typists: Typists,
  all: readonly Typist[],
  { ignored }: TypistsInput,
  namedAt: number = typists.namedAt,
): Typists {
  const view = viewOf(typists.view, all, ignored)
  if (all === typists.all && view === typists.view && namedAt === typists.namedAt) return typists
  return { all, view, namedAt }
}

function viewOf(before: readonly TypingUser[], all: readonly Typist[], ignored: TypistsInput['ignored']): readonly TypingUser[] {
  const shown: TypingUser[] = []
  for (const { user } of all) if (!ignored.has(user.id)) shown.push(user)
  if (shown.length === 0) return NOBODY
  const same = shown.length === before.length && shown.every((user, index) => user === before[index])
  return same ? before : shown
}
