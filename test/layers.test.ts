import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import layers from '../.dependency-cruiser.mjs'
import { PLATFORM, PLATFORM_SOURCE, PURE_FILES, RIGHT_STYLE, WRONG_STYLE } from './support/lint-plants.ts'
import { GROUND, RIGHT_IMPORTS, WRONG_IMPORTS, type Plant } from './support/plants.ts'
import { filesBelow, plantTree, run, TOP } from './support/tree.ts'

const CRUISER = 'dependency-cruiser/bin/dependency-cruise.mjs'
const CRUISE = ['packages', 'apps', '--config', '.dependency-cruiser.mjs', '--output-type', 'json']
const OXLINT = 'oxlint/bin/oxlint'
const TSC = 'typescript/bin/tsc'
const SLOW_MS = 60_000

interface Cruised {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] }
}

interface Linted {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string; readonly message: string }[]
}

// The two tools' own JSON: what is missing from it fails the assertions below.
const cruised = (stdout: string): Cruised => JSON.parse(stdout)
const linted = (stdout: string): Linted => JSON.parse(stdout)

const textOf = (plants: readonly Plant[]): Record<string, string> =>
  Object.fromEntries(plants.map(({ file, text }) => [file, text]))

/** Each plant under a title that says what reports it. */
const titled = (plants: readonly Plant[]): { title: string; file: string; rules: readonly string[] }[] =>
  plants.map(({ file, rules }) => ({ title: `${rules.join(' and ') || 'nothing'} reports ${file}`, file, rules }))

const distinct = (names: readonly string[]): string[] => [...new Set(names)].toSorted()

describe('the direction of imports', () => {
  let found: Cruised
  let remove = (): void => {}

  beforeAll(async () => {
    const tree = plantTree({ ...GROUND, ...textOf(WRONG_IMPORTS), ...textOf(RIGHT_IMPORTS) })
    remove = tree.remove
    found = cruised((await run(CRUISER, CRUISE, tree.top)).stdout)
  }, SLOW_MS)
  afterAll(() => remove())

  // No entry of the planted tree imports the plants, so each is an orphan besides.
  const reported = (file: string): string[] =>
    distinct(found.summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)).filter(
      (name) => name !== 'no-orphans',
    )

  test.each(titled(WRONG_IMPORTS))('$title', ({ file, rules }) => {
    expect(reported(file)).toEqual(distinct(rules))
  })

  test.each(titled(RIGHT_IMPORTS))('$title', ({ file }) => {
    expect(found.modules.map(({ source }) => source)).toContain(file)
    expect(reported(file)).toEqual([])
  })

  test('no-orphans reports what no entry reaches, and no entry', () => {
    const orphans = found.summary.violations.filter(({ rule }) => rule.name === 'no-orphans').map(({ from }) => from)
    expect(orphans).toContain('packages/client/src/core/base.ts')
    expect(orphans).not.toContain('packages/client/src/index.ts')
    expect(orphans).not.toContain('packages/client/src/io/socket.ts')
  })

  test('every rule has a plant', () => {
    const planted = WRONG_IMPORTS.flatMap(({ rules }) => rules)
    expect(distinct([...planted, 'no-orphans'])).toEqual(distinct(layers.forbidden.map(({ name }) => name)))
  })

  test('every rule is an error, so that the gate fails on it', () => {
    expect(layers.forbidden.filter(({ severity }) => severity !== 'error')).toEqual([])
  })
})

