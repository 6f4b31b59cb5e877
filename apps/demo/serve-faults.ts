import type { IncomingMessage } from 'node:http'
import type { FaultRule, MockServer } from '@nowtyping/mock-server'
import type { PreviewServer, ViteDevServer } from 'vite'
import { CALM, type Conditions, type FaultAsk, FAULTS_PATH, type Incident, readFaultAsk } from './src/conditions.ts'

/** Largest question that is read, in characters. */
const MAX_LENGTH = 1_000

/** For how long typing is refused, and how long the server says to wait, in milliseconds. */
const LIMIT_MS = 3_000

/** How long a restart takes, in milliseconds. */
const DOWN_MS = 1_500

const POLLS = ['sync', 'events'] as const
const OVER_HTTP = ['matrix', 'zulip'] as const

function rulesOf({ latencyMs, lossPercent, isOffline }: Conditions): readonly FaultRule[] {
  const half = lossPercent / 200
  return [
    ...(isOffline ? [{ fault: { kind: 'partition', users: ['*'] } } as const] : []),
    ...(latencyMs > 0 ? [{ fault: { kind: 'latency', min: latencyMs / 2, mean: latencyMs / 2 } } as const] : []),
    ...(lossPercent > 0
      ? ([
          { match: { protocol: OVER_HTTP, probability: half }, fault: { kind: 'dropBefore' } },
          { match: { protocol: OVER_HTTP, probability: half }, fault: { kind: 'dropAfter' } },
          // A socket loses no frame: it goes as a whole, and less often.
          { match: { protocol: 'rocketchat', probability: half / 10 }, fault: { kind: 'dropBefore' } },
        ] as const)
      : []),
  ]
}

function incidentRules(incident: Incident | undefined): readonly FaultRule[] {
  switch (incident) {
    case 'limit':
      return [
        {
          match: { op: 'typing:*', between: [0, LIMIT_MS] },
          fault: { kind: 'retryAfter', header: LIMIT_MS / 1_000, body: LIMIT_MS },
        },
      ]
    case 'half-open':
      return [{ match: { op: POLLS }, fault: { kind: 'halfOpen' }, count: 4 }]
    case 'restart':
    case undefined:
      return []
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > MAX_LENGTH) break
  }
  return text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// Any website can send a request to this machine: only our own page can send one of this origin and type.
function isOurs({ headers: { host, origin, 'content-type': type } }: IncomingMessage): boolean {
  return origin === `http://${host}` && type === 'application/json'
}

/** Lets the page say what the network to the mock server is like, and what happens to it. */
export function serveFaults(vite: ViteDevServer | PreviewServer, { control }: MockServer): void {
  let conditions = CALM

  function obey(ask: FaultAsk): void {
    conditions = ask.conditions
    const rules = [...incidentRules(ask.incident), ...rulesOf(conditions)]
    control.setFaults(rules.length > 0 ? { rules } : undefined)
    if (ask.incident === 'half-open') control.rocketchat.stallSockets()
    if (ask.incident === 'restart') void control.restart({ downMs: DOWN_MS }).catch(() => undefined)
  }

  async function answer(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST') return 200
    if (!isOurs(request)) return 403
    const ask = readFaultAsk(parsed(await textOf(request)))
    if (ask === undefined) return 400
    obey(ask)
    return 200
  }

  vite.middlewares.use(FAULTS_PATH, (request, response) => {
    answer(request).then(
      (status) => {
        response.writeHead(status, { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' })
        response.end(JSON.stringify(status === 200 ? conditions : {}))
      },
      () => response.destroy(),
    )
  })
}
