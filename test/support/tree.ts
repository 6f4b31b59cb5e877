import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top of this repository. */
export const TOP = fileURLToPath(new URL('../..', import.meta.url))

/** What a tool wrote, and with which code it ended. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
}

/** Runs a tool of this repository, as its file below node_modules, in `cwd`. */
export function run(tool: string, args: readonly string[], cwd: string = TOP): Promise<Outcome> {
  const path = join(TOP, 'node_modules', tool)
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, [path, ...args], options, (error, stdout) => {
      const code = typeof error?.code === 'number' ? error.code : Number(error !== null)
      resolve({ code, stdout })
    })
  })
}

/** What is installed, built or kept by a tool. */
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache'])

/** Every file of ours below `top` whose name `matches`, relative to it. */
export function filesBelow(top: string, matches: RegExp, folder = ''): string[] {
  return readdirSync(join(top, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesBelow(top, matches, path)
    return entry.isFile() && matches.test(entry.name) ? [path] : []
  })
}

const PACKAGES = ['packages/client', 'packages/react', 'packages/mock-server', 'apps/demo']
const CONFIGURATION = [
  '.dependency-cruiser.mjs',
  '.oxlintrc.json',
  'tsconfig.json',
  'packages/client/tsconfig.pure.json',
  ...PACKAGES.map((path) => `${path}/package.json`),
]

/**
 * A small copy of this repository: its configuration and what is installed, with `sources` for its
 * own. Outside of it, because the linter does not look below node_modules.
 */
export function plantTree(sources: Readonly<Record<string, string>>): { top: string; remove: () => void } {
  const top = mkdtempSync(join(tmpdir(), 'nowtyping-planted-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(top, path)), { recursive: true })
    writeFileSync(join(top, path), text)
  }
  for (const path of CONFIGURATION) write(path, readFileSync(join(TOP, path), 'utf8'))
  for (const path of ['.', ...PACKAGES]) linkInstalled(join(TOP, path, 'node_modules'), join(top, path, 'node_modules'))
  // All of them see each other here, so that what keeps them apart is a rule and no missing link.
  mkdirSync(join(top, 'node_modules', '@nowtyping'), { recursive: true })
  for (const path of PACKAGES) {
    symlinkSync(join(top, path), join(top, 'node_modules', '@nowtyping', path.slice(path.indexOf('/') + 1)))
  }
  for (const [path, text] of Object.entries(sources)) write(path, text)
  return { top, remove: () => rmSync(top, { recursive: true, force: true }) }
}

function linkInstalled(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  const names = readdirSync(from).filter((name) => (name === '.bin' || !name.startsWith('.')) && name !== '@nowtyping')
  for (const name of names) symlinkSync(join(from, name), join(to, name))
}
