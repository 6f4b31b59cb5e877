import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Router from 'find-my-way'
import { readBody } from '../http/body.ts'
import { send } from '../http/delivery.ts'
import type { Answer } from '../http/exchange.ts'
import { hostAllowed } from '../http/guard.ts'
import { isJsonObject, member, parseJson, stringMember } from '../http/json.ts'
import { createListener, type Listener } from '../http/listener.ts'
import { targetOf } from '../http/service.ts'
import { isRateLimited } from '../matrix/options.ts'
import { isRocketChatOptions } from '../rocketchat/parse-options.ts'
import { figuresOf, unusableFigure } from '../zulip/options.ts'
import type { ControlActions } from './control.ts'
import { faultHandles } from './fault-handles.ts'
import { CONTROL_METHODS, type Handle, type HandleRow, ok, refuse } from './handle.ts'
import { rocketChatHandles } from './rocketchat-handles.ts'

/** Connections the control port bears: a test runner and a few people. */
const MAX_CONNECTIONS = 32

/** Longest a restart may keep the port closed, in milliseconds. */
const MAX_DOWN_MS = 600_000

function handlesOf(actions: ControlActions): readonly HandleRow[] {
  return [
    ['GET', '/state', () => ok(actions.state())],
    [
      'GET',
      '/journal',
      ({ query }) => ok(actions.journal().filter(({ seq }) => seq > Number(query.get('after') ?? 0))),
    ],
    [
      'POST',
      '/reset',
      () => {
        actions.reset()
        return ok({})
      },
    ],
    [
      'POST',
      '/restart',
      async ({ body }) => {
        const downMs = member(body, 'downMs') ?? 0
        if (typeof downMs !== 'number' || !(downMs >= 0 && downMs <= MAX_DOWN_MS)) {
          return refuse(400, 'downMs is out of range')
        }
        const asked = member(body, 'zulip')
        const zulip = isJsonObject(asked) ? figuresOf(asked) : {}
        const figure = unusableFigure(zulip)
        if (figure !== undefined) return refuse(400, `zulip.${figure} is out of range`)
        const rocketchat = member(body, 'rocketchat') ?? {}
        if (!isRocketChatOptions(rocketchat)) return refuse(400, 'An option of rocketchat cannot be used')
        await actions.restart({ keepState: member(body, 'keepState') !== false, downMs, zulip, rocketchat })
        return ok({})
      },
    ],
    [
      'POST',
      '/users',
      ({ body }) => {
        const password = stringMember(body, 'password')
        const displayName = stringMember(body, 'displayName')
        const user = actions.addUser({
          name: stringMember(body, 'name') ?? '',
          ...(password !== undefined && { password }),
          ...(displayName !== undefined && { displayName }),
        })
        return user === undefined ? refuse(400, 'The name is taken or unusable') : ok(user)
      },
    ],
    ['POST', '/expire-token', ({ body }) => ok({ expired: actions.expireToken(stringMember(body, 'user') ?? '') })],
    [
      'POST',
      '/kick',
      ({ body }) => ok({ kicked: actions.kick(stringMember(body, 'user') ?? '', stringMember(body, 'room') ?? '') }),
    ],
    [
      'POST',
      '/rate-limit',
      ({ body }) => {
        const name = stringMember(body, 'name') ?? ''
        const perSecond = member(body, 'perSecond')
        const burst = member(body, 'burst')
        if (name !== 'zulip' && !isRateLimited(name)) return refuse(400, 'Nothing of that name can be limited')
        if (perSecond === undefined && burst === undefined) actions.setRateLimit(name)
        else if (typeof perSecond === 'number' && typeof burst === 'number' && perSecond > 0 && burst >= 1) {
          actions.setRateLimit(name, { perSecond, burst })
        } else return refuse(400, 'A limit is perSecond above 0 and burst from 1')
        return ok({})
      },
    ],
    [
      'POST',
      '/rename',
      ({ body }) => {
        const renamed = actions.rename(stringMember(body, 'user') ?? '', stringMember(body, 'displayName') ?? '')
        return renamed ? ok({}) : refuse(400, 'There is no such user')
      },
    ],
    ...faultHandles(actions),
    ...rocketChatHandles(actions.rocketchat),
    ['POST', '/zulip/end-queues', ({ body }) => ok({ ended: actions.endQueues(stringMember(body, 'user')) })],
    [
      'POST',
      '/zulip/renew-api-key',
      ({ body }) => {
        const apiKey = actions.renewApiKey(stringMember(body, 'user') ?? '')
        return apiKey === undefined ? refuse(400, 'There is no such user') : ok({ apiKey })
      },
    ],
  ]
}

function isAuthorized({ headers }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** The control port: for the test that started the server, never for a page. */
export function createControlService(actions: ControlActions, token: string): Listener {
  const router = Router()
  const handles = new Map<unknown, Handle>()
  for (const [method, path, handle] of handlesOf(actions)) {
    // The function is only the key under which the table is found again; it is never called.
    const key = (): void => undefined
    handles.set(key, handle)
    router.on(method, path, key)
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    if (!hostAllowed(request.headers.host, listener.port())) return refuse(403, 'This host is not served here')
    if (request.headers.origin !== undefined) return refuse(403, 'No page may use this port')
    if (!isAuthorized(request, token)) return refuse(401, 'The control token is missing or wrong')
    const body = await readBody(request)
    if (body.kind !== 'read') return refuse(413, 'The body is too large')
    const parsed = body.bytes.byteLength === 0 ? ({ ok: true, value: {} } as const) : parseJson(body.bytes)
    if (!parsed.ok || !isJsonObject(parsed.value)) return refuse(400, 'The body must be a JSON object')
    const { path, query } = targetOf(request)
    const method = CONTROL_METHODS.find((known) => known === request.method)
    const found = method === undefined ? null : router.find(method, path)
    const handle = handles.get(found?.handler)
    return handle === undefined ? refuse(404, 'There is nothing here') : handle({ body: parsed.value, query })
  }

  const listener = createListener((request, response) => {
    response.on('error', () => response.destroy())
    response.setHeader('Connection', 'close')
    answer(request).then(
      (reply) => send(response, reply),
      () => send(response, refuse(500, 'Internal server error')),
    )
  }, MAX_CONNECTIONS)
  return listener
}
