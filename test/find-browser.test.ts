import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findBrowser, findFullBrowser, npmBrowserPlace, type FoundBrowser } from '../scripts/find-browser.mjs'

const REVISION = '1255'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'nowtyping-browsers-'))
  const write = (path: string, content: object): void => {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), JSON.stringify(content))
  }
  write('package.json', {})
  write('node_modules/playwright/package.json', { name: 'playwright' })
  write('node_modules/playwright-core/package.json', { name: 'playwright-core' })
  write('node_modules/playwright-core/browsers.json', {
    browsers: [
      { name: 'chromium', revision: '1' },
      { name: 'chromium-headless-shell', revision: REVISION },
    ],
  })
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const program = (path: string): string => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  chmodSync(path, 0o755)
  return path
}

/** On a Linux machine with nothing but what the test puts there. */
const find = (env: NodeJS.ProcessEnv = {}): FoundBrowser | undefined =>
  findBrowser({ env: { HOME: place, PATH: join(place, 'bin'), ...env }, platform: 'linux', top: place })

const shellIn = (cache: string, revision: string = REVISION): string =>
  join(cache, `chromium_headless_shell-${revision}`, 'chrome-headless-shell-linux64', 'chrome-headless-shell')

test('there is none on a bare machine, and nothing throws, whatever it looks like', () => {
  expect(find()).toBeUndefined()
  rmSync(join(place, 'node_modules'), { recursive: true })
  for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
    expect(() => findBrowser({ env: {}, platform, top: place })).not.toThrow()
  }
})

test('CHROME_PATH comes first, then that of Playwright, of the system, of npm', () => {
  const npm = program(join(npmBrowserPlace(place), 'chromium'))
  expect(find()).toEqual({ path: npm, source: 'npm' })
  const system = program(join(place, 'bin', 'chromium'))
  expect(find()).toEqual({ path: system, source: 'system' })
  const own = program(shellIn(join(place, '.cache', 'ms-playwright')))
  expect(find()).toEqual({ path: own, source: 'playwright' })
  const chosen = program(join(place, 'mine'))
  expect(find({ CHROME_PATH: chosen })).toEqual({ path: chosen, source: 'CHROME_PATH' })
})

test('Playwright has its own only in the very revision that it wants', () => {
  program(shellIn(join(place, '.cache', 'ms-playwright'), '1254'))
  expect(find()).toBeUndefined()
})

test('Playwright is looked for where PLAYWRIGHT_BROWSERS_PATH or XDG_CACHE_HOME says', () => {
  const there = program(shellIn(join(place, 'there')))
  expect(find({ PLAYWRIGHT_BROWSERS_PATH: join(place, 'there') })?.path).toBe(there)
  const cached = program(shellIn(join(place, 'cache', 'ms-playwright')))
  expect(find({ XDG_CACHE_HOME: join(place, 'cache') })?.path).toBe(cached)
})

test('Chrome goes before Chromium, and Chromium before Edge', () => {
  for (const name of ['microsoft-edge', 'chromium', 'google-chrome']) {
    const path = program(join(place, 'bin', name))
    expect(find()?.path).toBe(path)
  }
})

test('a CHROME_PATH that cannot be run is passed over', () => {
  const system = program(join(place, 'bin', 'chromium'))
  expect(find({ CHROME_PATH: join(place, 'nothing') })?.path).toBe(system)
})

test('a full browser is none of the shells: CHROME_PATH, then that of Playwright, then of the system', () => {
  const findFull = (env: NodeJS.ProcessEnv = {}): FoundBrowser | undefined =>
    findFullBrowser({ env: { HOME: place, PATH: join(place, 'bin'), ...env }, platform: 'linux', top: place })
  program(join(npmBrowserPlace(place), 'chromium'))
  const shell = program(shellIn(join(place, '.cache', 'ms-playwright')))
  expect(findFull()).toBeUndefined()
  expect(findFull({ CHROME_PATH: shell })).toBeUndefined()
  const system = program(join(place, 'bin', 'chromium'))
  expect(findFull({ CHROME_PATH: shell })).toEqual({ path: system, source: 'system' })
  const own = program(join(place, '.cache', 'ms-playwright', 'chromium-1', 'chrome-linux64', 'chrome'))
  expect(findFull()).toEqual({ path: own, source: 'playwright' })
  const chosen = program(join(place, 'mine'))
  expect(findFull({ CHROME_PATH: chosen })).toEqual({ path: chosen, source: 'CHROME_PATH' })
})
