import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { plainCause } from './plain-cause.ts'

it('keeps the kind and the code of what the platform throws', () => {
  const refused = new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) })
  expect(plainCause(refused)?.message).toBe('TypeError, ECONNREFUSED')
  expect(plainCause(new DOMException('stopped', 'AbortError'))?.message).toBe('AbortError')
})

it('keeps nothing of what a client of the app’s hangs on its errors', () => {
  const wrapped = Object.assign(new Error('Bearer SECRET', { cause: { token: 'SECRET' } }), {
    name: 'SECRET',
    code: 'ESECRET secret',
    request: { headers: { authorization: 'Bearer SECRET' } },
  })
  expect(inspect(plainCause(wrapped), { depth: 9 })).not.toContain('SECRET')
  expect(plainCause('Bearer SECRET')).toBeUndefined()
  expect(plainCause({ request: 'SECRET' })).toBeUndefined()
})
