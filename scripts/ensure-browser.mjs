// A browser for the tests: the one that is there, else the first of three ways to get one that works.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { guard, isStopping, run } from './child.mjs'
import { findBrowser, findFullBrowser, npmBrowserPlace } from './find-browser.mjs'
import { TO_STDERR, TOP } from './install.mjs'

/** The last version of this headless shell whose engines allow Node 20. */
const NPM_BROWSER = '@sparticuz/chromium@147.0.0'
const WINDOWS = process.platform === 'win32'

/**
 * @returns {Promise<import('./find-browser.d.mts').FoundBrowser>}
 * @throws when there is none and none can be had; the message says what to do
 */
export async function ensureBrowser() {
  const found = findBrowser()
  if (found) return found
  if (process.env['NO_BROWSER_INSTALL'] !== '1') {
    for (const get of [fromPlaywright, fromNpm, fromApt]) {
      if (isStopping()) break
      await get()
      const got = findBrowser()
      if (got) return got
    }
  }
  throw new Error('unable to find a browser for the tests; install Chrome or Chromium, or set CHROME_PATH to one')
}

/**
 * A browser whose tabs can be hidden, throttled and frozen.
 *
 * @returns {Promise<import('./find-browser.d.mts').FoundBrowser>}
 * @throws when there is none and none can be had; the message says what to do
 */
export async function ensureFullBrowser() {
  const found = findFullBrowser()
  if (found) return found
  if (process.env['NO_BROWSER_INSTALL'] !== '1') {
    for (const get of [fullFromPlaywright, fromApt]) {
      if (isStopping()) break
      await get()
      const got = findFullBrowser()
      if (got) return got
    }
  }
  throw new Error(
    'unable to find a full browser; a headless shell has no tabs to hide or freeze. ' +
      'Install Chrome or Chromium, run `node node_modules/playwright/cli.js install chromium`, or set CHROME_PATH to one',
  )
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
const runQuietly = (command, args, env = {}) =>
  run(command, args, { cwd: TOP, env: { ...process.env, ...env }, stdio: TO_STDERR, shell: WINDOWS })

const PLAYWRIGHT_CLI = join(TOP, 'node_modules', 'playwright', 'cli.js')

async function fromPlaywright() {
  console.error('No browser found: asking Playwright for its own')
  await run(process.execPath, [PLAYWRIGHT_CLI, 'install', '--only-shell', 'chromium'], { cwd: TOP, stdio: TO_STDERR })
}

async function fullFromPlaywright() {
  console.error('No full browser found: asking Playwright for its own')
  await run(process.execPath, [PLAYWRIGHT_CLI, 'install', '--no-shell', 'chromium'], { cwd: TOP, stdio: TO_STDERR })
}

async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return
  console.error(`Still none: getting ${NPM_BROWSER} from npm`)
  const place = npmBrowserPlace()
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund']
  const installed = await runQuietly('npm', ['install', '--prefix', place, ...quiet, NPM_BROWSER])
  if (installed.code !== 0) return
  // It unpacks itself into the folder for temporary files, so that has to be ours before it is loaded.
  const unpack = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`
  await run(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: place,
    env: { ...process.env, TMPDIR: place },
    stdio: TO_STDERR,
  })
  rmSync(join(place, 'node_modules'), { recursive: true, force: true })
  // It needs libraries of the system; where they are missing it is of no use.
  const tried = await run(join(place, 'chromium'), ['--version'], { stdio: TO_STDERR })
  if (tried.code !== 0) rmSync(place, { recursive: true, force: true })
}

async function fromApt() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  console.error('Still none: installing chromium with apt-get')
  const apt = () => runQuietly('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], QUIET_APT)
  if ((await apt()).code === 0) return
  await runQuietly('apt-get', ['update'], QUIET_APT)
  await apt()
}

const QUIET_APT = { DEBIAN_FRONTEND: 'noninteractive' }

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  guard()
  try {
    console.log((await (process.argv.includes('--full') ? ensureFullBrowser() : ensureBrowser())).path)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
