import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { isJsonObject, member } from './http/json.ts'
import { type CliIo, runCli } from './cli.ts'

interface Stage {
  readonly io: CliIo
  readonly printed: () => string
  readonly complained: () => string
  readonly end: () => void
  readonly listening: () => number
}

function stage(): Stage {
  let printed = ''
  let complained = ''
  const listeners = new Set<() => void>()
  return {
    io: {
      print: (text) => void (printed += text),
      printError: (text) => void (complained += text),
      onEnd: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    printed: () => printed,
    complained: () => complained,
    end: () => {
      for (const listener of listeners) listener()
    },
    listening: () => listeners.size,
  }
}

test('--json prints one line once it listens, with all a client needs and nothing of other protocols', async () => {
  const { io, printed, complained, end, listening } = stage()
  const code = runCli(['--port', '0', '--json'], io)
  await vi.waitFor(() => expect(printed()).toContain('\n'))
  expect(printed().split('\n')).toHaveLength(2)
  const told: unknown = JSON.parse(printed())
  const url = String(member(told, 'url'))
  const someone = (name: string, userId: number): object => ({
    name,
    password: `${name}-password`,
    matrix: { userId: `@${name}:mock.test`, accessToken: expect.any(String) },
    zulip: { email: `${name}@mock.test`, apiKey: expect.any(String), userId },
    rocketchat: { userId: `uid-${name}`, username: name, authToken: expect.any(String) },
  })
  expect(told).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    matrix: { baseUrl: `${url}/matrix`, serverName: 'mock.test' },
    zulip: { realm: `${url}/zulip` },
    rocketchat: { url: `${url}/rocketchat` },
    users: ['alice', 'bob', 'carol', 'dave'].map((name, index) => someone(name, 8 + index)),
    rooms: ['general', 'random'].map((name, index) => ({
      name,
      matrix: { roomId: `!${name}:mock.test` },
      zulip: { channelId: 1 + index, channel: name, topic: 'chat' },
      rocketchat: { rid: name === 'general' ? 'GENERAL' : name },
    })),
    control: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), token: expect.any(String) },
  })
  expect((await fetch(`${url}/matrix/_matrix/client/versions`)).status).toBe(200)
  end()
  expect(await code).toBe(0)
  expect(complained()).toBe('')
  expect(listening()).toBe(0)
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('without --json it prints how to log in, in a form that works', async () => {
  const { io, printed, end } = stage()
  const code = runCli(['--port', '0', '--host', 'localhost'], io)
  await vi.waitFor(() => expect(printed()).toContain('Ctrl-C'))
  const [, url = '', body = ''] = /curl -s (\S+\/login) .* -d '(.*)'/.exec(printed()) ?? []
  const response = await fetch(url, { method: 'POST', body })
  const answer: unknown = await response.json()
  expect([response.status, isJsonObject(answer) && member(answer, 'user_id')]).toEqual([200, '@alice:mock.test'])
  const [, control = '', token = ''] = /curl -s (\S+\/state) -H 'Authorization: Bearer (\S+)'/.exec(printed()) ?? []
  expect((await fetch(control, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200)
  end()
  expect(await code).toBe(0)
})

test('--rate-limit and --origin reach the server', async () => {
  const { io, printed, end } = stage()
  const argv = ['--port', '0', '--json', '--rate-limit', 'login=0.001,1', '--origin', 'https://app.test']
  const code = runCli(argv, io)
  await vi.waitFor(() => expect(printed()).toContain('\n'))
  const told: unknown = JSON.parse(printed())
  const login = async (origin: string): Promise<number> => {
    const body = JSON.stringify({ type: 'm.login.password', user: 'bob', password: 'bob-password' })
    const url = `${String(member(member(told, 'matrix'), 'baseUrl'))}/_matrix/client/v3/login`
    return (await fetch(url, { method: 'POST', body, headers: { Origin: origin } })).status
  }
  expect([await login('https://app.test'), await login('https://app.test'), await login('http://localhost:1')]).toEqual(
    [200, 429, 403],
  )
  end()
  expect(await code).toBe(0)
})

test('--rocketchat reaches the server', async () => {
  const { io, printed, end } = stage()
  const argv = ['--rocketchat', 'version=3.18.2', '--rocketchat', 'useRealName=true', '--rocketchat', 'cors=false']
  const code = runCli(['--port', '0', '--json', ...argv], io)
  await vi.waitFor(() => expect(printed()).toContain('\n'))
  const url = String(member(member(JSON.parse(printed()), 'rocketchat'), 'url'))
  const told = async (path: string): Promise<unknown> => (await fetch(`${url}/api${path}`)).json()
  expect(await told('/info')).toEqual({ success: true, version: '3.18.2' })
  expect(await told('/v1/settings.public?_id=UI_Use_Real_Name,API_Enable_CORS')).toMatchObject({
    settings: [{ value: true }, { value: false }],
  })
  end()
  expect(await code).toBe(0)
})

test('--zulip and the limit of its calls reach the server', async () => {
  const { io, printed, end } = stage()
  const zulip = ['--zulip', 'featureLevel=214', '--zulip', 'typingStartedExpiryMs=20000', '--rate-limit', 'zulip=0.001,1']
  const code = runCli(['--port', '0', '--json', ...zulip], io)
  await vi.waitFor(() => expect(printed()).toContain('\n'))
  const told: unknown = JSON.parse(printed())
  const [alice]: readonly unknown[] = [member(told, 'users')].flat()
  const { email, apiKey } = Object(member(alice, 'zulip'))
  const url = `${String(member(member(told, 'zulip'), 'realm'))}/api/v1/register`
  const headers = { Authorization: `Basic ${btoa(`${String(email)}:${String(apiKey)}`)}` }
  expect(await (await fetch(url, { method: 'POST', headers })).json()).toMatchObject({
    zulip_feature_level: 214,
    server_typing_started_expiry_period_milliseconds: 20_000,
  })
  expect((await fetch(url, { method: 'POST', headers })).status).toBe(429)
  end()
  expect(await code).toBe(0)
})

test('an end that is asked for while it starts is not lost', async () => {
  const { io, end } = stage()
  const code = runCli(['--port', '0', '--json'], io)
  end()
  expect(await code).toBe(0)
})

test('--help and --version', async () => {
  const help = stage()
  expect(await runCli(['--help'], help.io)).toBe(0)
  for (const option of ['--port', '--json', '--host', '--origin', '--rate-limit', '--zulip', '--rocketchat', '--help', '--version']) {
    expect(help.printed()).toContain(option)
  }
  const version = stage()
  expect(await runCli(['--version'], version.io)).toBe(0)
  expect(version.printed()).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test.each([
  [['--nonsense'], '--nonsense'],
  [['stray'], 'stray'],
  [['--port', 'x'], '--port takes'],
  [['--port', '70000'], '--port takes'],
  [['--port'], '--port'],
  [['--host', '0.0.0.0'], '--host takes'],
  [['--host', '::'], '--host takes'],
  [['--origin', 'app.test'], '--origin takes'],
  [['--rate-limit', 'typing'], '--rate-limit takes'],
  [['--rate-limit', 'breathing=1,1'], '--rate-limit takes'],
  [['--rate-limit', 'typing=0,1'], '--rate-limit takes'],
  [['--rate-limit', 'zulip=0,1'], '--rate-limit takes'],
  [['--zulip', 'featureLevel'], '--zulip takes'],
  [['--zulip', 'featureLevel=5'], '--zulip takes'],
  [['--zulip', 'mood=5'], '--zulip takes'],
  [['--zulip', '__proto__=5'], '--zulip takes'],
  [['--rocketchat', 'version'], '--rocketchat takes'],
  [['--rocketchat', 'version=5'], '--rocketchat takes'],
  [['--rocketchat', 'heartbeatIntervalMs=0'], '--rocketchat takes'],
  [['--rocketchat', '__proto__=5'], '--rocketchat takes'],
])('%j is told and ends with 2', async (argv, message) => {
  const { io, printed, complained } = stage()
  expect(await runCli(argv, io)).toBe(2)
  expect(complained()).toContain(message)
  expect(printed()).toBe('')
})

test('a port in use is told and ends with 1', async () => {
  const first = stage()
  const code = runCli(['--port', '0', '--json'], first.io)
  await vi.waitFor(() => expect(first.printed()).toContain('\n'))
  const { port } = new URL(String(member(JSON.parse(first.printed()), 'url')))
  const second = stage()
  expect(await runCli(['--port', port], second.io)).toBe(1)
  expect(second.complained()).toContain('EADDRINUSE')
  expect(second.listening()).toBe(0)
  first.end()
  await code
})

describe('--faults', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nowtyping-faults-'))
  afterAll(() => rmSync(directory, { recursive: true }))

  function fileOf(name: string, text: string): string {
    const file = join(directory, name)
    writeFileSync(file, text)
    return file
  }

  test('puts the plan of a file in force', async () => {
    const { io, printed, end } = stage()
    const plan = { rules: [{ match: { op: 'versions' }, fault: { kind: 'status', code: 503 } }] }
    const code = runCli(['--port', '0', '--json', '--faults', fileOf('plan.json', JSON.stringify(plan))], io)
    await vi.waitFor(() => expect(printed()).toContain('\n'))
    const url = String(member(JSON.parse(printed()), 'url'))
    expect((await fetch(`${url}/matrix/_matrix/client/versions`)).status).toBe(503)
    end()
    expect(await code).toBe(0)
  })

  test.each([
    ['{"rules":[{"fault":{"kind":"reset"},"count":0}]}', 'rules[0].count is to be a whole number from 1 to 1000000'],
    ['{"rules":', 'the file is not JSON'],
  ])('%s is a mistake: %s', async (text, mistake) => {
    const { io, printed, complained } = stage()
    expect(await runCli(['--port', '0', '--faults', fileOf('wrong.json', text)], io)).toBe(2)
    expect([printed(), complained()]).toEqual(['', `nowtyping-mock-server: --faults: ${mistake}\n`])
  })

  test('so is a file that is not there', async () => {
    const { io, complained } = stage()
    expect(await runCli(['--faults', join(directory, 'nowhere.json')], io)).toBe(2)
    expect(complained()).toBe('nowtyping-mock-server: --faults: the file cannot be read\n')
  })
})
