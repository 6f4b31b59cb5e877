// The packages as an app has them in its node_modules, without packing or installing: built, and with the
// exports that are published. test:consumers holds that the tarballs have the same.
import { mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../child.mjs'
import { TOP } from '../install.mjs'

/** Folders below packages/ of what is published. */
export const PUBLISHED = /** @type {const} */ (['client', 'react', 'mock-server'])

const TSC = join(TOP, 'node_modules', 'typescript', 'bin', 'tsc')

/**
 * A path that the `exports` of a package offer.
 *
 * @typedef {{ specifier: string, types: string, file: string }} Entry
 *   the name that an import has, and the absolute paths of its declarations and its code
 */

/**
 * @param {string} purpose a folder of its own for each command, because two may run at once
 * @returns {Promise<{ place: string, entries: Entry[] }>} the folder that has the node_modules, and every entry with code
 * @throws when a package does not compile
 */
export async function layOut(purpose) {
  const place = join(TOP, 'node_modules', '.cache', 'nowtyping', purpose)
  rmSync(place, { recursive: true, force: true })
  const laid = PUBLISHED.map(async (name) => {
    const source = join(TOP, 'packages', name)
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
    const folder = join(place, 'node_modules', ...manifest.name.split('/'))
    const built = await run(process.execPath, [
      TSC,
      '-p',
      join(source, 'tsconfig.build.json'),
      '--outDir',
      join(folder, 'dist'),
    ])
    if (built.code !== 0) {
      throw new Error(`unable to build ${manifest.name}; tsc ended with ${built.code} ${built.note}`.trim())
    }
    const { publishConfig, ...fields } = manifest
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...fields, exports: publishConfig.exports }))
    for (const dependency of Object.keys(manifest.dependencies ?? {})) link(place, source, dependency)
    return entriesOf(manifest.name, folder, publishConfig.exports)
  })
  return { place, entries: (await Promise.all(laid)).flat() }
}

/**
 * @param {string} name
 * @param {string} folder
 * @param {Record<string, string | { types: string, default: string }>} exported
 * @returns {Entry[]}
 */
function entriesOf(name, folder, exported) {
  return Object.entries(exported).flatMap(([path, to]) =>
    typeof to === 'string'
      ? []
      : [{ specifier: name + path.slice(1), types: join(folder, to.types), file: join(folder, to.default) }],
  )
}

/**
 * @param {string} place
 * @param {string} source
 * @param {string} dependency
 */
function link(place, source, dependency) {
  const to = join(place, 'node_modules', dependency)
  mkdirSync(join(to, '..'), { recursive: true })
  symlinkSync(realpathSync(join(source, 'node_modules', dependency)), to, 'junction')
}
