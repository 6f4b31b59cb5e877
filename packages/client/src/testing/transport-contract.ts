import { createTypingClient } from '../client/create-client.ts'
import type { TypingClient } from '../protocol/client.ts'
import type { TypingError } from '../protocol/errors.ts'
import type { TypingTransport } from '../protocol/transport.ts'

/** A server with two users, for the contract to try a transport on. */
export interface TransportHarness<Target> {
  readonly transport: (user: 'ann' | 'bob') => TypingTransport<Target>
  /** Two conversations that both are in. */
  readonly targets: readonly [Target, Target]
  /** Pairs that name the same conversation. */
  readonly equal?: readonly (readonly [Target, Target])[] | undefined
  /** Things that are no conversation. */
  readonly invalid?: readonly unknown[] | undefined
  /** Waits until nothing is in flight between the clients and the server. */
  readonly settle: () => Promise<void>
  /** Takes the server away when the check is over. */
  readonly close?: (() => Promise<void>) | undefined
}

/** One check; throws what it found. */
export interface ContractCase {
  readonly name: string
  readonly run: () => Promise<void>
}

/** So often a check waits for the server to settle before it gives up. */
const MOST_ROUNDS = 200

/** What a check has at hand. */
interface Stage<Target> {
  readonly harness: TransportHarness<Target>
  readonly client: (user: 'ann' | 'bob') => Promise<TypingClient<Target>>
  /** Who is shown there, followed from now on; the server knows by then that somebody follows. */
  readonly follow: (client: TypingClient<Target>, target: Target) => Promise<() => readonly string[]>
  readonly until: (what: string, holds: () => boolean) => Promise<void>
}

/** What stays shown that should not, or the other way round, in words. */
function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`transport contract: ${what}`)
}

async function onStage<Target>(
  make: () => TransportHarness<Target> | Promise<TransportHarness<Target>>,
  play: (stage: Stage<Target>) => Promise<void>,
): Promise<void> {
  const harness = await make()
  const clients: TypingClient<Target>[] = []
  const errors: TypingError[] = []
  const stage: Stage<Target> = {
    harness,
    async client(user) {
      const client = createTypingClient({ transport: harness.transport(user), onError: (error) => errors.push(error) })
      clients.push(client)
      await client.connect()
      await harness.settle()
      return client
    },
    async follow(client, target) {
      const { users } = client.conversation(target)
      users.subscribe(() => {})
      await harness.settle()
      return () => users.getState().map((user) => user.id)
    },
    async until(what, holds) {
      // oxlint-disable-next-line no-await-in-loop -- each round waits for the one before it
      for (let round = 0; round < MOST_ROUNDS && !holds(); round += 1) await harness.settle()
      expect(holds(), what)
    },
  }
  try {
    await play(stage)
    expect(errors.length === 0, `an error was reported: ${errors[0]?.message ?? ''}`)
  } finally {
    await Promise.all(clients.map((client) => client.close()))
    await harness.close?.()
  }
}

type Check = <Target>(stage: Stage<Target>) => Promise<void>

/** The one check that only a server with a memory of who types can pass. */
const LATECOMERS = 'whoever connects later sees who types already'

