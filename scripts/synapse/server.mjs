// A Synapse that runs for as long as it is needed, and leaves neither a process nor a file.
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { run } from '../child.mjs'
import { writeConfiguration } from './configuration.mjs'

/** It is ready within four seconds on an idle machine. */
const READY_WITHIN_MS = 90_000
const LOOK_EVERY_MS = 100

/**
 * Starts a Synapse on 127.0.0.1 with an empty database.
 *
 * @param {{ python: string, port?: number, low?: boolean }} options
 */
export async function startSynapse({ python, port: wanted = 0, low = false }) {
  const place = mkdtempSync(join(tmpdir(), 'nowtyping-synapse-'))
  const port = wanted === 0 ? await freePort() : wanted
  const url = `http://127.0.0.1:${port}`
  const config = writeConfiguration(place, { port, low })
  let life = begin()

  function begin() {
    const until = new AbortController()
    let said = ''
    // In our own process group: whatever ends that ends Synapse too.
    const ended = run(python, ['-m', 'synapse.app.homeserver', '--config-path', config], {
      cwd: place,
      until: until.signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      onText: (text) => void (said = (said + text).slice(-4000)),
    })
    return {
      end: async () => {
        until.abort()
        await ended
      },
      ready: () => ready(url, ended, () => said + logOf(place)),
    }
  }

  async function stop() {
    await life.end()
    rmSync(place, { recursive: true, force: true })
  }

  async function restart() {
    await life.end()
    life = begin()
    await life.ready()
  }

  try {
    await life.ready()
  } catch (error) {
    await stop()
    throw error
  }
  return { url, restart, stop }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('unable to find a free port')
  return address.port
}

/** @param {string} url @param {Promise<{ code: number, note: string }>} ended @param {() => string} words */
async function ready(url, ended, words) {
  /** @type {{ code?: number }} */
  const early = {}
  void ended.then(({ code }) => Object.assign(early, { code }))
  for (const start = performance.now(); performance.now() - start < READY_WITHIN_MS; await wait(LOOK_EVERY_MS)) {
    if (early.code !== undefined) throw new Error(`unable to start Synapse; it ended with ${early.code}\n${words()}`)
    if (await answers(`${url}/_matrix/client/versions`)) return
  }
  throw new Error(`unable to start Synapse; no answer within ${READY_WITHIN_MS / 1000} s\n${words()}`)
}

/** @param {string} url */
async function answers(url) {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/** @param {string} place */
function logOf(place) {
  try {
    return readFileSync(join(place, 'synapse.log'), 'utf8').slice(-4000)
  } catch {
    return ''
  }
}
