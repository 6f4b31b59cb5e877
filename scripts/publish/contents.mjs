// What is in a package as it was installed, and what should not be.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

const RANGE = /^[\^]\d+\.\d+\.\d+( \|\| \^\d+\.\d+\.\d+)*$/
const TOP_LEVEL = new Set(['LICENSE', 'README.md', 'bin', 'dist', 'package.json', 'src'])
const NOT_FOR_USERS = /\.(test|test-d|prop|table|bench)\.|tsbuildinfo|tsconfig|(^|\/)(test|bench)\//

/**
 * @param {string} folder
 * @returns {string[]} its faults, none for a package that is as it should be
 */
export function faultsOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((file) => !file.startsWith('node_modules/'))
  const has = new Set(files)
  const read = (/** @type {string} */ file) => readFileSync(join(folder, file), 'utf8')
  return [
    ...['LICENSE', 'README.md'].filter((file) => !has.has(file)).map((file) => `${file} is missing`),
    ...files
      .filter((file) => !TOP_LEVEL.has(file.split('/')[0] ?? '') || NOT_FOR_USERS.test(file))
      .map((file) => `${file} is packed`),
    ...files.flatMap((file) => builtFaults(file, has, read)),
    ...manifestFaults(manifest, has),
    ...[...read('README.md').matchAll(/\]\((?!https:|#)([^)]*)/g)].map(
      ([, link]) => `README.md links to ${link}, which is not on npm`,
    ),
  ]
}

/**
 * A file of dist has its source beside it, its declarations, and a map that stays inside.
 *
 * @param {string} file
 * @param {ReadonlySet<string>} has
 * @param {(file: string) => string} read
 */
function builtFaults(file, has, read) {
  const stem = /^dist\/(.*)\.js$/.exec(file)?.[1]
  if (stem === undefined) return []
  const faults = []
  const source = [`src/${stem}.ts`, `src/${stem}.tsx`].find((path) => has.has(path))
  if (source === undefined) return [`${file} has no source: is it left over?`]
  if (!has.has(`dist/${stem}.d.ts`)) faults.push(`${file} has no declarations`)
  if (has.has(`${file}.map`)) {
    const { sources } = JSON.parse(read(`${file}.map`))
    for (const path of sources) {
      if (!has.has(join(dirname(file), path).replaceAll(sep, '/'))) {
        faults.push(`${file}.map points to ${path}, which is not packed`)
      }
    }
  }
  const isMarked = (/** @type {string} */ path) => /^['"]use client['"]/.test(read(path))
  if (isMarked(source) !== isMarked(file)) faults.push(`${file} and ${source} are not both marked 'use client'`)
  return faults
}

/**
 * @param {Record<string, any>} manifest
 * @param {ReadonlySet<string>} has
 */
function manifestFaults({ exports: entries, sideEffects, dependencies, peerDependencies, bin, ...manifest }, has) {
  const faults = []
  if (/"(workspace|catalog|link|file):/.test(JSON.stringify({ dependencies, peerDependencies, manifest }))) {
    faults.push('package.json speaks of this workspace')
  }
  for (const [name, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
    if (!RANGE.test(range)) faults.push(`${name} is wanted at ${range}, which is no range`)
  }
  if (sideEffects !== false) faults.push('package.json does not say that it has no side effects')
  for (const key of ['description', 'keywords', 'license', 'homepage', 'bugs', 'repository', 'engines']) {
    if (manifest[key] === undefined) faults.push(`package.json has no ${key}`)
  }
  for (const [path, target] of Object.entries(entries)) {
    const targets = typeof target === 'string' ? { default: target } : target
    if (typeof target !== 'string' && Object.keys(target).join() !== 'types,default') {
      faults.push(`exports ${path} has not types before default`)
    }
    for (const file of Object.values(targets)) {
      if (!has.has(file.replace('./', '')) || file.includes('src/')) faults.push(`exports ${path} names ${file}`)
    }
  }
  for (const file of Object.values(bin ?? {})) if (!has.has(file.replace('./', ''))) faults.push(`bin names ${file}`)
  return faults
}

/**
 * The modules that a bundler must keep apart, as their own files say.
 *
 * @param {string} folder
 */
export const markedForClient = (folder) =>
  readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file.endsWith('.js') && /^['"]use client['"]/.test(readFileSync(join(folder, 'dist', file), 'utf8')))