const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  [
    'equal targets have equal keys, different ones do not, and nothing makes `key` throw',
    async ({ harness }) => {
      const { key } = harness.transport('ann')
      const [first, second] = harness.targets
      expect(key(first) !== undefined && key(first) === key(first), 'a target has no stable key')
      expect(key(first) !== key(second), 'two conversations share a key')
      for (const [a, b] of harness.equal ?? []) expect(key(a) === key(b), 'equal targets have different keys')
      // oxlint-disable-next-line no-unsafe-type-assertion -- that it takes what is no target is the point
      const total = key as (target: unknown) => string | undefined
      const never = [undefined, null, 0, NaN, '', {}, [], () => {}, Symbol('none'), ...(harness.invalid ?? [])]
      for (const target of never) expect(total(target) === undefined, 'something that is no conversation has a key')
    },
  ],
  [
    'a key shows me to the other, a stop hides me',
    async ({ client, follow, until, harness }) => {
      const [ann, bob] = [await client('ann'), await client('bob')]
      const seen = await follow(bob, harness.targets[0])
      ann.conversation(harness.targets[0]).keystroke()
      await until('a start does not show', () => seen().length === 1)
      ann.conversation(harness.targets[0]).stop()
      await until('a stop does not hide', () => seen().length === 0)
    },
  ],
  [
    'S2: I am in no view of mine',
    async ({ client, follow, until, harness }) => {
      const [ann, bob] = [await client('ann'), await client('bob')]
      const own = await follow(ann, harness.targets[0])
      const others = await follow(bob, harness.targets[0])
      ann.conversation(harness.targets[0]).keystroke()
      await until('a start does not show', () => others().length === 1)
      await harness.settle()
      expect(own().length === 0, 'I see myself')
    },
  ],
  [
    'conversations are apart',
    async ({ client, follow, until, harness }) => {
      const [ann, bob] = [await client('ann'), await client('bob')]
      const [here, there] = [await follow(bob, harness.targets[0]), await follow(bob, harness.targets[1])]
      ann.conversation(harness.targets[0]).keystroke()
      ann.conversation(harness.targets[1]).keystroke()
      await until('typing in two conversations does not show in both', () => here().length + there().length === 2)
      ann.conversation(harness.targets[0]).stop()
      await until('a stop does not hide', () => here().length === 0)
      expect(there().length === 1, 'a stop in one conversation hides me in another')
    },
  ],
  [
    'both can type at once, and see only each other',
    async ({ client, follow, until, harness }) => {
      const [ann, bob] = [await client('ann'), await client('bob')]
      const [byAnn, byBob] = [await follow(ann, harness.targets[0]), await follow(bob, harness.targets[0])]
      ann.conversation(harness.targets[0]).keystroke()
      bob.conversation(harness.targets[0]).keystroke()
      await until('two who type do not see each other', () => byAnn().length === 1 && byBob().length === 1)
      expect(byAnn()[0] !== byBob()[0], 'one of them sees themselves')
    },
  ],
  [
    LATECOMERS,
    async ({ client, follow, until, harness }) => {
      const ann = await client('ann')
      ann.conversation(harness.targets[0]).keystroke()
      await harness.settle()
      const seen = await follow(await client('bob'), harness.targets[0])
      await until('somebody who began earlier does not show', () => seen().length === 1)
    },
  ],
  [
    'a message of the one who types hides them',
    async ({ client, follow, until, harness }) => {
      const [ann, bob] = [await client('ann'), await client('bob')]
      const seen = await follow(bob, harness.targets[0])
      ann.conversation(harness.targets[0]).keystroke()
      await until('a start does not show', () => seen().length === 1)
      bob.conversation(harness.targets[0]).messageFrom(seen()[0] ?? '')
      expect(seen().length === 0, 'a message does not hide its author')
    },
  ],
  [
    'S9: to close while typing hides me, and the same client opens again',
    async ({ client, follow, until, harness }) => {
      const [ann, bob] = [await client('ann'), await client('bob')]
      const seen = await follow(bob, harness.targets[0])
      ann.conversation(harness.targets[0]).keystroke()
      await until('a start does not show', () => seen().length === 1)
      await ann.close()
      await until('to close does not hide', () => seen().length === 0)
      await ann.connect()
      ann.conversation(harness.targets[0]).keystroke()
      await until('a client that was closed cannot be opened again', () => seen().length === 1)
    },
  ],
]

/**
 * The checks that every transport must pass, for any test runner. `tellsLatecomers` is false where a
 * server does not say who types already to whoever connects: they are shown with their next start.
 *
 * @example
 * for (const { name, run } of transportContract(makeHarness)) test(name, run)
 */
export function transportContract<Target>(
  make: () => TransportHarness<Target> | Promise<TransportHarness<Target>>,
  { tellsLatecomers = true }: { readonly tellsLatecomers?: boolean | undefined } = {},
): readonly ContractCase[] {
  const checks = CHECKS.filter(([name]) => tellsLatecomers || name !== LATECOMERS)
  return checks.map(([name, check]) => ({ name, run: () => onStage(make, (stage) => check(stage)) }))
}