describe('what the layers below io may name', () => {
  let found: Linted
  let withoutPlatform: string
  let remove = (): void => {}

  beforeAll(async () => {
    const pure = Object.fromEntries(PURE_FILES.map((file) => [file, PLATFORM_SOURCE]))
    const tree = plantTree({ ...pure, ...textOf(WRONG_STYLE), ...textOf(RIGHT_STYLE) })
    remove = tree.remove
    found = linted((await run(OXLINT, ['--type-aware', '--format', 'json'], tree.top)).stdout)
    withoutPlatform = (await run(TSC, ['-p', 'packages/client/tsconfig.pure.json'], tree.top)).stdout
  }, SLOW_MS)
  afterAll(() => remove())

  /** The names of the rules, without the plugin they come from. */
  const reported = (file: string): string[] =>
    distinct(
      found.diagnostics
        .filter(({ filename }) => filename === file)
        .map(({ code }) => code.replace(/^.*\((.*)\)$/, '$1')),
    )

  test.each(PURE_FILES)('no clock, chance, timer, network, page or process in %s', (file) => {
    const refused = found.diagnostics
      .filter(({ code, filename }) => filename === file && code === 'eslint(no-restricted-globals)')
      .map(({ message }) => /'(.*)'/.exec(message)?.[1] ?? message)
    expect(refused.toSorted()).toEqual([...PLATFORM].toSorted())
  })

  test.each(PURE_FILES)('the compiler knows no platform in %s', (file) => {
    const unknown = withoutPlatform.split('\n').filter((line) => line.startsWith(`${file}(`))
    // Date, Promise and globalThis belong to the language, so for them there is the rule above.
    expect(unknown).toHaveLength(PLATFORM.length - 3)
  })

  test.each(titled(WRONG_STYLE))('$title', ({ file, rules }) => {
    expect(reported(file)).toEqual(distinct(rules))
  })

  test.each(titled(RIGHT_STYLE))('$title', ({ file }) => {
    expect(reported(file)).toEqual([])
  })
})

describe('the tools see every source file of this tree', () => {
  const SOURCE = /\.(ts|tsx|mts|mjs)$/
  const all = filesBelow(TOP, SOURCE)
  const typed = all.filter((file) => /\.tsx?$/.test(file))
  const missing = (seen: readonly string[], wanted: readonly string[]): string[] => {
    const known = new Set(seen)
    return wanted.filter((file) => !known.has(file))
  }

  test('there is something to see in each package', () => {
    for (const folder of ['packages/client/src/', 'packages/react/src/', 'packages/mock-server/src/', 'apps/demo/src/']) {
      expect(typed.filter((file) => file.startsWith(folder)).length, folder).toBeGreaterThan(1)
    }
  })

  test('dependency-cruiser', { timeout: SLOW_MS }, async () => {
    const { modules } = cruised((await run(CRUISER, CRUISE)).stdout)
    const seen = modules.map(({ source }) => source)
    expect(missing(seen, all.filter((file) => /^(packages|apps)\//.test(file)))).toEqual([])
  })

  test('oxlint', { timeout: SLOW_MS }, async () => {
    const seen = (await run(OXLINT, ['--debug=files'])).stdout.split('\n')
    expect(missing(seen, all)).toEqual([])
  })

  test('the compiler, in one of its programs', { timeout: SLOW_MS }, async () => {
    const programs = filesBelow(TOP, /^tsconfig\.json$/)
    const lists = await Promise.all(programs.map((path) => run(TSC, ['-p', path, '--listFilesOnly'])))
    const seen = lists.flatMap(({ stdout }) => stdout.split('\n')).map((path) => path.replace(TOP, ''))
    expect(missing(seen, typed)).toEqual([])
  })

  test('the compiler without a platform', { timeout: SLOW_MS }, async () => {
    const { stdout } = await run(TSC, ['-p', 'packages/client/tsconfig.pure.json', '--listFilesOnly'])
    const seen = stdout.split('\n').map((path) => path.replace(TOP, ''))
    const pure = typed.filter(
      (file) =>
        /^packages\/client\/src\/(protocol|core|engine|transports)\//.test(file) &&
        !/\.(test|test-d|table)\.ts$/.test(file) &&
        // What joins a codec or a machine to io, and the methods of rooms, which ask for themselves.
        !/transports\/[^/]+\/((index|connection)\.ts$|rooms\/)/.test(file),
    )
    expect(pure.length).toBeGreaterThan(10)
    expect(missing(seen, pure)).toEqual([])
  })
})
