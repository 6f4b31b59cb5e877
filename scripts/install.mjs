// The pinned pnpm and the locked dependencies, with nothing but Node and npm to begin with.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './child.mjs'

export const TOP = fileURLToPath(new URL('..', import.meta.url))
const STAMP = join(TOP, 'node_modules', '.cache', 'nowtyping', 'installed')
const WINDOWS = process.platform === 'win32'
/**
 * Standard output belongs to the program that is asked for; what prepares it speaks on the other one.
 *
 * @type {import('node:child_process').StdioOptions}
 */
export const TO_STDERR = ['ignore', 2, 2]

/** Installs unless what is there is what the lock file says. */
export async function install() {
  const wanted = fingerprint()
  if (isInstalled(wanted)) return
  console.error(`Installing the dependencies with pnpm ${pinnedPnpm()}`)
  const { code, note } = await pnpm(['install', '--frozen-lockfile', '--prefer-offline'])
  if (code !== 0) throw new Error(`unable to install the dependencies; pnpm ended with ${code} ${note}`.trim())
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, wanted)
}

/**
 * Runs the pinned pnpm, fetched if it has to be.
 *
 * @param {readonly string[]} args
 * @param {{ cwd?: string, onText?: (text: string) => void }} [options] `onText` hears what is else shown
 */
export function pnpm(args, { cwd = TOP, onText } = {}) {
  const version = pinnedPnpm()
  const isThere = hasPnpm(version)
  return run(isThere ? 'pnpm' : 'npx', [...(isThere ? [] : ['--yes', `pnpm@${version}`]), ...args], {
    cwd,
    // Without CI pnpm may ask a question; what runs afterwards must not think it were on a build machine.
    env: { ...process.env, CI: 'true' },
    ...(onText ? { onText, stdio: ['ignore', 'pipe', 'pipe'] } : { stdio: TO_STDERR }),
    shell: WINDOWS,
  })
}

function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8'))
  const version = /^pnpm@([^+]+)/.exec(packageManager)?.[1]
  if (version === undefined) throw new Error('unable to read the pnpm version; package.json has no packageManager pnpm@…')
  return version
}

/** Asked outside of the repository: inside, another pnpm would fetch this version and call itself by it. @param {string} version */
function hasPnpm(version) {
  const { status, stdout } = spawnSync('pnpm', ['--version'], { cwd: tmpdir(), encoding: 'utf8', shell: WINDOWS })
  return status === 0 && stdout.trim() === version
}

/** Every package.json that the lock file speaks of. */
function manifests() {
  const folders = ['packages', 'apps'].flatMap((group) => readdirSync(join(TOP, group)).map((name) => join(group, name)))
  return ['', ...folders, join('packages', 'react', 'test', 'react-18')]
    .map((folder) => join(folder, 'package.json'))
    .filter((path) => existsSync(join(TOP, path)))
}

function fingerprint() {
  const hash = createHash('sha256').update(process.version)
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()]) {
    hash.update(path).update(readFileSync(join(TOP, path)))
  }
  return hash.digest('hex')
}

/** @param {string} wanted */
function isInstalled(wanted) {
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) return false
  return manifests().every((path) => existsSync(join(TOP, dirname(path), 'node_modules')))
}
