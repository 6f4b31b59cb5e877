// Synapse in a virtual environment of its own, below the cache folder that Git does not see.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { output } from '../child.mjs'
import { TOP } from '../install.mjs'

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
const PLACE = join(TOP, '.cache', 'synapse')
const STAMP = join(PLACE, 'installed')
const PYTHON = process.platform === 'win32' ? join(PLACE, 'Scripts', 'python.exe') : join(PLACE, 'bin', 'python')

/** An installation that takes longer hangs. */
const LIMIT_MS = 600_000

/** The wheels are made for 3.11; the others have them too as a rule. */
const INTERPRETERS = ['python3.11', 'python3.12', 'python3.13', 'python3.10', 'python3', 'python']

/** The package index gave no answer at all: nothing was tried, and nothing can be said. */
export class IndexUnreachable extends Error {
  constructor() {
    super('the package index is unreachable')
    this.name = 'IndexUnreachable'
  }
}

/** The pinned version. */
export function synapseVersion() {
  const version = /^matrix-synapse==(\S+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))?.[1]
  if (version === undefined) throw new Error('unable to read the version of Synapse; requirements.txt pins none')
  return version
}

/**
 * Installs unless what is there is what is pinned.
 *
 * @throws {IndexUnreachable} where the package index gives no answer
 * @returns {Promise<{ python: string, version: string }>}
 */
export async function prepareSynapse() {
  const { command, version: pythonVersion } = interpreter()
  const wanted = createHash('sha256').update(pythonVersion).update(readFileSync(REQUIREMENTS)).digest('hex')
  const version = synapseVersion()
  if (existsSync(PYTHON) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return { python: PYTHON, version }
  rmSync(PLACE, { recursive: true, force: true })
  mkdirSync(dirname(PLACE), { recursive: true })
  console.error(`Installing Synapse ${version} with ${pythonVersion}`)
  const made = await output(command, ['-m', 'venv', PLACE], { limitMs: LIMIT_MS })
  if (made.code !== 0) throw new Error(`unable to make a virtual environment; ${lastLine(made.text)} ${made.note}`.trim())
  const args = ['-m', 'pip', 'install', '--no-input', '--no-deps', '--only-binary=:all:', '--retries', '2', '-r', REQUIREMENTS]
  const installed = await output(PYTHON, args, { limitMs: LIMIT_MS, env: { ...process.env, PIP_PROGRESS_BAR: 'off' } })
  if (installed.code !== 0) {
    if (isUnreachable(installed.text)) throw new IndexUnreachable()
    throw new Error(`unable to install Synapse; ${lastLine(installed.text)} ${installed.note}`.trim())
  }
  writeFileSync(STAMP, wanted)
  return { python: PYTHON, version }
}

function interpreter() {
  for (const command of INTERPRETERS) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' })
    if (status === 0 && /^Python 3\.1[0-3]\./.test(stdout)) return { command, version: stdout.trim() }
  }
  throw new Error('unable to install Synapse; there is no Python from 3.10 to 3.13')
}

/**
 * Whether pip's output says that no connection to the index came about. A file or a page that it did get, even one that
 * says no, means that the index can be reached.
 *
 * @param {string} text
 */
export const isUnreachable = (text) =>
  /after connection broken by '\w*(Connection|NameResolution|Timeout|Protocol|Proxy|OS)\w*Error/.test(text) &&
  text.includes('(from versions: none)') &&
  !/^\s*(Downloading|Using cached) /m.test(text)

/** @param {string} text */
const lastLine = (text) => text.trim().split('\n').findLast((line) => line.startsWith('ERROR')) ?? text.trim().split('\n').at(-1) ?? ''
