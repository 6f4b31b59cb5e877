import { afterEach, beforeEach, expect, test } from 'vitest'
import { member } from '../http/json.ts'
import { type MockServer, startMockServer } from '../start.ts'

let server: MockServer

beforeEach(async () => {
  server = await startMockServer()
})
afterEach(() => server.close())

async function ask(method: string, body?: unknown, token = server.control.token): Promise<readonly [number, unknown]> {
  const response = await fetch(`${server.control.url}/faults`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return [response.status, await response.json()]
}
const versions = async (): Promise<number> => (await fetch(`${server.urls.matrix}/_matrix/client/versions`)).status

test('a plan is put in force, counted and taken away over HTTP', async () => {
  expect(await ask('POST', { rules: [{ match: { op: 'versions' }, fault: { kind: 'status', code: 503 } }] })).toEqual([200, {}])
  expect(await versions()).toBe(503)
  expect(await ask('GET')).toEqual([200, [{ fault: 'status', matched: 1, applied: 1 }]])
  expect(await ask('DELETE')).toEqual([200, {}])
  expect(await versions()).toBe(200)
  expect(await ask('GET')).toEqual([200, []])
})

test('a plan that is wrong is told where, and the one before stays', async () => {
  await ask('POST', { rules: [{ fault: { kind: 'status', code: 500 } }] })
  expect(await ask('POST', { rules: [{ fault: { kind: 'latency', min: -1 } }] })).toEqual([
    400,
    { error: 'rules[0].fault.min is to be a number from 0 to 600000' },
  ])
  expect(await versions()).toBe(500)
})

test('without the token nothing goes wrong', async () => {
  for (const method of ['GET', 'POST', 'DELETE']) {
    const [status, body] = await ask(method, method === 'POST' ? { rules: [{ fault: { kind: 'reset' } }] } : undefined, 'wrong')
    expect([status, member(body, 'error')]).toEqual([401, 'The control token is missing or wrong'])
  }
  expect(await versions()).toBe(200)
})

test('a reset leaves no plan but that of the start', async () => {
  await ask('POST', { rules: [{ fault: { kind: 'status', code: 500 } }] })
  server.control.reset()
  expect(await versions()).toBe(200)
})
