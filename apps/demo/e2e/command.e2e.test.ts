import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startMockServer } from '@nowtyping/mock-server'
import { build, preview } from 'vite'
import { chromium } from 'playwright'
import { expect, it, onTestFinished } from 'vitest'
import { findBrowser } from '../../../scripts/find-browser.mjs'
import { demoConfig } from '../vite.config.ts'
import { person } from './person.ts'

const HERE = fileURLToPath(new URL('..', import.meta.url))
const BOOTSTRAP = fileURLToPath(new URL('../../../scripts/bootstrap.mjs', import.meta.url))
const VITE = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js')

/** A port that is free at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

const isServed = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )

it('prints where to look, on the port it is given, and ends with everything it started', async () => {
  const port = await freePort()
  const args = [VITE, '--configLoader', 'runner', '--port', String(port), '--strictPort']
  const child = spawn(process.execPath, args, { cwd: HERE, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'inherit'] })
  // Also where the test runs out of time, which a finally would not see.
  onTestFinished(() => void child.kill('SIGKILL'))
  let printed = ''
  const mock = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('it ended before it served')))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const found = /Mock server: (\S+)/.exec(printed)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  expect(printed).toContain(`http://localhost:${port}/`)
  expect(printed).toContain(`http://localhost:${port}/?as=alice`)
  expect(new URL(mock).port).not.toBe(String(port))
  expect(await isServed(`http://localhost:${port}/`)).toBe(true)
  expect(await isServed(mock)).toBe(true)

  const executablePath = findBrowser()?.path
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] })
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`http://localhost:${port}/`)
  const [alice, dave] = await Promise.all([person(page, 'Alice'), person(page, 'Dave'), person(page, 'Carol'), person(page, 'Bob')])
  await alice.type('Served')
  await dave.seesTyping('Alice is typing')
  await browser.close()

  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(await isServed(`http://localhost:${port}/`)).toBe(false)
  expect(await isServed(mock)).toBe(false)
})

it('builds a page that keeps to its own security policy', async () => {
  const config = { ...demoConfig(), configFile: false, logLevel: 'error' } as const
  const outDir = join(HERE, 'node_modules', '.vite-e2e', 'dist')
  await build({ ...config, build: { ...config.build, outDir, emptyOutDir: true } })
  const served = await preview({ ...config, build: { outDir }, preview: { port: 0 } })
  const executablePath = findBrowser()?.path
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await page.goto(served.resolvedUrls?.local[0] ?? '')
    expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').count()).toBe(1)
    const [alice, bob] = await Promise.all([person(page, 'Alice'), person(page, 'Bob')])
    await alice.type('Built')
    await bob.seesTyping('Alice is typing')
    expect(complaints).toEqual([])

    await page.route('**/nowtyping.json', (route) => route.fulfill({ status: 404, body: 'Not found' }))
    await page.reload()
    await page.getByText('npm run demo').waitFor()
  } finally {
    await browser.close()
    await served.close()
  }
})

it('with --matrix starts no mock server, and points the page at the homeserver', async () => {
  const port = await freePort()
  const args = [BOOTSTRAP, 'demo', '--matrix', 'http://127.0.0.1:8008/', '--port', String(port), '--strictPort']
  const child = spawn(process.execPath, args, { env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGTERM'))
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('it ended before it served')))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      if (printed.includes('Homeserver: http://127.0.0.1:8008\n')) resolve()
    })
  })
  expect(printed).not.toContain('Mock server')
  const answer = await fetch(`http://localhost:${port}/nowtyping.json`)
  expect(await answer.json()).toEqual({ homeserver: 'http://127.0.0.1:8008' })
  child.kill('SIGTERM')
  await once(child, 'exit')
})

it.each([
  [[], 'needs the address'],
  [['--port', '1'], 'needs the address'],
  [['127.0.0.1:8008'], 'absolute, http or https'],
  [['ftp://127.0.0.1'], 'absolute, http or https'],
  [["http://a;script-src'"], 'absolute, http or https'],
  [['http://ann:secret@127.0.0.1:8008'], 'without a user name or password'],
  [['http://127.0.0.1:8008/?a=secret'], 'without a query or fragment'],
  [['http://127.0.0.1:8008/#secret'], 'without a query or fragment'],
  [['http://127.0.0.1:8008', '--matrix=http://127.0.0.1:8009'], 'given twice'],
])('ends with 2 and says why where --matrix is followed by %j', (rest, why) => {
  const args = [BOOTSTRAP, 'demo', '--matrix', ...rest]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 10_000 })
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(why)
  expect(stderr).not.toContain('secret')
})

it('builds a page whose policy lets it ask the homeserver it is for', async () => {
  const mock = await startMockServer()
  onTestFinished(() => mock.close())
  // Another name than the ones that every page may ask.
  const homeserver = mock.urls.matrix.replace('127.0.0.1', 'localhost')
  const config = { ...demoConfig({ homeserver }), configFile: false, logLevel: 'error' } as const
  const outDir = join(HERE, 'node_modules', '.vite-e2e', 'homeserver')
  await build({ ...config, build: { ...config.build, outDir, emptyOutDir: true } })
  const served = await preview({ ...config, build: { outDir }, preview: { port: 0 } })
  onTestFinished(() => served.close())
  const executablePath = findBrowser()?.path
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] })
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`${served.resolvedUrls?.local[0] ?? ''}?panes=1`)
  await page.getByLabel('User name').fill('alice')
  await page.getByLabel('Password').fill('alice-password')
  await page.getByLabel('Password').press('Enter')
  await person(page, 'Alice')
  expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').count()).toBe(1)
})
