import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TOP } from './support/tree.ts'

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command as a Node of this version would. */
function bootstrap(version: string, ...args: readonly string[]): Ended {
  const pretend = `Object.defineProperties(process, {
    versions: { value: { ...process.versions, node: ${JSON.stringify(version)} } },
    version: { value: ${JSON.stringify(`v${version}`)} },
  })`
  const loader = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`]
  return spawnSync(process.execPath, [...loader, join(TOP, 'scripts', 'bootstrap.mjs'), ...args], { encoding: 'utf8', timeout: 5000 })
}

describe('before anything is installed', () => {
  test.each(['18.20.8', '20.18.3'])('Node %s is told which one is needed', (version) => {
    const { status, stdout, stderr } = bootstrap(version, 'nothing')
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toBe(`Nowtyping needs Node 20.19 or newer, and this is v${version}: see https://nodejs.org\n`)
  })

  test.each(['20.19.0', '22.0.0', '24.1.0'])('Node %s comes as far as the list of commands', (version) => {
    const { status, stderr } = bootstrap(version, 'nothing')
    expect(status).toBe(1)
    expect(stderr).toBe('usage: npm run <demo | mock-server | test | test:consumers | test:synapse>\n')
  })
})
