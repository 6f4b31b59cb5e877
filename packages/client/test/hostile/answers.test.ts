import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MATRIX, ROCKETCHAT, ZULIP } from './good-servers.ts'
import type { Template } from './json-text.ts'
import { anyLife, EXAMPLES, live, type Happening } from './lives.ts'
import type { GoodServer } from './stage.ts'
import { MATRIX_TEMPLATES, ROCKETCHAT_TEMPLATES, ZULIP_TEMPLATES } from './templates.ts'

/** What must occur somewhere over all lives, or they show nothing (D2). */
const SOMETIMES: readonly Happening[] = ['input', 'spared', 'shown', 'closed', 'malformed', 'refused', 'limited', 'healed']

/** What nobody caught. */
const uncaught: unknown[] = []
const note = (cause: unknown): void => void uncaught.push(cause)

beforeEach(() => {
  uncaught.length = 0
  process.on('unhandledRejection', note).on('uncaughtException', note)
})

afterEach(() => {
  process.off('unhandledRejection', note).off('uncaughtException', note)
})

async function tryLives<Target>(server: GoodServer<Target>, templates: readonly Template[]): Promise<void> {
  const happened = new Map<Happening, number>()
  await fc.assert(
    fc.asyncProperty(anyLife(templates, server.hasSockets), async (moves) => {
      await live(server, moves, (what) => happened.set(what, (happened.get(what) ?? 0) + 1))
      expect(uncaught).toEqual([])
    }),
    { numRuns: 100, seed: 1, examples: EXAMPLES.map((moves) => [moves]) },
  )
  expect(SOMETIMES.filter((what) => !happened.has(what))).toEqual([])
}

describe('S18 any answer, through the whole client: nothing thrown, others untouched, caps held, and well again after it', () => {
  test('Matrix', () => tryLives(MATRIX, MATRIX_TEMPLATES), 30_000)
  test('Zulip', () => tryLives(ZULIP, ZULIP_TEMPLATES), 30_000)
  test('Rocket.Chat', () => tryLives(ROCKETCHAT, ROCKETCHAT_TEMPLATES), 30_000)
})
