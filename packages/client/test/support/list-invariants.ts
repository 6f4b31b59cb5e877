import type { Engine } from '../../src/engine/engine.ts'
import type { EngineInput } from '../../src/engine/input.ts'
import { MAX_TYPISTS, type TypingUser } from '../../src/protocol/conversation.ts'
import type { PresenceSignal } from '../../src/protocol/signal.ts'
import { claim, type ObservedStep } from './observed-step.ts'
import type { WireReading } from './wire-reading.ts'

/** What a step meant for what is shown. */
export interface Heard {
  /** The ask that this step's reply answered, if any; `complete` where the answer replaces everything. */
  readonly answered: { readonly complete: boolean } | undefined
  /** Time was slept through (S13). */
  readonly gap: boolean
}

/** S2, S3, S13 and S17 of the views. */
export interface ListInvariants {
  readonly afterStep: (step: ObservedStep, heard: Heard) => void
}

/** Makes the checks of what an engine shows. */
export function createListInvariants({
  engine,
  self,
  reading,
}: {
  readonly engine: Engine
  readonly self: ReadonlySet<string>
  readonly reading: WireReading
}): ListInvariants {
  /** The last list applied, less whose message came after it; what trust took back is taken out when it is seen gone. */
  const lists = new Map<string, Set<string>>()
  const views = new Map<string, readonly TypingUser[]>()
  const mine = new Set(self)
  /** Lists come and go as a whole; what is heard as single starts need not. */
  const singles = new Set<string>()
  /** Where the last list was longer than what is kept. */
  const cut = new Set<string>()
  let ignored: ReadonlySet<string> = new Set()

  function listOf(conversation: string): Set<string> {
    const known = lists.get(conversation) ?? new Set<string>()
    lists.set(conversation, known)
    return known
  }

  function apply(signal: PresenceSignal): void {
    switch (signal.type) {
      case 'snapshot':
        lists.set(signal.conversation, new Set(signal.users.map((user) => user.id)))
        if (signal.users.length > MAX_TYPISTS) cut.add(signal.conversation)
        else cut.delete(signal.conversation)
        break
      case 'started':
        singles.add(signal.conversation)
        if (signal.expireInMs > 0) listOf(signal.conversation).add(signal.user.id)
        break
      case 'stopped':
      case 'message':
        listOf(signal.conversation).delete(signal.userId)
        break
      case 'cleared':
        for (const list of lists.values()) list.clear()
        break
      case 'self':
        mine.clear()
        for (const id of signal.userIds) mine.add(id)
        break
      case 'timing':
        break
    }
  }

  function onInput(input: EngineInput, heard: Heard): void {
    if (heard.gap) for (const list of lists.values()) list.clear()
    if (input.type === 'message') listOf(input.conversation).delete(input.userId)
    if (input.type === 'ignored') ignored = input.userIds
    if (input.type === 'signal') {
      const { signal } = input
      const ofConnection = signal.type === 'opened' || signal.type === 'lost' || signal.type === 'failed'
      if (!ofConnection && signal.type !== 'error') apply(signal)
    }
    const told = input.type === 'reply' && heard.answered !== undefined ? reading.told(input.reply) : undefined
    if (told === undefined) return
    if (heard.answered?.complete === true) for (const list of lists.values()) list.clear()
    for (const signal of told) apply(signal)
  }

  function checkView(conversation: string): void {
    const view = engine.users(conversation)
    const list = listOf(conversation)
    const expected = [...list].filter((id) => !mine.has(id) && !ignored.has(id))
    for (const { id } of view) {
      claim(!mine.has(id), () => `S2: I am shown in ${conversation}`)
      claim(list.has(id), () => `S3: ${id} is shown in ${conversation}, but no list names them`)
      claim(!ignored.has(id), () => `S3: ${id} is shown in ${conversation}, though ignored`)
    }
    claim(
      new Set(view.map((user) => user.id)).size === view.length,
      () => `S3: somebody is shown twice in ${conversation}`,
    )
    // Trust ends for a whole list, and then for good; a start ends alone.
    if (view.length === 0 && expected.length > 0) list.clear()
    else if (isWhole(conversation)) {
      const missing = expected.filter((id) => !view.some((user) => user.id === id))
      claim(missing.length === 0 || cut.has(conversation), () => `S3: ${missing.join()} is missing in ${conversation}`)
    }
  }

  function isWhole(conversation: string): boolean {
    return !singles.has(conversation)
  }

  function checkNotifications({ effects, now }: ObservedStep): void {
    const notified = new Set<string>()
    for (const effect of effects) {
      if (effect.type !== 'notify') continue
      const { conversation, users } = effect
      claim(!notified.has(conversation), () => `S17: two notifications for ${conversation} at ${now}`)
      claim(
        users === engine.users(conversation),
        () => `S17: another view was notified than is read in ${conversation}`,
      )
      const before = views.get(conversation) ?? []
      claim(!sameUsers(before, users), () => `S17: a notification without a change in ${conversation} at ${now}`)
      notified.add(conversation)
      views.set(conversation, users)
      listOf(conversation)
    }
    for (const [conversation, before] of views) {
      const after = engine.users(conversation)
      claim(
        before === after || notified.has(conversation),
        () => `S17: another array in ${conversation} and no notification`,
      )
    }
  }

  return {
    afterStep(step, heard) {
      const { input } = step
      onInput(input, heard)
      checkNotifications(step)
      for (const conversation of lists.keys()) {
        if (heard.gap && input.type !== 'signal') {
          claim(engine.users(conversation).length === 0, () => `S13: ${conversation} is shown across a gap`)
        }
        checkView(conversation)
      }
    },
  }
}

function sameUsers(a: readonly TypingUser[], b: readonly TypingUser[]): boolean {
  return a.length === b.length && a.every((user, index) => user === b[index])
}
