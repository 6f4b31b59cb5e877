import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const top = resolve(import.meta.dirname, '../../../..')

/** Runs a program of this folder in a Node of its own, and gives what it printed. */
async function run(...args: readonly string[]): Promise<string> {
  const ended = await promisify(execFile)(process.execPath, [resolve(top, 'scripts/hostile.mjs'), ...args], { cwd: top })
  return ended.stdout
}

describe('in a Node of its own', () => {
  test('S18 nothing reads or writes `__proto__`: the same lives where that throws', async () => {
    const isFlagKnown = await promisify(execFile)(process.execPath, ['--disable-proto=throw', '-e', 'String({}.__proto__)']).catch(() => 'thrown')
    expect(isFlagKnown).toBe('thrown')
    const told = await run('--disable-proto=throw', 'soak', '--inputs=300', '--moves=40', '--seed=1')
    expect(told).toMatch(/^matrix +input \d{3}.*\nzulip +input \d{3}.*\nrocketchat +input \d{3}/m)
  }, 60_000)

  test('S14 the heap is bounded: people and places that come once are not kept', async () => {
    const told = await run('heap', '--events=250000')
    const results = told.trim().split('\n').map((line): unknown => JSON.parse(line))
    expect(results).toHaveLength(3)
    for (const result of results) {
      expect(result).toMatchObject({ left: { timers: 0, flights: 0, requests: 0, sockets: 0 } })
      expect(result).toMatchObject({ counts: { wanting: 0, changed: 0 }, errors: 0 })
    }
    const [matrix, zulip, rocketchat] = results.map((result) => Object.assign({ growthBytes: Infinity, counts: { conversations: Infinity } }, result))
    expect([matrix?.counts.conversations, zulip?.counts.conversations, rocketchat?.counts.conversations]).toEqual([63, 2_000, 1])
    // Kept for good, 200 000 people would take 20 MB and more.
    for (const result of [matrix, zulip, rocketchat]) expect(result?.growthBytes).toBeLessThan(8_000_000)
  }, 60_000)
})
