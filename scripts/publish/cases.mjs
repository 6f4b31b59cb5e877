// What is tried with the packages once they are installed in the apps of test/consumers.
import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output } from '../child.mjs'
import { faultsOf, markedForClient } from './contents.mjs'
import { PUBLISHED } from './laid-out.mjs'

const LIMIT_MS = 300_000
const TYPESCRIPTS = ['5.4', '5.9', '6.0', '7.0']
const MARKED = [
  'inspect/typing-inspector.js',
  'provider.js',
  'typing-indicator.js',
  'use-typing-users.js',
  'use-typing.js',
]

/** @typedef {{ name: string, alone?: boolean, run: () => Promise<{ code: number, note?: string, text?: string }> }} Case */

/** @param {readonly string[]} faults */
const found = (faults) => ({ code: faults.length === 0 ? 0 : 1, text: faults.join('\n') })

/**
 * @param {string} place
 * @param {string} path of a program of one of the apps
 * @param {...string} args
 */
const program = (place, path, ...args) =>
  output(process.execPath, [join(place, path), ...args], { cwd: place, limitMs: LIMIT_MS })

/**
 * @param {string} place
 * @param {string} app
 * @param {string} name
 */
const packed = (place, app, name) => realpathSync(join(place, app, 'node_modules', '@nowtyping', name))

/** @param {import('./installed.mjs').Installed} installed @returns {Case[]} */
const tarballs = ({ place, tarball }) =>
  PUBLISHED.flatMap((name) => [
    { name: `contents of ${name}`, run: async () => found(faultsOf(packed(place, 'node', name))) },
    {
      name: `publint ${name}`,
      run: () =>
        program(
          place,
          'node_modules/publint/src/cli.js',
          'run',
          packed(place, 'node', name),
          '--strict',
          '--pack',
          'false',
        ),
    },
    {
      name: `are the types wrong? ${name}`,
      run: () =>
        program(
          place,
          'node_modules/@arethetypeswrong/cli/dist/index.js',
          tarball(name),
          '--profile',
          'esm-only',
          '--no-color',
          '--no-emoji',
        ),
    },
  ])

/** How a program finds modules, and how strict it is: two that differ in all that our types could trip over. */
const STYLES = {
  bundler: {
    module: 'ESNext',
    moduleResolution: 'bundler',
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  },
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
}

/** @param {string} place @param {string} app @param {string} name */
function entriesOf(place, app, name) {
  const manifest = JSON.parse(readFileSync(join(packed(place, app, name), 'package.json'), 'utf8'))
  return Object.keys(manifest.exports).flatMap((path) =>
    path.endsWith('.json') ? [] : [`${manifest.name}${path.slice(1)}`],
  )
}

/**
 * A module that imports every entry of these packages, so that a new one is checked with the rest.
 *
 * @param {string} place
 * @param {string} app
 * @param {readonly string[]} packages
 */
function writeEntries(place, app, packages) {
  const entries = packages.flatMap((name) => entriesOf(place, app, name))
  const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}'`)
  const all = entries.map((_, index) => `entry${index}`)
  writeFileSync(
    join(place, app, 'entries.ts'),
    [...imports, `export const entries: readonly object[] = [${all.join(', ')}]`, ''].join('\n'),
  )
}

const DOM = { lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] }
const PROGRAM = {
  include: ['*.ts', '*.tsx', 'snippets/*.ts', 'snippets/*.tsx'],
  styles: ['bundler', 'nodenext'],
  skipLibCheck: false,
}
/** A registration holds for a whole program, so the snippet that has one is apart; libraries were checked with the others. */
const REGISTERED = { include: ['snippets/registered/*.tsx'], styles: ['bundler'], skipLibCheck: true }

const PROGRAMS = [
  { app: 'react-19', what: '@types/react 19', options: DOM, packages: ['client', 'react'], ...PROGRAM },
  { app: 'react-19', what: '@types/react 19 and a registered client', options: DOM, packages: [], ...REGISTERED },
  { app: 'react-18', what: '@types/react 18', options: DOM, packages: ['client', 'react'], ...PROGRAM },
  { app: 'react-18', what: '@types/react 18 and a registered client', options: DOM, packages: [], ...REGISTERED },
  {
    app: 'bare',
    what: 'neither DOM nor Node',
    options: { lib: ['ES2023'], types: [] },
    packages: ['client'],
    ...PROGRAM,
  },
  {
    app: 'node',
    what: '@types/node',
    options: { lib: ['ES2023'], types: ['node'] },
    packages: ['client', 'mock-server'],
    ...PROGRAM,
  },
  {
    app: 'react-native',
    what: 'React Native',
    // Its own types stand in for those of the DOM.
    options: { lib: ['ES2023'], types: ['react-native'] },
    packages: ['client', 'react'],
    ...PROGRAM,
  },
]

