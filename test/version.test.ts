import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { TOP } from './support/tree.ts'

const PACKAGES = ['client', 'react', 'mock-server'] as const
const COPIED = ['.changeset/config.json', 'package.json', 'pnpm-workspace.yaml', ...PACKAGES.map((name) => `packages/${name}/package.json`)]

let top = ''
afterEach(() => rmSync(top, { recursive: true, force: true }))

/** The packages after one changeset of this kind for the client. */
function after(kind: 'major' | 'minor' | 'patch'): Record<string, { version: string; text: string }> {
  top = mkdtempSync(join(tmpdir(), 'nowtyping-version-'))
  for (const path of COPIED) cpSync(join(TOP, path), join(top, path), { recursive: true })
  mkdirSync(join(top, 'apps'))
  writeFileSync(join(top, '.changeset', 'a-change.md'), `---\n'@nowtyping/client': ${kind}\n---\n\nA change.\n`)
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']
  for (const args of [['init', '--quiet'], ['add', '.'], [...author, 'commit', '--quiet', '--no-verify', '--message', 'All']]) {
    execFileSync('git', args, { cwd: top })
  }
  execFileSync(process.execPath, [join(TOP, 'scripts', 'version.mjs')], { cwd: top, stdio: 'pipe' })
  return Object.fromEntries(
    PACKAGES.map((name) => {
      const text = readFileSync(join(top, 'packages', name, 'package.json'), 'utf8')
      return [name, { version: String(JSON.parse(text).version), text }]
    }),
  )
}

/** What a version becomes. */
function next(version: string, kind: 'major' | 'minor' | 'patch'): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return { major: `${major + 1}.0.0`, minor: `${major}.${minor + 1}.0`, patch: `${major}.${minor}.${patch + 1}` }[kind]
}

test.each(['minor', 'patch', 'major'] as const)(
  'a %s change of one package makes the same version of all three, and changes nothing else in package.json',
  { timeout: 30_000 },
  (kind) => {
    const packages = after(kind)
    for (const name of PACKAGES) {
      const before = readFileSync(join(TOP, 'packages', name, 'package.json'), 'utf8')
      const from = String(JSON.parse(before).version)
      expect(packages[name]?.version).toBe(next(from, kind))
      expect(packages[name]?.text).toBe(before.replace(`"version": "${from}"`, `"version": "${next(from, kind)}"`))
    }
    expect(readFileSync(join(top, 'packages/client/CHANGELOG.md'), 'utf8')).toContain('A change.')
    expect(readdirSync(join(top, '.changeset'))).toEqual(['config.json'])
  },
)
