import { parseArgs } from 'node:util'
import { isOriginPattern } from './http/guard.ts'
import type { RateLimit } from './http/rate-limiter.ts'
import { isRateLimited, type RateLimited } from './matrix/options.ts'
import type { MockServerOptions } from './options.ts'
import { parseOptionTexts } from './rocketchat/parse-options.ts'
import { figuresOf, unusableFigure, type ZulipOptions } from './zulip/options.ts'

/** Port without `--port`: the one Synapse's own configuration generator proposes. */
const DEFAULT_PORT = 8008

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'mistake'; readonly message: string }
  | { readonly kind: 'start'; readonly json: boolean; readonly faults?: string; readonly options: MockServerOptions }

/** The text of `--help`. */
export const HELP: string = `Usage: nowtyping-mock-server [options]

A chat server for tests, on 127.0.0.1 only. It ends with Ctrl-C.

Options:
  --port <number>           port to listen on; 0 for any free one (default: ${DEFAULT_PORT})
  --json                    print one line of JSON once it listens, and nothing else
  --host <address>          127.0.0.1 or localhost; any other is refused
  --origin <origin>         a page that may use the server, in place of this machine's own; may be repeated;
                            "*" stands for any port or subdomain, as in http://*.localhost:*
  --rate-limit <limit>      what=perSecond,burst for typing, message, login or sync of Matrix, or for
                            zulip: all its calls together; may be repeated;
                            as in --rate-limit typing=0.5,5
  --zulip <figure>          name=number, as in --zulip featureLevel=214; may be repeated; the names are those of
                            the option zulip: featureLevel, typingStartedExpiryMs, typingStoppedWaitMs,
                            typingStartedWaitMs, typingChannelLimit, heartbeatMs, queueIdleMs,
                            longpollTimeoutSeconds
  --rocketchat <option>     name=value, as in --rocketchat version=5.4.0; may be repeated; the names are those of
                            the option rocketchat: version, deployment, useRealName, allowAnonymousRead, rateLimit,
                            heartbeatIntervalMs, heartbeatTimeoutMs, cors, tokenLifetimeMs, livechat (a token)
  --faults <file>           what goes wrong, and when: a fault plan in JSON
  --help                    print this text
  --version                 print the version
`

const mistake = (message: string): Command => ({ kind: 'mistake', message })

function parseLimit(text: string): readonly [RateLimited | 'zulip', RateLimit] | undefined {
  const [, name = '', perSecond, burst] = /^([a-z]+)=(\d+(?:\.\d+)?),(\d+)$/.exec(text) ?? []
  const limit = { perSecond: Number(perSecond), burst: Number(burst) }
  return (name === 'zulip' || isRateLimited(name)) && limit.perSecond > 0 && limit.burst >= 1 ? [name, limit] : undefined
}

function parseFigures(texts: readonly string[]): ZulipOptions | undefined {
  const entries = texts.map((text) => /^([a-zA-Z]+)=(\d{1,9})$/.exec(text))
  const given = Object.fromEntries(entries.map((entry) => [entry?.[1] ?? '', Number(entry?.[2])]))
  const figures = figuresOf(given)
  const areKnown = Object.keys(figures).length === Object.keys(given).length
  return areKnown && unusableFigure(figures) === undefined ? figures : undefined
}

/** Reads a command line; every mistake is told, none throws. */
export function parseCommand(argv: readonly string[]): Command {
  let values
  try {
    values = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        json: { type: 'boolean' },
        host: { type: 'string' },
        origin: { type: 'string', multiple: true },
        'rate-limit': { type: 'string', multiple: true },
        zulip: { type: 'string', multiple: true },
        rocketchat: { type: 'string', multiple: true },
        faults: { type: 'string' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return mistake(error instanceof Error ? error.message : 'The command line cannot be read.')
  }
  if (values.help === true) return { kind: 'help' }
  if (values.version === true) return { kind: 'version' }

  const port = values.port ?? String(DEFAULT_PORT)
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return mistake('--port takes a number from 0 to 65535.')
  const { host } = values
  if (host !== undefined && host !== '127.0.0.1' && host !== 'localhost') {
    return mistake('--host takes 127.0.0.1 or localhost: this server has no security to speak of.')
  }
  const unusable = values.origin?.find((origin) => !isOriginPattern(origin))
  if (unusable !== undefined) return mistake('--origin takes a scheme and a host, as in https://app.test:8443.')
  const limits: Partial<Record<RateLimited | 'zulip', RateLimit>> = {}
  for (const text of values['rate-limit'] ?? []) {
    const parsed = parseLimit(text)
    if (parsed === undefined) return mistake('--rate-limit takes what=perSecond,burst, as in typing=0.5,5.')
    limits[parsed[0]] = parsed[1]
  }
  const { zulip: zulipLimit, ...matrixLimits } = limits
  const figures = parseFigures(values.zulip ?? [])
  if (figures === undefined) return mistake('--zulip takes name=number within bounds, as in featureLevel=214.')
  const rocketchat = parseOptionTexts(values.rocketchat ?? [])
  if (rocketchat === undefined) return mistake('--rocketchat takes name=value, as in version=5.4.0.')
  return {
    kind: 'start',
    json: values.json === true,
    ...(values.faults !== undefined && { faults: values.faults }),
    options: {
      port: Number(port),
      matrix: { rateLimit: matrixLimits },
      zulip: { ...figures, ...(zulipLimit && { rateLimit: zulipLimit }) },
      rocketchat,
      ...(values.origin && { origins: values.origin }),
    },
  }
}
