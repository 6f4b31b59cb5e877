import { expect, it } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

const NOW = Date.UTC(1994, 10, 6, 8, 49, 37)

it.each<[string | null, number | undefined]>([
  ['0', 0],
  ['1', 1_000],
  ['120', 120_000],
  [' 5 ', 5_000],
  ['007', 7_000],
  ['Sun, 06 Nov 1994 08:49:40 GMT', 3_000],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  ['Sun, 06 Nov 1994 08:49:36 GMT', 0],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['99999999999999999999', Number.MAX_SAFE_INTEGER],
  ['9'.repeat(64), Number.MAX_SAFE_INTEGER],
  ['9'.repeat(65), undefined],
  ['9'.repeat(1_000_000), undefined],
  ['1.5', undefined],
  ['-1', undefined],
  ['+1', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['١', undefined],
  ['1, 2', undefined],
  ['', undefined],
  [null, undefined],
  ['soon', undefined],
  ['1994', 1_994_000],
  ['1994-11-06T08:49:40Z', undefined],
  ['Sunday, 06-Nov-94 08:49:40 GMT', undefined],
  ['Mon, 06 Nov 1994 08:49:40 GMT', undefined],
  ['Sun, 31 Feb 1994 08:49:40 GMT', undefined],
])('reads %.32j as %s', (value, ms) => {
  expect(readRetryAfter(value, NOW)).toBe(ms)
})
