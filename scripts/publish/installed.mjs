// The tarballs as `pnpm pack` makes them, installed outside of the repository into the apps of test/consumers.
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../child.mjs'
import { pnpm, TOP } from '../install.mjs'
import { PUBLISHED } from './laid-out.mjs'

const APPS = join(TOP, 'test', 'consumers')
/** What the tests run from the sources, for the apps to compile from the tarballs. */
const SNIPPETS = join(TOP, 'packages', 'react', 'test', 'snippets')
const LOCK = 'pnpm-lock.yaml'
const TSC = join(TOP, 'node_modules', 'typescript', 'bin', 'tsc')

/**
 * A tarball is another one after each change, so the lock file is kept without their sums, and gets them here.
 *
 * @type {RegExp}
 */
const SUM = /integrity: \S+, tarball: file:tarballs\/([\w-]+)\.tgz/g

/** @typedef {{ place: string, tarball: (name: string) => string, remove: () => void }} Installed */

/**
 * Builds anew, packs, and installs what the lock file says.
 *
 * @param {{ locks?: boolean }} [options] `locks` writes the lock file instead of obeying it
 * @returns {Promise<Installed>}
 * @throws when one of the steps fails; it has written why
 */
export async function installTarballs({ locks = false } = {}) {
  // By its real path: on some platforms the folder for temporary files is a link, which Vite and Next do not like.
  const place = mkdtempSync(join(realpathSync(tmpdir()), 'nowtyping-consumers-'))
  const remove = () => rmSync(place, { recursive: true, force: true })
  const tarball = (/** @type {string} */ name) => join(place, 'tarballs', `${name}.tgz`)
  try {
    cpSync(APPS, place, { recursive: true, filter: (from) => !/[\\/](node_modules|tsconfig\.json)$/.test(from) })
    copyFileSync(join(place, 'react-19', 'app.tsx'), join(place, 'react-18', 'app.tsx'))
    writeFileSync(join(place, 'react-native', 'chat.tsx'), exampleOf(join(TOP, 'docs', 'react-native.md')))
    for (const app of ['react-18', 'react-19', 'next']) {
      const filter = (/** @type {string} */ from) => !/\.test\.tsx$|tsconfig\.json$/.test(from)
      cpSync(SNIPPETS, join(place, app, 'snippets'), { recursive: true, filter })
    }
    mkdirSync(join(place, 'tarballs'))
    for (const name of PUBLISHED) await pack(name, tarball(name))
    const lock = join(place, LOCK)
    if (locks) {
      check('lock the consumers', await pnpm(['install', '--lockfile-only', '--no-frozen-lockfile'], { cwd: place }))
      writeFileSync(
        join(APPS, LOCK),
        readFileSync(lock, 'utf8').replaceAll(SUM, 'integrity: sha512-0, tarball: file:tarballs/$1.tgz'),
      )
    } else {
      const sums = readFileSync(lock, 'utf8').replaceAll(
        SUM,
        (_, name) => `integrity: ${sumOf(tarball(name))}, tarball: file:tarballs/${name}.tgz`,
      )
      writeFileSync(lock, sums)
      check('install the consumers', await pnpm(['install', '--frozen-lockfile', '--prefer-offline'], { cwd: place }))
    }
    return { place, tarball, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/**
 * The first example of a page, which here is the app itself.
 *
 * @param {string} page
 */
function exampleOf(page) {
  const code = /^```tsx\n([\s\S]*?)^```/m.exec(readFileSync(page, 'utf8'))?.[1]
  if (code === undefined) throw new Error(`unable to lay out the consumers; ${page} has no example`)
  return code
}

/** @param {string} path */
const sumOf = (path) => `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`

/**
 * @param {string} name
 * @param {string} to
 */
async function pack(name, to) {
  const folder = join(TOP, 'packages', name)
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  check(`build ${name}`, await run(process.execPath, [TSC, '-p', join(folder, 'tsconfig.build.json')]))
  // It names every file.
  let text = ''
  const { code, note } = await pnpm(['pack', '--out', to], { cwd: folder, onText: (more) => void (text += more) })
  check(`pack ${name}`, { code, note: code === 0 ? note : `${note}\n${text}` })
}

/**
 * @param {string} what
 * @param {{ code: number, note: string }} ended
 */
function check(what, { code, note }) {
  if (code !== 0) throw new Error(`unable to ${what}; it ended with ${code} ${note}`.trim())
}