/** @param {import('./installed.mjs').Installed} installed @returns {Case[]} */
const types = ({ place }) =>
  PROGRAMS.flatMap(({ app, what, options, packages, include, styles, skipLibCheck }, index) => {
    if (packages.length > 0) writeEntries(place, app, packages)
    return TYPESCRIPTS.flatMap((version) =>
      Object.entries(STYLES).flatMap(([style, resolution]) => {
        if (!styles.includes(style)) return []
        const config = join(app, `tsconfig.${index}.${version}.${style}.json`)
        const compilerOptions = {
          ...options,
          ...resolution,
          target: 'ES2022',
          jsx: 'react-jsx',
          strict: true,
          skipLibCheck,
          noEmit: true,
          allowImportingTsExtensions: true,
        }
        const run = () => {
          writeFileSync(join(place, config), JSON.stringify({ compilerOptions, include }))
          return program(place, `node_modules/typescript-${version}/bin/tsc`, '-p', config, '--pretty', 'false')
        }
        return [{ name: `types: TypeScript ${version}, ${what}, ${style}`, run }]
      }),
    )
  })

/** @param {import('./installed.mjs').Installed} installed @returns {Case[]} */
const node = ({ place }) => [
  {
    name: 'Node: every entry, imported and required',
    run: () => {
      const entries = PUBLISHED.flatMap((name) => entriesOf(place, 'node', name))
      return program(place, 'node/entries.mjs', ...entries)
    },
  },
  {
    name: 'Node: one sees the other type, over the packed server',
    run: async () => expectText(await program(place, 'node/chat.mjs'), 'alice:mock.test', 'is typing'),
  },
  {
    name: 'Node: the command of the packed server',
    run: async () =>
      expectText(
        await program(place, 'node/node_modules/@nowtyping/mock-server/bin/nowtyping-mock-server.mjs', '--help'),
        '--port',
      ),
  },
]

/** @param {import('./installed.mjs').Installed} installed @returns {Case[]} */
const apps = ({ place }) => [
  {
    name: "'use client' in the packed files, and not on the index",
    run: async () => {
      const marked = markedForClient(packed(place, 'next', 'react')).toSorted()
      return found(
        marked.join() === MARKED.join() ? [] : [`marked are ${marked.join(', ')}; wanted is ${MARKED.join(', ')}`],
      )
    },
  },
  {
    name: 'Vite: a production build',
    alone: true,
    run: async () => {
      const at = join(place, 'vite')
      const built = await output(process.execPath, [join(at, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', at], {
        limitMs: LIMIT_MS,
      })
      return built.code === 0
        ? expectText({ ...built, text: textBelow(join(at, 'dist')) }, '/typing/', 'data-nowtyping')
        : built
    },
  },
  ...['webpack', 'turbopack'].map((bundler) => ({
    name: `Next.js: a production build with ${bundler}`,
    alone: true,
    run: async () => {
      const at = join(place, 'next')
      const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: 'true' }
      const next = join(at, 'node_modules', 'next', 'dist', 'bin', 'next')
      const built = await output(process.execPath, [next, 'build', at, `--${bundler}`], { env, limitMs: LIMIT_MS })
      if (built.code !== 0) return built
      const pages = join(at, '.next', 'server', 'app')
      const text = readFileSync(join(pages, 'index.html'), 'utf8')
      const index = expectText({ ...built, text }, 'are typing', 'data-nowtyping', 'role="status"', '<textarea')
      if (index.code !== 0) return index
      const everySnippet = ['messages</p>', 'Rewritten', 'General', 'quiet', 'role="status"', 'role="log"']
      return expectText({ ...built, text: readFileSync(join(pages, 'snippets.html'), 'utf8') }, ...everySnippet)
    },
  })),
]

/**
 * @param {{ code: number, note?: string, text: string }} ended
 * @param {...string} wanted
 */
function expectText(ended, ...wanted) {
  const missing = wanted.filter((text) => !ended.text.includes(text))
  return ended.code !== 0 || missing.length === 0
    ? ended
    : { code: 1, text: `${ended.text}\nis without ${missing.join(' and ')}` }
}

/** @param {string} folder */
const textBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')

/** @param {import('./installed.mjs').Installed} installed @returns {Case[]} */
export const consumerCases = (installed) => [tarballs, types, node, apps].flatMap((group) => group(installed))
