// Everything that must hold, one gate after the other: `npm test` runs all of it, `node scripts/test.mjs lint` one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { guard, isStopping, run } from './child.mjs'
import { ensureBrowser, ensureFullBrowser } from './ensure-browser.mjs'
import { TOP } from './install.mjs'
import { gateResult, report, runnerResult } from './summary.mjs'

/** A tool that takes longer hangs. */
const LIMIT_MS = 480_000

const tool = {
  tsc: join('typescript', 'bin', 'tsc'),
  oxlint: join('oxlint', 'bin', 'oxlint'),
  knip: join('knip', 'bin', 'knip.js'),
  cruiser: join('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
  vitest: join('vitest', 'vitest.mjs'),
  vite: join('vite', 'bin', 'vite.js'),
}

/**
 * @param {string} path
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [where]
 */
const runTool = (path, args, { cwd = TOP, env = process.env } = {}) =>
  run(process.execPath, [join(TOP, 'node_modules', path), ...args], {
    cwd,
    env,
    own: true,
    limitMs: LIMIT_MS,
    stdio: ['ignore', 'inherit', 'inherit'],
  })

/**
 * @param {string} name
 * @param {string} path
 * @param {...string} args
 */
const gate = (name, path, ...args) => ({
  name,
  run: async () => gateResult(name, await runTool(path, args)),
})

/** @param {string} folder */
const build = (folder) => ({
  name: `build ${folder}`,
  run: async () => {
    rmSync(join(TOP, folder, 'dist'), { recursive: true, force: true })
    const ended = folder.startsWith('apps/')
      ? await runTool(tool.vite, ['build', '--configLoader', 'runner'], { cwd: join(TOP, folder) })
      : await runTool(tool.tsc, ['-p', join(folder, 'tsconfig.build.json')])
    return gateResult(`build ${folder}`, ended)
  },
})

/**
 * Runs a project of vitest.config.ts, or those of its files whose paths hold `only`.
 *
 * @param {string} project
 * @param {{ inBrowser?: boolean | 'full', env?: NodeJS.ProcessEnv, only?: string, onReport?: (report: unknown) => void }} [needs]
 */
export const runner = (project, { inBrowser = false, env, only, onReport } = {}) => ({
  name: `test ${project}`,
  run: async () => {
    if (inBrowser) await (inBrowser === 'full' ? ensureFullBrowser() : ensureBrowser())
    const place = mkdtempSync(join(tmpdir(), 'nowtyping-test-'))
    const file = join(place, 'report.json')
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    try {
      const ended = await runTool(tool.vitest, only === undefined ? args : [...args, only], env && { env })
      const told = readReport(file)
      onReport?.(told)
      return runnerResult(`test ${project}`, ended, told)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  },
})

/** @param {string} file @returns {unknown} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const GATES = {
  types: [
    gate('types', tool.tsc, '-p', 'tsconfig.json', '--noEmit'),
    gate('types without a platform', tool.tsc, '-p', join('packages', 'client', 'tsconfig.pure.json')),
    gate('types around editors and component libraries', tool.tsc, '-p', join('packages', 'react', 'test', 'editors')),
    gate('types of the snippets', tool.tsc, '-p', join('packages', 'react', 'test', 'snippets')),
    gate(
      'types of the snippet that registers its client',
      tool.tsc,
      '-p',
      join('packages', 'react', 'test', 'snippets', 'registered'),
    ),
    gate('types of scripts and their tests', tool.tsc, '-p', join('scripts', 'tsconfig.json')),
  ],
  lint: [gate('lint', tool.oxlint, '--type-aware', '--deny-warnings', '--report-unused-disable-directives')],
  unused: [gate('unused files, exports and dependencies', tool.knip, '--no-progress')],
  layers: [gate('layers', tool.cruiser, 'packages', 'apps', '--config', '.dependency-cruiser.mjs')],
  test: [
    runner('node'),
    runner('dom'),
    runner('react-18'),
    runner('compiled'),
    runner('browser', { inBrowser: true }),
    runner('lifecycle', { inBrowser: 'full' }),
    runner('demo', { inBrowser: true }),
  ],
  build: ['packages/client', 'packages/mock-server', 'packages/react', 'apps/demo'].map(build),
  api: [gate('api as in etc/', join('..', 'scripts', 'api.mjs'))],
  size: [gate('size', join('..', 'scripts', 'size.mjs'))],
}

/**
 * Runs the groups named, or all of them; a red gate keeps none of the others from running.
 *
 * @param {readonly string[]} names
 */
export async function main(names) {
  const unknown = names.filter((name) => !Object.hasOwn(GATES, name))
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; there is ${Object.keys(GATES).join(', ')}`)
    return 1
  }
  const gates = Object.entries(GATES).flatMap(([name, group]) => (names.length === 0 || names.includes(name) ? group : []))
  const results = []
  for (const { name, run: runGate } of gates) {
    if (isStopping()) return process.exitCode
    console.log(`\n── ${name}`)
    try {
      results.push(await runGate())
    } catch (error) {
      results.push(gateResult(name, { code: 1, seconds: 0, note: error instanceof Error ? error.message : String(error) }))
    }
  }
  if (isStopping()) return process.exitCode
  return report(results)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  guard()
  process.exitCode = await main(process.argv.slice(2))
}
