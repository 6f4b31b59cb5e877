import { readFileSync } from 'node:fs'
import { HELP, parseCommand } from './cli-arguments.ts'
import { parseFaultPlan, type ParsedPlan } from './faults/parse-plan.ts'
import { parseJson } from './http/json.ts'
import { SERVER_NAME } from './matrix/ids.ts'
import type { MockServer } from './mock-server.ts'
import { startMockServer } from './start.ts'

/** What the command line program touches of its process. */
export interface CliIo {
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  /** Calls back once when the process is asked to end; returns how to stop listening. */
  readonly onEnd: (listener: () => void) => () => void
}

function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown'
}

/** The one line of `--json`. */
export function describeAsJson({ url, urls, users, rooms, control }: MockServer): string {
  return JSON.stringify({
    url,
    matrix: { baseUrl: urls.matrix, serverName: SERVER_NAME },
    zulip: { realm: urls.zulip },
    rocketchat: { url: urls.rocketchat },
    users,
    rooms,
    control: { url: control.url, token: control.token },
  })
}

/** What a person needs to point a client at the server. */
export function describe({ urls, users, rooms, control }: MockServer): string {
  const [first] = users
  const login = JSON.stringify({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: first?.name },
    password: first?.password,
  })
  return [
    'Matrix',
    `  homeserver  ${urls.matrix}`,
    ...users.map(({ password, matrix }) => `  user        ${matrix.userId}   password ${password}`),
    ...rooms.map(({ matrix }) => `  room        ${matrix.roomId}`),
    '',
    'Zulip',
    `  realm       ${urls.zulip}`,
    ...users.map(({ password, zulip }) => `  user ${zulip.userId}`.padEnd(14) + `${zulip.email}   password ${password}`),
    ...rooms.map(({ zulip }) => `  channel ${zulip.channelId}`.padEnd(14) + `${zulip.channel} > ${zulip.topic}`),
    '',
    'Rocket.Chat',
    `  server      ${urls.rocketchat}`,
    ...users.map(({ password, rocketchat }) => `  user        ${rocketchat.username}   password ${password}`),
    ...rooms.map(({ name, rocketchat }) => `  room        ${rocketchat.rid}   ${name}`),
    '',
    'Log in',
    `  curl -s ${urls.matrix}/_matrix/client/v3/login -H 'Content-Type: application/json' -d '${login}'`,
    '',
    'Control (restart, reset, faults, journal)',
    `  curl -s ${control.url}/state -H 'Authorization: Bearer ${control.token}'`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n')
}

function readPlan(file: string): ParsedPlan {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return { ok: false, mistake: 'the file cannot be read' }
  }
  const parsed = parseJson(text)
  return parsed.ok ? parseFaultPlan(parsed.value) : { ok: false, mistake: 'the file is not JSON' }
}

/** Runs the program until it is asked to end; resolves with the exit code. */
export async function runCli(argv: readonly string[], { print, printError, onEnd }: CliIo): Promise<number> {
  const command = parseCommand(argv)
  switch (command.kind) {
    case 'help':
      print(HELP)
      return 0
    case 'version':
      print(`${packageVersion()}\n`)
      return 0
    case 'mistake':
      printError(`nowtyping-mock-server: ${command.message}\nTry --help.\n`)
      return 2
    case 'start':
      break
  }
  const plan = command.faults === undefined ? undefined : readPlan(command.faults)
  if (plan?.ok === false) {
    printError(`nowtyping-mock-server: --faults: ${plan.mistake}\n`)
    return 2
  }
  // Listening first: a request to end that comes while it starts must not be lost.
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const stopListening = onEnd(end)
  try {
    const server = await startMockServer({ ...command.options, ...(plan && { faults: plan.plan }) })
    print(command.json ? `${describeAsJson(server)}\n` : describe(server))
    await ended
    await server.close()
    return 0
  } catch (error) {
    printError(`nowtyping-mock-server: ${error instanceof Error ? error.message : 'it cannot start'}\n`)
    return 1
  } finally {
    stopListening()
  }
}

/** The process of the program: its streams, and SIGTERM and SIGINT. */
export const processIo: CliIo = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
  onEnd: (listener) => {
    process.once('SIGTERM', listener)
    process.once('SIGINT', listener)
    return () => {
      process.off('SIGTERM', listener)
      process.off('SIGINT', listener)
    }
  },
}
