import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { gateResult, runnerResult, sum, table, totalLine } from '../scripts/summary.mjs'

const ended = (code: number): { code: number; seconds: number } => ({ code, seconds: 1 })
const file = (...statuses: string[]): object => ({
  name: 'a.test.ts',
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status) => ({ status })),
})
const report = (...testResults: object[]): object => ({ testResults })
const counts = (code: number, from: unknown): [number, number] => {
  const { passed, failed } = runnerResult('a', ended(code), from)
  return [passed, failed]
}

describe('a gate counts as one', () => {
  test('passed when its tool ended with 0, failed otherwise', () => {
    expect(gateResult('lint', ended(0))).toMatchObject({ passed: 1, failed: 0 })
    expect(gateResult('lint', ended(2))).toMatchObject({ passed: 0, failed: 1 })
  })
})

describe('a runner counts its tests', () => {
  test('over all of its files', () => {
    expect(counts(0, report(file('passed', 'passed'), file('passed')))).toEqual([3, 0])
    expect(counts(1, report(file('passed', 'failed'), file('failed')))).toEqual([1, 2])
  })

  test.each(['skipped', 'pending', 'todo', 'disabled'])('a test that is %s has failed', (status) => {
    expect(counts(0, report(file('passed', status)))).toEqual([1, 1])
    expect(runnerResult('a', ended(0), report(file('passed', status))).note).toBe('1 skipped or to do')
  })

  test('a file that could not be loaded has failed, beside whatever else did', () => {
    const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] }
    expect(counts(1, report(file('passed'), broken))).toEqual([1, 1])
    expect(counts(1, report(file('failed'), broken))).toEqual([0, 2])
  })

  test('a runner that found no test, or wrote no report, has failed', () => {
    expect(counts(0, report())).toEqual([0, 1])
    expect(counts(0, report(file()))).toEqual([0, 1])
    expect(counts(0, undefined)).toEqual([0, 1])
    expect(counts(0, { testResults: 'none' })).toEqual([0, 1])
  })

  test('a runner that ended badly has failed, though each of its tests passed', () => {
    expect(counts(1, report(file('passed')))).toEqual([1, 1])
    expect(runnerResult('a', ended(1), report(file('passed'))).note).toBe('ended with 1')
  })

  test('what ended it is told', () => {
    expect(runnerResult('a', { code: 1, seconds: 1, note: 'given up after 9 s' }, undefined).note).toBe(
      'given up after 9 s; no test ran',
    )
  })
})

describe('the last line', () => {
  const results = [gateResult('lint', ended(0)), gateResult('types', ended(1)), runnerResult('a', ended(0), report(file('passed')))]

  test('is the sum over gates and runners', () => {
    expect(sum(results)).toEqual({ passed: 2, failed: 1 })
    expect(totalLine(results)).toBe('2 passed, 1 failed')
    expect(totalLine([])).toBe('0 passed, 0 failed')
  })

  test('is not written by the table, which has one line for each', () => {
    const lines = table(results)
    expect(lines).toHaveLength(results.length)
    for (const line of lines) expect(line).not.toMatch(/^\d+ passed, \d+ failed$/)
    expect(lines.map((line) => line.slice(0, 4))).toEqual(['ok  ', 'FAIL', 'ok  '])
  })
})

describe('several runs as one', () => {
  const sumUp = async (noted: readonly object[]): Promise<{ code: number; last: string | undefined }> => {
    const place = mkdtempSync(join(tmpdir(), 'nowtyping-summary-'))
    try {
      const list = join(place, 'noted.jsonl')
      writeFileSync(list, noted.map((result) => `${JSON.stringify(result)}\n`).join(''))
      const { NOWTYPING_RESULTS: _, ...env } = process.env
      const run = promisify(execFile)(process.execPath, ['scripts/summary.mjs', list], { env })
      const { stdout, code } = await run.then(
        (ended_) => ({ ...ended_, code: 0 }),
        (error: { stdout: string; code: number }) => error,
      )
      return { code, last: stdout.trimEnd().split('\n').at(-1) }
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  }

  test('are summed up in the last line, and fail if one gate did', async () => {
    const good = [gateResult('lint', ended(0)), runnerResult('a', ended(0), report(file('passed', 'passed')))]
    await expect(sumUp(good)).resolves.toEqual({ code: 0, last: '3 passed, 0 failed' })
    await expect(sumUp([...good, gateResult('types', ended(1))])).resolves.toEqual({ code: 1, last: '3 passed, 1 failed' })
  })

  test('that noted nothing have failed', async () => {
    await expect(sumUp([])).resolves.toEqual({ code: 1, last: '0 passed, 1 failed' })
  })
})
