import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { outcomes, tableOf } from '../scripts/synapse/conformance-table.mjs'
import { writeConfiguration } from '../scripts/synapse/configuration.mjs'
import { isUnreachable, synapseVersion } from '../scripts/synapse/environment.mjs'
import { TOP } from './support/tree.ts'

const refusedConnection = `Looking in indexes: http://127.0.0.1:9/simple
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/attrs/
ERROR: Could not find a version that satisfies the requirement attrs==26.0.9 (from versions: none)
ERROR: No matching distribution found for attrs==26.0.9
`
const noSuchVersion = `ERROR: Could not find a version that satisfies the requirement attrs==26.0.9 (from versions: 15.1.0, 26.1.0)
ERROR: No matching distribution found for attrs==26.0.9
`

describe('whether Synapse can be installed at all', () => {
  test('a connection that is refused, resolved nowhere or not answered means that the index is unreachable', () => {
    expect(isUnreachable(refusedConnection)).toBe(true)
    for (const kind of ['NameResolutionError', 'ConnectTimeoutError', 'ReadTimeoutError', 'ProxyError', 'ProtocolError']) {
      expect(isUnreachable(refusedConnection.replace('NewConnectionError', kind)), kind).toBe(true)
    }
  })

  test('an index that says no has been reached', () => {
    expect(isUnreachable(noSuchVersion)).toBe(false)
    expect(isUnreachable(refusedConnection.replace('(from versions: none)', '(from versions: 26.1.0)'))).toBe(false)
  })

  test('so has one that broke down after the first file', () => {
    expect(isUnreachable(`  Downloading attrs-26.1.0-py3-none-any.whl (67 kB)\n${refusedConnection}`)).toBe(false)
  })

  test('one exact version of Synapse is pinned, and of everything else', () => {
    expect(synapseVersion()).toMatch(/^1\.(119|1[2-9]\d|[2-9]\d\d)\.\d+$/)
    const lines = readFileSync(join(TOP, 'scripts', 'synapse', 'requirements.txt'), 'utf8').trim().split('\n')
    for (const line of lines.filter((text) => !text.startsWith('#'))) expect(line).toMatch(/^[\w.-]+==[\w.]+$/)
  })
})

describe('what Synapse is told', () => {
  let place = ''
  beforeEach(() => void (place = mkdtempSync(join(tmpdir(), 'nowtyping-configuration-'))))
  afterEach(() => rmSync(place, { recursive: true, force: true }))

  const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8'))

  test('it listens on this machine alone, and asks nobody', () => {
    const config = read(writeConfiguration(place, { port: 1234, low: false }))
    expect(config['listeners']).toEqual([
      { type: 'http', port: 1234, bind_addresses: ['127.0.0.1'], tls: false, resources: [{ names: ['client'] }] },
    ])
    expect(config).toMatchObject({
      trusted_key_servers: [],
      federation_domain_whitelist: [],
      send_federation: false,
      report_stats: false,
      database: { name: 'sqlite3' },
    })
  })

  test('low limits are on messages and log-ins', () => {
    const config = read(writeConfiguration(place, { port: 1, low: true }))
    expect(config).toMatchObject({ rc_message: { burst_count: 2 }, rc_login: { account: { burst_count: 2 } } })
    expect(config).not.toHaveProperty('rc_presence')
  })

  test('what is written once stays, and nobody else may read it', () => {
    const path = writeConfiguration(place, { port: 1, low: false })
    const key = readFileSync(join(place, 'signing.key'), 'utf8')
    expect(key).toMatch(/^ed25519 a_mock [A-Za-z0-9+/]{43}\n$/)
    writeConfiguration(place, { port: 2, low: true })
    expect(readFileSync(join(place, 'signing.key'), 'utf8')).toBe(key)
    expect(read(path)).toMatchObject({ public_baseurl: 'http://127.0.0.1:1/' })
    expect(statSync(path).mode & 0o077).toBe(0)
    writeFileSync(join(place, 'signing.key'), 'mine')
    writeConfiguration(place, { port: 3, low: false })
    expect(readFileSync(join(place, 'signing.key'), 'utf8')).toBe('mine')
  })
})

describe('the table of both servers', () => {
  const report = (tests: readonly { title: string; status: string }[]): unknown => ({ testResults: [{ assertionResults: tests }] })

  test('has a row for each case of either, and says what was not run', () => {
    const table = tableOf('1.2.3', {
      mock: report([
        { title: 'a', status: 'passed' },
        { title: 'b', status: 'failed' },
      ]),
      synapse: report([{ title: 'a', status: 'passed' }, { title: 'c | d', status: 'passed' }]),
    })
    expect(table.split('\n')).toEqual([
      '| Case | Mock | Synapse 1.2.3 |',
      '|---|---|---|',
      '| a | yes | yes |',
      '| b | failed | not run |',
      '| c \\| d | not run | yes |',
    ])
  })

  test('of no report is empty', () => {
    expect(outcomes(undefined).size).toBe(0)
  })

  test('in the document is of the version that is pinned, and every case of it holds on both', () => {
    const text = readFileSync(join(TOP, 'docs', 'transports', 'matrix.md'), 'utf8')
    expect(text).toContain(`| Case | Mock | Synapse ${synapseVersion()} |`)
    const rows = text.split('<!-- conformance')[1]?.split('\n').filter((line) => line.startsWith('| ')) ?? []
    expect(rows.length).toBeGreaterThan(100)
    expect(rows.slice(1).filter((row) => !row.endsWith('| yes | yes |'))).toEqual([])
  })
})
