// Which browser the tests drive. Never throws: unit tests read the same configuration and need none.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TOP = fileURLToPath(new URL('..', import.meta.url))

/** @type {typeof import('./find-browser.d.mts').npmBrowserPlace} */
export const npmBrowserPlace = (top = TOP) => join(top, 'node_modules', '.cache', 'nowtyping', 'chromium')

/**
 * The first of: CHROME_PATH, Playwright's own headless shell, a Chrome, Chromium or Edge of the
 * system, and the one from npm, as ensure-browser.mjs leaves it.
 *
 * @type {typeof import('./find-browser.d.mts').findBrowser}
 */
export const findBrowser = ({ env = process.env, platform = process.platform, top = TOP } = {}) => {
  if (env['CHROME_PATH'] && runs(env['CHROME_PATH'])) return { path: env['CHROME_PATH'], source: 'CHROME_PATH' }
  const own = playwrightBrowsers(SHELL, env, platform, top).find(runs)
  if (own) return { path: own, source: 'playwright' }
  const system = systemBrowsers(env, platform).find(runs)
  if (system) return { path: system, source: 'system' }
  const npm = join(npmBrowserPlace(top), 'chromium')
  return runs(npm) ? { path: npm, source: 'npm' } : undefined
}

/**
 * The first that has tabs which can be hidden and frozen, which a headless shell has not: CHROME_PATH, Playwright's
 * own, and a Chrome, Chromium or Edge of the system.
 *
 * @type {typeof import('./find-browser.d.mts').findFullBrowser}
 */
export const findFullBrowser = ({ env = process.env, platform = process.platform, top = TOP } = {}) => {
  const chosen = env['CHROME_PATH']
  if (chosen && !/headless[-_]shell/i.test(chosen) && runs(chosen)) return { path: chosen, source: 'CHROME_PATH' }
  const own = playwrightBrowsers(FULL, env, platform, top).find(runs)
  if (own) return { path: own, source: 'playwright' }
  const system = systemBrowsers(env, platform).find(runs)
  return system ? { path: system, source: 'system' } : undefined
}

/** @param {string} path */
function runs(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where Playwright 1.65 keeps what it downloads. */
const PLAYWRIGHT = {
  linux: { env: 'XDG_CACHE_HOME', cache: '.cache', builds: ['linux64', 'linux-arm64'] },
  darwin: { env: '', cache: join('Library', 'Caches'), builds: ['mac-arm64', 'mac-x64'] },
  win32: { env: 'LOCALAPPDATA', cache: join('AppData', 'Local'), builds: ['win64'] },
}

/** @param {readonly string[]} parts */
const onMac = (...parts) => join(...parts, 'Google Chrome for Testing.app', 'Contents', 'MacOS', 'Google Chrome for Testing')

/** @typedef {{ name: string, folder: string, program: (build: string, platform: string) => string }} Kind */

/** What headless runs use; Playwright's `executablePath()` names the full one. @type {Kind} */
const SHELL = {
  name: 'chromium-headless-shell',
  folder: 'chromium_headless_shell',
  program: (build, platform) =>
    join(`chrome-headless-shell-${build}`, platform === 'win32' ? 'chrome-headless-shell.exe' : 'chrome-headless-shell'),
}

/** @type {Kind} */
const FULL = {
  name: 'chromium',
  folder: 'chromium',
  program: (build, platform) => {
    if (platform === 'darwin') return onMac(`chrome-${build}`)
    return join(`chrome-${build}`, platform === 'win32' ? 'chrome.exe' : 'chrome')
  },
}

/**
 * @param {Kind} kind
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} top
 */
function playwrightBrowsers({ name, folder, program }, env, platform, top) {
  const revision = revisionOf(name, top)
  if (revision === undefined) return []
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir()
  const where = PLAYWRIGHT[platform === 'darwin' || platform === 'win32' ? platform : 'linux']
  const cache = env[where.env] ?? join(home, where.cache)
  const root = env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(cache, 'ms-playwright')
  return where.builds.map((build) => join(root, `${folder}-${revision}`, program(build, platform)))
}

/**
 * @param {string} wanted
 * @param {string} top
 */
function revisionOf(wanted, top) {
  try {
    const require = createRequire(join(top, 'package.json'))
    const core = createRequire(require.resolve('playwright/package.json')).resolve('playwright-core/package.json')
    const { browsers } = JSON.parse(readFileSync(join(dirname(core), 'browsers.json'), 'utf8'))
    for (const { name, revision } of browsers) if (name === wanted) return String(revision)
  } catch {
    // Not installed yet: then there is no browser of Playwright's either.
  }
  return undefined
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
function systemBrowsers(env, platform) {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
  }
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter((root) => root !== undefined)
    return ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap((path) =>
      roots.map((root) => join(root, path)),
    )
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge']
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).filter((path) => existsSync(path))
}
