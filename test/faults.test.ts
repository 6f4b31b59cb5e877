import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const top = resolve(import.meta.dirname, '..')

/** The rows of a page's tables that begin with a number. */
function rowsOf(text: string): readonly (readonly [number: number, row: string])[] {
  return [...text.matchAll(/^\| (\d+) \|(.*)\|$/gm)].map(([, number, row = '']) => [Number(number), row])
}

/** The tests that a text names, as `path` "title". */
function namedIn(text: string): readonly (readonly [path: string, title: string])[] {
  return [...text.matchAll(/`([\w./-]+\.tsx?)` "([^"]+)"/g)].map(([, path = '', title = '']) => [path, title])
}

async function missingOf(text: string): Promise<readonly string[]> {
  const missing = await Promise.all(
    namedIn(text).map(async ([path, title]) => {
      const source = await readFile(join(top, path), 'utf8').catch(() => '')
      // As a whole title: a part of one would still be found after it was renamed.
      const isThere = [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => source.includes(quoted))
      return isThere ? [] : [`${path} "${title}"`]
    }),
  )
  return missing.flat()
}

test('docs/faults.md has 42 faults, each with a test that exists or an honest word', async () => {
  const text = await readFile(join(top, 'docs/faults.md'), 'utf8')
  const rows = rowsOf(text)
  expect(rows.map(([number]) => number)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1))
  const bare = rows.filter(([, row]) => namedIn(row).length === 0 && !row.includes('**Not covered'))
  expect(bare).toEqual([])
  expect(await missingOf(text)).toEqual([])
})

test('every test that docs/security.md names exists', async () => {
  const text = await readFile(join(top, 'docs/security.md'), 'utf8')
  expect(namedIn(text).length).toBeGreaterThan(15)
  expect(await missingOf(text)).toEqual([])
})
