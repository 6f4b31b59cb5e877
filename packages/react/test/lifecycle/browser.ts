import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright'
import { findFullBrowser } from '../../../../scripts/find-browser.mjs'

/** A browser as people have it: tabs in one window, of which one is seen; the others are throttled, and may be frozen. */
export interface FullBrowser {
  readonly context: BrowserContext
  readonly close: () => Promise<void>
}

const LISTENING = /DevTools listening on (ws:\S+)/u

/**
 * Starts a browser by itself: one that Playwright starts has every page visible, focused and unthrottled, and keeps none
 * of those that are left.
 */
export async function startFullBrowser(): Promise<FullBrowser> {
  const found = findFullBrowser()
  if (found === undefined) {
    throw new Error('unable to find a full browser; `node scripts/ensure-browser.mjs --full` gets one, or says what to do')
  }
  const profile = await mkdtemp(join(tmpdir(), 'nowtyping-profile-'))
  const quiet = ['--no-first-run', '--disable-component-update', '--disable-background-networking', '--disable-sync']
  const program = spawn(
    found.path,
    ['--headless', '--no-sandbox', ...quiet, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => {
    program.once('close', () => resolve())
  })
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = ''
    program.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const [, url] = LISTENING.exec(said) ?? []
      if (url !== undefined) resolve(url)
    })
    program.once('error', reject)
    program.once('close', () => reject(new Error(`the browser ended at once; it said: ${said}`)))
  })
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true })
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('the browser has no window')
  return {
    context,
    close: async () => {
      await browser.close()
      program.kill()
      await ended
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
